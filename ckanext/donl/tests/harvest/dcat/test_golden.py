"""Golden cases: a folder with a document, what is special about it, and what must come of it.

A case is new files only. With ``DONL_GOLDEN=write`` in the environment this module writes the
``expected.json`` that is missing or differs; read what changed line by line before you commit it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ckanext.donl import mapping
from ckanext.donl.harvest import settings, trial
from ckanext.donl.harvest.sources.dcat import DcatSource

CASES = sorted((Path(__file__).parents[2] / "golden" / "dcat").iterdir())
SHOWN = ("guid", "outcome", "errors", "values", "package", "licence")


def made_of(case: Path) -> dict[str, Any]:
    """What a harvest makes of the dataset of a case."""
    parsed = settings.parse(None, DcatSource.settings_table)
    (document,) = case.glob("record.*")
    source = DcatSource("", parsed)
    (found,) = trial.try_file(
        source, parsed, mapping.load("dcat"), case.name, document.read_bytes()
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
