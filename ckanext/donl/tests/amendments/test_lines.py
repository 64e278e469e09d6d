"""Mapping lines made in the browser, from the work list to the next run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories
from click.testing import CliRunner

from ckanext.donl import amendments, mapping, vocabulary
from ckanext.donl.cli.mapping import mapping as command
from ckanext.donl.harvest import mapping_tables
from ckanext.donl.harvest.http import Client
from demo.csw import StaticCsw

from ..access.test_sources import member
from ..harvest import portal as p
from ..harvest import variants as v

pytestmark = pytest.mark.usefixtures("portal")

OWMS = "http://standaarden.overheid.nl/owms/terms"
DUTCH = "http://publications.europa.eu/resource/authority/language/NLD"
NATURE = f"{OWMS}/Natuur_en_milieu"
TRAFFIC = f"{OWMS}/Verkeer_(thema)"
RECORDS = v.valid(6)
STRANGE = [v.changed(record, v.TOPICS, "Natuur & milieuu") for record in RECORDS[:2]]
NOWHERE = "http://127.0.0.1:9/csw"


def save(value: str = "Natuur & milieuu", target: str = NATURE, **more: str) -> dict[str, Any]:
    data = {"catalogue": "ngr", "property": "dataset.theme", "value": value, "target": target}
    saved: dict[str, Any] = p.act("donl_mapping_save", **{**data, **more})
    return saved


def unmapped(**asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = p.act("donl_unmapped_list", **asked)["results"]
    return found


def themes(**asked: Any) -> list[dict[str, Any]]:
    return unmapped(property="dataset.theme", **asked)


@pytest.fixture(autouse=True)
def sysadmin(portal: None) -> None:
    """The site user of a test's portal sees every source."""
    assert tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]


def test_the_next_run_imports_exactly_what_a_new_line_touches() -> None:
    unlisted = v.changed(RECORDS[2], v.TOPICS, "natuur &   MILIEUU")
    with StaticCsw([*STRANGE, unlisted, *RECORDS[3:]]) as server:
        source = p.make_source(server.url)
        assert p.counts(p.run(source)) == {"added": 3, "rejected": 3}
        (line,) = themes()
        assert (line["count"], line["value_list"]) == (3, "overheid_taxonomiebeleidsagenda")
        assert line["suggestions"][0] == NATURE
        assert {example["guid"] for example in line["examples"]} == {
            record.uuid for record in (*STRANGE, unlisted)
        }

        save()
        assert themes() == []
        report = p.run(source)
        assert p.counts(report) == {"added": 3, "unchanged": 3}
        assert p.dataset(STRANGE[0].uuid)["theme"] == [NATURE]
        assert themes() == []
        assert p.counts(p.run(source)) == {"unchanged": 6}

        save(target=TRAFFIC)
        assert p.counts(p.run(source)) == {"updated": 3, "unchanged": 3}
        assert p.dataset(STRANGE[0].uuid)["theme"] == [TRAFFIC]

        (stored,) = p.act("donl_mapping_list")
        p.act("donl_mapping_delete", id=stored["id"])
        report = p.run(source)
        assert p.counts(report) == {"rejected": 3, "stale": 3, "unchanged": 3}


def test_a_line_that_changes_no_dataset_is_seen_by_the_next_report() -> None:
    """Dutch is what a dataset gets without a language that is known."""
    xml = RECORDS[0].xml.replace(b'codeListValue="dut"', b'codeListValue="nld"')
    record = replace(RECORDS[0], xml=xml.replace(b"Nederlands; Vlaams", b"nld"))

    def strange(report: dict[str, Any]) -> bool:
        return "nld" in {line["value"] for line in report["unmapped"]}

    with StaticCsw([record]) as server:
        source = p.make_source(server.url)
        assert strange(p.run(source))
        save("nld", DUTCH, property="dataset.language")
        for _run in range(2):
            report = p.run(source)
            assert p.counts(report) == {"unchanged": 1}
            assert not strange(report)


def test_a_line_that_is_made_during_a_run_is_missed_by_no_record() -> None:
    with StaticCsw([*STRANGE, *RECORDS[2:]]) as server:
        source = p.make_source(server.url)
        job = p.start(source)
        p.consume_gather()
        p.consume_fetch(1)
        save()
        p.consume_fetch()
        p.tick()
        first = p.counts(p.report(job))
        p.run(source)

        assert sum(first.values()) == 6
        assert p.active() == 6
        assert p.counts(p.run(source)) == {"unchanged": 6}
        assert {tuple(p.dataset(record.uuid)["theme"]) for record in STRANGE} == {(NATURE,)}


