"""The shipped mappings of CBS against the published ones they were carried over from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.donl import mapping
from ckanext.donl.harvest.sources.cbs import reading
from ckanext.donl.mapping.properties import properties
from ckanext.donl.tests.reference import REFERENCE, needs_reference

pytestmark = needs_reference

MAPPINGS = REFERENCE / "mappings"
SELECTORS = Path(reading.__file__).parent / "selectors.yaml"
PUBLISHED = {"cbs": "CBS", "cbs_derden": "CBSDerden"}
# Published targets that are in no value list.
UNLISTED = {
    "http://standaarden.overheid.nl/owms/terms/Water_(thema)": (
        "http://standaarden.overheid.nl/owms/terms/Water_(verkeer-thema)"
    )
}
TABLES = [
    (catalogue, key)
    for catalogue in PUBLISHED
    for key, line in properties().items()
    if (MAPPINGS / f"value-mappings/{PUBLISHED[catalogue]}__{line.table}.json").is_file()
]


def published(file: str) -> Any:
    return json.loads((MAPPINGS / file).read_text("utf-8"))


def test_all_tables_are_compared() -> None:
    assert len(TABLES) == 18
    assert {key for _catalogue, key in TABLES} | {"dataset.publisher"} == set(
        mapping.load("cbs").tables
    )


@pytest.mark.parametrize(("catalogue", "key"), TABLES)
def test_every_line_was_carried_over(catalogue: str, key: str) -> None:
    table = mapping.load(catalogue).tables[key]
    targets: dict[str, set[str]] = {}
    for line in published(f"value-mappings/{PUBLISHED[catalogue]}__{properties()[key].table}.json"):
        targets.setdefault(mapping.fold(line["name"]), set()).add(line["target_value"])
    for value, allowed in targets.items():
        row = table.lookup(value)
        assert row is not None, value
        assert row.target in allowed | {UNLISTED.get(target, "") for target in allowed}, value
        assert row.target in allowed or row.note


@pytest.mark.parametrize("catalogue", PUBLISHED)
def test_defaults_were_carried_over(catalogue: str) -> None:
    shipped, repository = (
        mapping.load(catalogue),
        mapping.load(catalogue, mapping.folder(MAPPINGS)),
    )
    assert shipped.defaults == repository.defaults
    assert len(shipped.defaults) == len(published(f"defaults/{PUBLISHED[catalogue]}.json")) == 10
    assert mapping.problems(shipped) == []


@pytest.mark.parametrize(
    ("table", "kind"),
    [("Dataset__LandingPage", "landing_page"), ("Distribution__AccessURL", "access_url")],
)
def test_the_addresses_were_carried_over(table: str, kind: str) -> None:
    found = {}
    for name in PUBLISHED.values():
        for line in published(f"value-mappings/{name}__{table}.json"):
            found[line["name"]] = line["target_value"] % ("nl", "83583NED")
    assert len(found) == (7 if kind == "landing_page" else 10)
    ours = {name: reading.page(kind, name, "nl", "83583NED") for name in found}
    assert ours == found


@pytest.mark.parametrize("catalogue", PUBLISHED)
def test_identifiers_and_selectors_were_carried_over(catalogue: str) -> None:
    selectors = json.loads(
        (REFERENCE / f"selectors/catalog_{PUBLISHED[catalogue]}.json").read_text("utf-8")
    )
    assert reading.identifier(catalogue, "1") == f"{selectors['identifier_prefix']}1"
    ours = yaml.safe_load(SELECTORS.read_text("utf-8"))
    for name, xpaths in selectors["xpath_selectors"]["dataset"].items():
        if name in ours["dataset"] and name != "theme":
            paths = [f"$.{xpath.rpartition('d:')[2]}" for xpath in xpaths]
            kept = [path for path in ours["dataset"][name]["select"] if path in paths]
            assert kept == paths, name
