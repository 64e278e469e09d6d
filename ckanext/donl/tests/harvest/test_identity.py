"""One dataset per record and one record per dataset: names, guids, duplicates, adoption."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

import pytest
from ckan import model

from demo.csw import StaticCsw

from . import portal as p
from . import variants as v

pytestmark = pytest.mark.usefixtures("portal")

RECORDS = v.valid(4)


@pytest.mark.parametrize(
    "title",
    ["Zeer lange titel " * 20, "!!! ??? ...", "7", "Ελληνικά", "-_-", "新潟", "a" * 500, "new"],
)
def test_any_title_gives_names_that_are_valid_and_unique(title: str) -> None:
    records = [v.changed(record, v.TITLE, title) for record in RECORDS]
    with StaticCsw(records) as server:
        result = p.run(p.make_source(server.url))

    assert p.counts(result) == {"added": 4}
    datasets = [p.dataset(record.uuid) for record in records]
    names = [dataset["name"] for dataset in datasets]
    assert len(set(names)) == 4
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]{1,99}", name) for name in names), names
    assert {dataset["title"] for dataset in datasets} == {" ".join(title.split())}


def test_a_name_stays_when_the_title_changes_and_is_free_for_nobody_else() -> None:
    first, second = RECORDS[:2]
    with StaticCsw([v.changed(first, v.TITLE, "Rivieren")]) as server:
        source = p.make_source(server.url)
        p.run(source)
        server.records = [
            v.changed(first, v.TITLE, "Beken"),
            v.changed(second, v.TITLE, "Rivieren"),
        ]

        p.run(source)

    assert p.dataset(first.uuid)["name"] == "rivieren"
    assert re.fullmatch(r"rivieren-[0-9a-f]{8}", p.dataset(second.uuid)["name"])


def test_nobody_elses_dataset_is_taken_over_however_often_it_is_tried() -> None:
    """Somebody else's catalogue may say what it likes of the identity of its records."""
    with StaticCsw(RECORDS) as server:
        owner = p.make_source(server.url)
        p.run(owner)
        before = [p.dataset(record.uuid) for record in RECORDS]
        hostile = [v.changed(record, v.TITLE, "Gekaapt") for record in RECORDS]
    with StaticCsw(hostile) as server:
        other = p.make_source(server.url, "other")
        for _try in range(3):
            report = p.run(other)
            assert p.counts(report) == {"rejected": len(RECORDS)}
            assert report["counts"]["conflicts"] == len(RECORDS)
    after = [p.dataset_of(dataset["id"]) for dataset in before]
    assert after == before


def test_records_of_two_sources_with_one_guid_get_names_of_their_own() -> None:
    """As a catalogue that is harvested as the NGR and as another one: other identifiers, the same
    titles and guids."""
    same = [v.changed(record, v.TITLE, "Rivieren") for record in RECORDS[:2]]
    with StaticCsw(same) as server:
        p.run(p.make_source(server.url))
        report = p.run(p.make_source(f"{server.url}/2", "other", source_type="csw"))

    assert p.counts(report) == {"added": 2}
    names = [
        package.name for package in model.Session.query(model.Package).filter_by(type="dataset")
    ]
    assert len(set(names)) == 4


def test_guids_that_differ_in_case_are_two_records() -> None:
    lower = v.copied(RECORDS[0], "abcdef12-0000-4000-8000-00000000000a")
    upper = v.copied(RECORDS[1], lower.uuid.upper())
    with StaticCsw([lower, upper]) as server:
        source = p.make_source(server.url)

        assert p.counts(p.run(source)) == {"added": 2}
        assert p.counts(p.run(source)) == {"unchanged": 2}
    assert p.active() == 2