def test_a_line_overrides_a_folder(
    tmp_path: Path, ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "value-mappings"
    folder.mkdir()
    for name in ("Dataset__Language", "Distribution__Language"):
        (folder / f"NGR__{name}.json").write_text('[{"name": "x", "target_value": "http://a"}]')
    monkeypatch.setitem(ckan_config, "ckanext.donl.mapping.ngr", str(tmp_path))
    english = "http://publications.europa.eu/resource/authority/language/ENG"
    save("X", english, property="distribution.metadata_language")

    tables = mapping_tables.in_use("ngr", Client()).tables
    for field in ("dataset.language", "distribution.language", "dataset.metadata_language"):
        row = tables[field].lookup("x")
        assert row is not None
        assert row.target == english
    assert mapping_tables.load("ngr", Client()).tables["dataset.language"].lookup("x") != row


def test_values_of_all_sources_come_together_the_most_frequent_first() -> None:
    with StaticCsw([*STRANGE, *RECORDS[2:]]) as one, StaticCsw([STRANGE[0]]) as two:
        p.run(p.make_source(one.url))
        p.run(p.make_source(two.url, "second"))
    other = v.changed(RECORDS[5], v.TOPICS, "<script>alert(1)</script>")
    with StaticCsw([other]) as three:
        p.run(p.make_source(three.url, "third"))

    assert [(line["value"], line["count"]) for line in themes()] == [
        ("Natuur & milieuu", 3),
        ("<script>alert(1)</script>", 1),
    ]
    assert [line["value"] for line in themes(q="SCRIPT alert")] == ["<script>alert(1)</script>"]
    assert themes(q="nothing like it") == []
    assert unmapped(catalogue="ngr", limit=1) != unmapped(catalogue="ngr", limit=1, offset=1)


def test_a_run_that_failed_hides_no_value() -> None:
    with StaticCsw(STRANGE) as server:
        source = p.make_source(server.url)
        p.run(source)
    p.run(source)

    assert [line["count"] for line in themes()] == [2]


@pytest.mark.parametrize(
    ("list_name", "value", "label"),
    [
        ("overheid_taxonomiebeleidsagenda", "natuur en milieu.", "Natuur en milieu"),
        ("donl_language", "nld", "Nederlands"),
        ("donl_language", "Dutch", "Nederlands"),
        ("mdr_filetype_nal", "geo json", "GeoJSON"),
    ],
)
def test_suggestions(list_name: str, value: str, label: str) -> None:
    first = amendments.close_to(list_name, value)[0]
    assert vocabulary.get(list_name).label(first, "nl").casefold() == label.casefold()


def test_an_organisation_is_suggested_by_its_type_too() -> None:
    organisations = vocabulary.get("donl_organization")
    first = organisations.entry(amendments.close_to("donl_organization", "gemeente Utrecht")[0])
    assert first is not None
    assert (first.label_nl, first.type.casefold()) == ("Utrecht", "gemeente")


def test_a_licence_is_suggested_only_by_its_own_words() -> None:
    creative_commons = "https://creativecommons.org/licenses"
    assert amendments.close_to("donl_license", f"{creative_commons}/by-nc-nd/4.0/deed.nl") == []
    (found,) = amendments.close_to("donl_license", f"{creative_commons}/by/2.0/legalcode")
    assert found.endswith("/by/4.0/deed.nl")


@pytest.mark.parametrize("value", ["zzzzqqq", "https://a.example/deed.nl", "", "…"])
def test_no_suggestion_where_nothing_is_like_it(value: str) -> None:
    assert amendments.close_to("donl_license", value) == []


@pytest.mark.parametrize(
    ("data", "field", "reason"),
    [
        ({"catalogue": "nowhere"}, "catalogue", "Must be one of: "),
        ({"property": "dataset.title"}, "property", "Must be one of: dataset"),
        ({"value": "  "}, "value", "A value is required"),
        ({"value": "x" * 6000}, "value", "at most 5000"),
        ({"value": "a\0"}, "value", "Must be a text"),
        ({"value": "\ud800"}, "value", "Must be a text"),
        ({"value": ["a"]}, "value", "Must be a text"),
        ({"target": "http://nowhere.example"}, "target", "is not in the value list"),
        ({"target": ""}, "target", "A value is required"),
    ],
)
def test_a_wrong_line_is_told(data: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(tk.ValidationError) as refused:
        save(**{"value": "a", "target": NATURE, **data})
    assert reason in refused.value.error_dict[field][0]
    assert amendments.stored() == []


def test_one_line_for_a_value_whoever_saves_it_last() -> None:
    save("Rampen", NATURE)
    save(" rampen ", TRAFFIC)

    (line,) = p.act("donl_mapping_list", catalogue="ngr")
    assert (line["target"], line["property"]) == (TRAFFIC, "dataset.theme")
    p.act("donl_mapping_delete", id=line["id"])
    with pytest.raises(tk.ObjectNotFound):
        p.act("donl_mapping_delete", id=line["id"])


def test_who_may_see_and_change() -> None:
    p.make_source(NOWHERE)
    admin = member("ngr-organisation", "admin")["name"]
    editor = member("ngr-organisation", "editor")["name"]
    outsider = factories.User()["name"]
    line = {"catalogue": "ngr", "property": "dataset.theme", "value": "a", "target": NATURE}

    def may(user: str, action: str, **data: Any) -> bool:
        try:
            tk.get_action(action)({"user": user}, data)
        except tk.NotAuthorized:
            return False
        return True

    assert may(admin, "donl_mapping_list")
    assert may(admin, "donl_unmapped_list")
    assert may(admin, "donl_mapping_save", **line)
    saved = amendments.stored()[0].id
    for user in (editor, outsider, ""):
        assert not may(user, "donl_mapping_list")
        assert not may(user, "donl_unmapped_list")
        assert not may(user, "donl_mapping_save", **line)
        assert not may(user, "donl_mapping_delete", id=saved)
    # The table is for this source too, which is another organisation's.
    p.make_source(f"{NOWHERE}2", "theirs")
    assert may(admin, "donl_mapping_list")
    assert not may(admin, "donl_mapping_save", **line)
    assert not may(admin, "donl_mapping_delete", id=saved)


def test_what_is_exported_can_be_imported_and_used(tmp_path: Path) -> None:
    save("Rampen", NATURE)
    run = CliRunner()
    done = run.invoke(command, ["export", "ngr", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    file = tmp_path / "value-mappings" / "NGR__Dataset__Theme.json"
    lines = json.loads(file.read_text())
    assert {"name": "Rampen", "target_value": NATURE} in lines
    assert len(lines) > 10

    override = mapping.load("ngr", mapping.folder(tmp_path))
    assert mapping.problems(override) == []
    assert override.version == mapping_tables.in_use("ngr", Client()).version

    amendments.remove(amendments.stored()[0].id)
    factories.User(name="jan")
    done = run.invoke(command, ["import", "ngr", str(tmp_path), "--user", "jan"])
    assert "1 line added" in done.output
    (line,) = amendments.stored()
    assert (line.value, line.target, line.author) == ("Rampen", NATURE, "jan")
    assert "Rampen" in run.invoke(command, ["list"]).output
    assert (
        json.loads(run.invoke(command, ["list", "--format", "json"]).output)[0]["author"] == "jan"
    )


def test_what_cannot_be_imported_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["import", "ngr", str(tmp_path), "--user", "nobody"])
    assert (done.exit_code, "there is no user nobody" in done.output) == (1, True)
    (tmp_path / "NGR__Dataset__Teme.json").write_text("[]")
    (tmp_path / "NGR__Dataset__Theme.json").write_text('[{"name": "a", "target_value": "b"}]')
    run = CliRunner()
    told = {
        ("import", "ngr", str(tmp_path / "NGR__Dataset__Teme.json")): "NGR__Dataset__Theme.json",
        ("import", "ngr", str(tmp_path / "NGR__Dataset__Theme.json")): "not in the value list",
        ("import", "ngr", "/nowhere"): "there is no such file or folder",
        ("import", "xyz", str(tmp_path)): "there are no mappings for this catalogue",
        ("export", "xyz"): "there are no mappings for this catalogue",
    }
    for arguments, reason in told.items():
        done = run.invoke(command, list(arguments))
        assert done.exit_code == 1
        assert reason in done.output
