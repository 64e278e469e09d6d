"""What is deleted and, more important, what is not (design decision 8)."""

from __future__ import annotations

import pytest

from demo.csw import StaticCsw
from demo.misbehaving import MisbehavingCsw

from . import portal as p
from . import variants as v

pytestmark = pytest.mark.usefixtures("portal")

RECORDS = v.valid(10)
SETTINGS = {"page_size": 4}


def test_a_record_that_vanishes_is_deleted_and_revived_when_it_returns() -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url)
        p.run(source)
        gone = RECORDS[3]
        before = p.dataset(gone.uuid)
        server.records = [r for r in RECORDS if r is not gone]

        result = p.run(source)

        assert p.counts(result) == {"deleted": 1, "unchanged": 9}
        assert p.dataset(gone.uuid)["state"] == "deleted"
        assert len(p.searchable()) == 9
        assert p.objects(guid=gone.uuid)[-1].report_status == "deleted"
        assert not any(o.current for o in p.objects(guid=gone.uuid))
        # It is deleted once, not again with every run.
        assert p.counts(p.run(source)) == {"unchanged": 9}

        server.records = RECORDS
        result = p.run(source)

        assert p.counts(result) == {"updated": 1, "unchanged": 9}
        after = p.dataset(gone.uuid)
        assert (after["id"], after["name"], after["state"]) == (
            before["id"],
            before["name"],
            "active",
        )
        assert len(p.searchable()) == 10


def test_when_many_vanish_nothing_is_deleted_and_a_decision_is_asked_for() -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url)
        p.run(source)
        server.records = RECORDS[:8]

        for _again in range(2):
            result = p.run(source)

            assert p.active() == 10
            assert result["counts"]["withheld"] == 2
            (error,) = result["alerts"]
            assert "2 datasets are no longer in the catalogue and are not deleted" in error
            assert "20.0 %" in error
            assert "deletion_threshold" in error
            assert RECORDS[8].uuid in error

        p.configure(source, deletion_threshold=20)
        result = p.run(source)

        assert p.counts(result) == {"deleted": 2, "unchanged": 8}
        assert result["alerts"] == []
        assert p.active() == len(p.searchable()) == 8


def test_the_first_run_after_a_deletion_withheld_sees_what_came_back() -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url)
        p.run(source)
        server.records = RECORDS[:5]
        p.run(source)
        server.records = RECORDS

        assert p.counts(p.run(source)) == {"unchanged": 10}


def test_a_stale_dataset_is_deleted_when_its_record_vanishes() -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url)
        p.run(source)
        server.records = [v.changed(RECORDS[0], v.TOPICS, "disaster"), *RECORDS[1:]]
        p.run(source)
        server.records = RECORDS[1:]

        assert p.counts(p.run(source)) == {"deleted": 1, "unchanged": 9}
        assert p.dataset(RECORDS[0].uuid)["state"] == "deleted"


# What a catalogue may do in the second run, and what the run's error then says. The other faults,
# those that cost waiting among them, are walked through in test_faults.py.
FAULTS = {
    "empty_catalogue": "the catalogue delivers no records of datasets",
    "gone_half_way": "",
    "report_later": "Raised exception",
    "truncated": "not well-formed",
    "record_malformed": "position 7 cannot be delivered",
    "dropped_records": "announces 10 records and delivers 8",
    "empty_page": "announces 10 records and delivers",
    "repeated_page": "announces 10 records and delivers 4",
    "html_200": "HTML page",
    "wrong_schema": "the catalogue delivers no records of datasets",
    "not_found": "404",
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_catalogue_that_fails_deletes_nothing_and_the_next_run_is_complete(fault: str) -> None:
    with MisbehavingCsw(RECORDS) as server:
        source = p.make_source(server.url, **SETTINGS)
        p.run(source)
        server.queries.clear()
        # One that really vanished: with a fault it is not deleted either.
        server.records = RECORDS[:-1] if fault == "record_malformed" else RECORDS
        server.fault = fault

        result = p.run(source)

        assert p.active() == len(p.searchable()) == 10
        assert p.counts(result).keys() <= {"unchanged"}
        assert result["alerts"]
        assert FAULTS[fault] in " ".join(result["alerts"])

        server.fault = None
        server.records = RECORDS

        assert p.counts(p.run(source)) == {"unchanged": 10}