@pytest.mark.parametrize("guid", ["urn:x:a/b c?d#e&f=g", "ë-{1}", 'x"y<z>', "a" * 500])
def test_any_guid_is_an_identity(guid: str) -> None:
    with StaticCsw([v.copied(RECORDS[0], guid), RECORDS[1]]) as server:
        source = p.make_source(server.url)

        assert p.counts(p.run(source)) == {"added": 2}
        assert p.counts(p.run(source)) == {"unchanged": 2}


def test_a_guid_that_no_index_takes_costs_only_its_own_record() -> None:
    endless = "".join(sha256(bytes([n])).hexdigest() for n in range(100))
    with StaticCsw([v.copied(RECORDS[0], endless), *RECORDS[1:]]) as server:
        result = p.run(p.make_source(server.url))

    assert p.counts(result) == {"added": 3, "rejected": 1}
    (told,) = [told for told in result["records"]["results"] if told["outcome"] == "rejected"]
    (reason,) = told["reasons"]
    assert reason["field"] == "identifier"
    assert "at most 2000 are allowed" in reason["reason"]


def test_a_record_twice_in_a_catalogue_is_one_dataset() -> None:
    twice = v.changed(RECORDS[0], v.TITLE, "Nog eens")
    with StaticCsw([*RECORDS, twice]) as server:
        source = p.make_source(server.url)

        assert p.counts(p.run(source)) == {"added": 4}
        assert p.counts(p.run(source)) == {"unchanged": 4}


def test_an_identifier_that_somebody_elses_dataset_has_is_not_taken_in() -> None:
    with StaticCsw(RECORDS[:1]) as server:
        p.run(p.make_source(server.url, "first"))
        taken = p.dataset(RECORDS[0].uuid)
    with StaticCsw(RECORDS) as server:
        result = p.run(p.make_source(server.url, "second"))

    assert p.counts(result) == {"added": 3, "rejected": 1}
    (line,) = p.errors(RECORDS[0].uuid)
    assert line.startswith("identifier")
    assert f'the dataset "{taken["name"]}" already has this identifier' in line
    assert p.dataset_of(taken["id"]) == taken


def test_two_sources_that_gather_the_same_records_at_once_make_one_dataset_of_each() -> None:
    with StaticCsw(RECORDS) as server:
        # ckanext-harvest takes an address twice only with another configuration.
        sources = [p.make_source(server.url, f"source-{n}", page_size=n) for n in (50, 60)]
        jobs = [p.start(source) for source in sources]
        p.consume_gather()
        p.consume_fetch()
        p.tick()

    assert p.active() == 4
    results = [p.counts(p.report(job)) for job in jobs]
    assert results == [{"added": 4}, {"rejected": 4}]


def test_datasets_whose_harvest_history_was_cleared_are_adopted() -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url)
        p.run(source)
        before = [_identity(p.dataset(record.uuid)) for record in RECORDS]
        p.act("harvest_source_job_history_clear", id=source["id"])
        model.Session.commit()
        assert p.objects() == []

        result = p.run(source)

        assert p.counts(result) == {"updated": 4}
        assert [_identity(p.dataset(record.uuid)) for record in RECORDS] == before
        assert p.active() == len(p.searchable()) == 4
        assert p.counts(p.run(source)) == {"unchanged": 4}


def test_a_source_that_was_cleared_begins_anew() -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url)
        p.run(source)
        p.act("harvest_source_clear", id=source["id"])
        model.Session.commit()
        assert p.stored() == {}

        assert p.counts(p.run(source)) == {"added": 4}
        assert len(p.searchable()) == 4


def test_a_dataset_that_was_deleted_with_its_history_does_not_block_a_name() -> None:
    with StaticCsw(RECORDS[:1]) as server:
        source = p.make_source(server.url)
        for _round in range(3):
            assert p.counts(p.run(source)) == {"added": 1}
            p.act("package_delete", id=p.dataset(RECORDS[0].uuid)["id"])
            p.act("harvest_source_job_history_clear", id=source["id"])
            model.Session.commit()


def _identity(dataset: dict[str, Any]) -> tuple[str, str]:
    return dataset["id"], dataset["name"]
