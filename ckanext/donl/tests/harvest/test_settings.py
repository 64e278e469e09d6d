"""A source's settings, and what a change of them or of the mapping tables does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest

from ckanext.donl.harvest.settings import parse
from ckanext.donl.harvest.sources.ngr import NgrSource
from ckanext.harvest.queue import get_harvester
from demo.csw import StaticCsw
from demo.records import records

from ..catalogue import Pycsw
from . import portal as p
from . import variants as v

RECORDS = v.valid(6)
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"
CLOSED = "http://standaarden.overheid.nl/owms/terms/geslotenlicentie"


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"pagesize": 10}, ['"pagesize"', "page_size", "deletion_threshold", "filter"]),
        ({"page_size": 0}, ['"page_size"', "0", "1 to 500"]),
        ({"page_size": 1000}, ['"page_size"', "1000", "1 to 500"]),
        ({"page_size": "100"}, ['"page_size"', '"100"', "whole number"]),
        ({"page_size": True}, ['"page_size"', "true"]),
        ({"deletion_threshold": 101}, ['"deletion_threshold"', "101", "0 to 100"]),
        ({"deletion_threshold": "10%"}, ['"deletion_threshold"', "10%", "percentage"]),
        ({"bounding_box": "yes"}, ['"bounding_box"', '"yes"', "true or false"]),
        ({"keywords_include": "water"}, ['"keywords_include"', '"water"', "list"]),
        ({"keywords_exclude": [1]}, ['"keywords_exclude"', "list"]),
        ({"blocked_identifiers": [""]}, ['"blocked_identifiers"', "list"]),
        ({"blocked_identifiers": ["a\0"]}, ['"blocked_identifiers"', "list"]),
        ({"keywords_exclude": ["\ud800"]}, ['"keywords_exclude"', "\ufffd", "list"]),
        ({"\ud800": 1}, ["\ufffd", "page_size"]),
        ({"filter": 7}, ['"filter"', "CQL", "ogc:Filter"]),
        ({"filter": "<ogc:Filter>"}, ['"filter"', "not well-formed"]),
        ({"filter": "<a/>"}, ['"filter"', "ogc:Filter", "namespace"]),
        ({"filter": "<!DOCTYPE x []><x/>"}, ['"filter"', "DOCTYPE"]),
        ([], ["JSON object"]),
        ("text", ["JSON object"]),
        (None, ["JSON object"]),
    ],
)
@pytest.mark.usefixtures("with_plugins")
def test_a_wrong_setting_is_named_with_what_is_allowed(config: Any, words: list[str]) -> None:
    with pytest.raises(ValueError) as refused:
        parse(json.dumps(config), NgrSource.settings_table)

    for word in words:
        assert word in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "config", ["{", "page_size: 10", '{"page_size": 10,}', '{"page_size": NaN}']
)
def test_what_is_no_json_is_refused(config: str) -> None:
    with pytest.raises(ValueError):
        parse(config, NgrSource.settings_table)


@pytest.mark.usefixtures("portal")
def test_a_source_with_a_wrong_setting_is_not_made() -> None:
    with pytest.raises(tk.ValidationError) as refused:
        p.make_source("https://catalogue.example.nl/csw", pagesize=10)

    (message,) = refused.value.error_dict["config"]
    assert 'Unknown setting "pagesize"' in message
    assert "page_size" in message


@pytest.mark.usefixtures("portal")
def test_the_record_can_be_opened_at_its_source() -> None:
    with StaticCsw(RECORDS[:1]) as server:
        p.run(p.make_source(server.url))
        (obj,) = p.objects()
        harvester = NgrSource(
            "https://www.nationaalgeoregister.nl/geonetwork/srv/dut/csw",
            parse(None, NgrSource.settings_table),
        )

        assert harvester.original_url("a/b c") == (
            "https://www.nationaalgeoregister.nl/geonetwork/srv/dut/catalog.search#/metadata/a/b%20c"
        )
        original = get_harvester("ngr").get_original_url(obj.id)
        assert original.startswith(f"{server.url}?service=CSW")
        assert f"id={RECORDS[0].uuid}" in original
        assert get_harvester("ngr").get_original_url("no such object") is None


@pytest.mark.usefixtures("portal")
def test_a_line_in_an_overriding_table_reimports_what_it_touches(
    tmp_path: Path, ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    licence = ".//gmd:resourceConstraints"
    free = v.without(RECORDS[0], licence).xml.decode()
    block = (
        "<gmd:resourceConstraints><gmd:MD_Constraints><gmd:useLimitation><gco:CharacterString>"
        "Geen beperkingen</gco:CharacterString></gmd:useLimitation></gmd:MD_Constraints>"
        "</gmd:resourceConstraints>"
    )
    at = free.index("<gmd:language", free.index("MD_DataIdentification"))
    ambiguous = (free[:at] + block + free[at:]).encode()
    others = [r for r in RECORDS[1:] if b"een beperkingen" not in r.xml]
    with StaticCsw([ambiguous, *others]) as server:
        source = p.make_source(server.url)
        result = p.run(source)
        assert result["counts"]["ambiguous"] == 1
        guid = RECORDS[0].uuid
        before = {r.uuid: p.dataset(r.uuid) for r in others}
        assert p.dataset(guid)["license_id"] == CLOSED
        assert p.dataset(guid)["access_rights"].endswith("RESTRICTED")

        (tmp_path / "value-mappings").mkdir()
        table = tmp_path / "value-mappings" / "NGR__Dataset__License.json"
        table.write_text(json.dumps([{"name": "Geen beperkingen", "target_value": CC0}]))
        monkeypatch.setitem(ckan_config, "ckanext.donl.mapping.ngr", str(tmp_path))
        result = p.run(source)

        assert p.counts(result) == {"updated": 1, "unchanged": len(others)}
        assert p.dataset(guid)["license_id"] == CC0
        assert p.dataset(guid)["access_rights"].endswith("PUBLIC")
        assert {r["license_id"] for r in p.dataset(guid)["resources"]} <= {CC0}
        assert {r.uuid: p.dataset(r.uuid) for r in others} == before
        assert p.counts(p.run(source)) == {"unchanged": 1 + len(others)}


@pytest.mark.usefixtures("portal")
def test_tables_that_cannot_be_read_are_an_error_and_change_nothing(
    tmp_path: Path, ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url)
        p.run(source)
        (tmp_path / "value-mappings").mkdir()
        (tmp_path / "value-mappings" / "NGR__Dataset__License.json").write_text("[")
        monkeypatch.setitem(ckan_config, "ckanext.donl.mapping.ngr", str(tmp_path))

        result = p.run(source)

    (error,) = result["alerts"]
    assert "NGR__Dataset__License.json" in error
    assert p.counts(result) == {}
    assert p.active() == len(RECORDS)


@pytest.mark.usefixtures("portal")
def test_another_setting_reimports_what_it_touches() -> None:
    records = [*RECORDS[:5], v.without(RECORDS[5], ".//gmd:EX_GeographicBoundingBox")]
    with StaticCsw(records) as server:
        source = p.make_source(server.url)
        p.run(source)
        with_box = [r for r in records if b"EX_GeographicBoundingBox" in r.xml]
        p.configure(source, bounding_box=True, page_size=5)

        result = p.run(source)

        boxes = [p.dataset(r.uuid).get("spatial_value", []) for r in with_box]
        assert result["counts"]["updated"] == sum(map(bool, boxes)) >= 3
        assert result["counts"]["unchanged"] == len(records) - result["counts"]["updated"]
        assert "spatial_value" not in p.dataset(records[5].uuid)
        # The number on a page decides nothing of a dataset.
        p.configure(source, bounding_box=True, page_size=6)
        assert p.counts(p.run(source)) == {"unchanged": 6}


OGC = 'xmlns:ogc="http://www.opengis.net/ogc"'


@pytest.mark.parametrize(
    ("criteria", "kept"),
    [
        ({"filter": "apiso:Title like '%Bijzonder%'"}, 2),
        (
            {
                "filter": f'<ogc:Filter {OGC}><ogc:PropertyIsLike wildCard="%" singleChar="_" '
                'escapeChar="!"><ogc:PropertyName>apiso:Title</ogc:PropertyName>'
                "<ogc:Literal>%Bijzonder%</ogc:Literal></ogc:PropertyIsLike></ogc:Filter>"
            },
            2,
        ),
        ({"keywords_include": ["EIGEN Woord"]}, 3),
        ({"keywords_exclude": ["eigen woord"]}, 7),
        ({"organisations_include": ["NERGENS"]}, 0),
    ],
)
@pytest.mark.usefixtures("portal")
def test_criteria_decide_what_is_taken_from_pycsw(
    criteria: dict[str, Any], kept: int, pycsw: Pycsw, tmp_path: Path
) -> None:
    chosen = v.valid(10)
    chosen[0] = v.changed(chosen[0], v.TITLE, "Bijzonder een")
    chosen[1] = v.changed(chosen[1], v.TITLE, "Bijzonder twee")
    for number in (2, 3, 4):
        chosen[number] = v.changed(chosen[number], v.KEYWORDS, "Eigen woord")
    left_out = [r for r in records(60) if r.expected == "left out"]
    for record in [*chosen, *left_out]:
        (tmp_path / f"{record.uuid}.xml").write_bytes(record.xml)
    pycsw.load(tmp_path)

    result = p.run(p.make_source(pycsw.url, **criteria))

    assert p.active() == kept == result["counts"]["added"]
    if "filter" not in criteria:
        assert result["left_out"]["not a dataset"] == len(left_out)
        name = next(iter(criteria))
        assert result["left_out"][name] == len(chosen) - kept


@pytest.mark.usefixtures("portal")
def test_a_filter_that_the_catalogue_refuses_is_told_with_its_reason(pycsw: Pycsw) -> None:
    result = p.run(p.make_source(pycsw.url, filter="nosuchname = 'x'"))

    (error,) = result["alerts"]
    assert "the catalogue refuses: Invalid Constraint: Invalid CQL" in error


@pytest.mark.usefixtures("portal")
def test_blocked_identifiers_are_left_out_and_counted() -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url, blocked_identifiers=[RECORDS[2].uuid.upper()])
        result = p.run(source)

        assert p.counts(result) == {"added": 5}
        assert result["left_out"] == {"blocked identifier": 1}
        assert not [o for o in p.objects() if o.guid == RECORDS[2].uuid]


@pytest.mark.usefixtures("portal")
def test_services_and_series_are_left_out_and_counted_where_the_server_ignores_the_type() -> None:
    class Careless(StaticCsw):
        def matching(self, query: Any) -> Any:
            return self.records

    everything = list(records(60))
    with Careless(everything) as server:
        result = p.run(p.make_source(server.url))

    levels = {"hierarchy level service", "hierarchy level series"}
    assert set(result["left_out"]) == levels
    assert sum(result["left_out"].values()) == sum(r.expected == "left out" for r in everything)
    assert result["counts"]["added"] == sum(r.expected == "valid" for r in everything)
