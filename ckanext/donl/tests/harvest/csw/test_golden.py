"""Golden cases of CSW catalogues; test_golden.py of the NGR says how they work."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ckanext.donl import mapping
from ckanext.donl.harvest import settings, trial
from ckanext.donl.harvest.sources.csw import CswSource

FOLDER = Path(__file__).parents[2] / "golden" / "csw"
CASES = sorted(FOLDER.iterdir())
URL = "https://geo.limburg.example/csw"
CONFIG = '{"bounding_box": true, "coupled_services": true}'
SHOWN = ("guid", "outcome", "errors", "values", "package", "licence")


def made_of(case: Path) -> dict[str, Any]:
    """What a harvest makes of the record of a case."""
    parsed = settings.parse(CONFIG, CswSource.settings_table)
    content = (case / "record.xml").read_bytes()
    (found,) = trial.try_file(
        CswSource(URL, parsed), parsed, mapping.load("csw"), case.name, content
    )
    shown = found.as_dict()
    return {name: shown[name] for name in SHOWN}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_as_expected(case: Path) -> None:
    expected = case / "expected.json"
    made = made_of(case)
    if os.environ.get("DONL_GOLDEN") == "write":
        expected.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", "utf-8")

    assert made == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_says_what_is_special_about_it(case: Path) -> None:
    assert len((case / "case.md").read_text("utf-8").split()) > 5


@pytest.mark.parametrize("what", ["plain", "services"])
def test_a_dataset_comes_to_the_same_in_either_form(what: str) -> None:
    gmd, mdb = (made_of(FOLDER / f"{form}-{what}") for form in ("gmd", "mdb"))
    for same in ("guid", "outcome", "errors", "values", "package"):
        assert gmd[same] == mdb[same]
