"""Golden cases: a folder with a record, what is special about it, and what must come of it.

A case is new files only: ``record.…``, and ``case.md``. The folder of its kind has the source in
``source.json`` (type, address, configuration); a case may have one of its own. With
``DONL_GOLDEN=write`` in the environment this module writes the ``expected.json`` that is missing or
differs; read what changed line by line before you commit it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ckanext.donl import mapping
from ckanext.donl.harvest import settings, trial
from ckanext.donl.harvest.sources import SOURCES

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(file.parent for file in GOLDEN.glob("*/*/case.md"))
SHOWN = ("guid", "outcome", "errors", "values", "package", "licence")


def name(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


def made_of(case: Path) -> dict[str, Any]:
    """What a harvest makes of the record of a case."""
    own, of_kind = case / "source.json", case.parent / "source.json"
    told = json.loads((own if own.exists() else of_kind).read_text())
    kind = SOURCES[told["type"]]
    parsed = settings.parse(json.dumps(told.get("config", {})), kind.settings_table)
    source = kind(told.get("url", ""), parsed)
    (record,) = case.glob("record.*")
    tables = mapping.load(source.catalogue)
    (found,) = trial.try_file(source, parsed, tables, case.name, record.read_bytes())
    return found.as_dict()


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_case_is_as_expected(case: Path) -> None:
    expected = case / "expected.json"
    made = made_of(case)
    if os.environ.get("DONL_GOLDEN") == "write":
        shown = {key: made[key] for key in SHOWN}
        expected.write_text(json.dumps(shown, ensure_ascii=False, indent=2) + "\n", "utf-8")

    told = json.loads(expected.read_text("utf-8"))
    assert {key: made[key] for key in told} == told


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_case_says_what_is_special_about_it(case: Path) -> None:
    assert len((case / "case.md").read_text("utf-8").split()) > 5


@pytest.mark.parametrize("what", ["plain", "services"])
def test_a_dataset_comes_to_the_same_in_iso_19139_and_iso_19115_3(what: str) -> None:
    gmd, mdb = (made_of(GOLDEN / "csw" / f"{form}-{what}") for form in ("gmd", "mdb"))
    for same in ("guid", "outcome", "errors", "values", "package"):
        assert gmd[same] == mdb[same]
