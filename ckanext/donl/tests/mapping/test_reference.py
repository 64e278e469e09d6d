"""The shipped mappings against the published ones they were carried over from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ckanext.donl import mapping, vocabulary
from ckanext.donl.mapping.properties import properties
from ckanext.donl.mapping.tables import fold
from ckanext.donl.tests.reference import REFERENCE, needs_reference

pytestmark = needs_reference

MAPPINGS = REFERENCE / "mappings"
# Decision of the project: the portal's own table of this day says CC0.
DECIDED = {
    ("dataset.license_id", "geen beperkingen"),
    ("distribution.license_id", "geen beperkingen"),
}


def published(file: str) -> Any:
    return json.loads((MAPPINGS / file).read_text("utf-8"))


@pytest.fixture(scope="module")
def override() -> mapping.Folder:
    return mapping.folder(MAPPINGS)


def test_every_published_table_is_read(override: mapping.Folder) -> None:
    assert len(list(MAPPINGS.glob("*/NGR*"))) == 14
    assert override.unread("ngr") == []


@pytest.mark.parametrize("key", sorted(mapping.load("ngr").tables))
def test_every_line_was_carried_over(key: str) -> None:
    table = mapping.load("ngr").tables[key]
    lines = published(f"value-mappings/NGR__{properties()[key].table}.json")
    targets: dict[str, set[str]] = {}
    for line in lines:
        targets.setdefault(fold(line["name"]), set()).add(line["target_value"])
    assert len(table) == len(targets)
    for value, allowed in targets.items():
        row = table.lookup(value)
        assert row is not None, value
        assert row.target in allowed or (key, value) in DECIDED
        assert row.target in allowed or "CC0" in row.note


@pytest.mark.parametrize("key", sorted(mapping.load("ngr").tables))
def test_every_published_target_is_in_its_list(key: str) -> None:
    line = properties()[key]
    assert line.value_list
    values = vocabulary.get(line.value_list)
    lines = published(f"value-mappings/NGR__{line.table}.json")
    assert [x["target_value"] for x in lines if x["target_value"] not in values] == []


def test_defaults_and_block_list_were_carried_over(override: mapping.Folder) -> None:
    shipped, repository = mapping.load("ngr"), mapping.load("ngr", override)
    assert len(shipped.defaults) == len(published("defaults/NGR.json")) == 9
    assert shipped.defaults == repository.defaults
    assert shipped.blocked == repository.blocked


def test_the_published_repository_can_be_used_as_it_stands(override: mapping.Folder) -> None:
    """It differs from ours in the one choice, and is reported to have conflicting lines."""
    shipped, repository = mapping.load("ngr"), mapping.load("ngr", override)
    assert set(shipped.tables) == set(repository.tables)
    for key, table in repository.tables.items():
        for row in table:
            ours = shipped.tables[key].lookup(row.value)
            assert ours is not None
            decided = (key, row.value.casefold()) in DECIDED
            assert (ours.target == row.target) != decided, (key, row.value)
    told = mapping.problems(repository)
    assert len(told) == 4
    assert all("two targets" in problem.what for problem in told)


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("defaults/*.json")), ids=lambda p: p.stem)
def test_the_published_names_of_defaults_are_known(path: Path) -> None:
    names = {line.default for line in properties().values()}
    assert set(json.loads(path.read_text("utf-8"))) <= names
