"""Golden cases of data.json, as test_golden.py has them of the NGR: one dataset to a case, its
outcome and the whole package of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ckanext.donl import mapping
from ckanext.donl.harvest import settings, trial
from ckanext.donl.tests.harvest.dcat.pod_source import PodSource

CASES = sorted(
    case
    for name in ("eindhoven", "rdw")
    for case in (Path(__file__).parents[2] / "golden" / name).iterdir()
)
SHOWN = ("guid", "outcome", "errors", "values", "package", "licence")


def made_of(case: Path) -> dict[str, Any]:
    """What a harvest makes of the record of a case."""
    catalogue = case.parent.name
    parsed = {**settings.parse(None, PodSource.settings_table), "bounding_box": True}
    content = (case / "record.json").read_bytes()
    (found,) = trial.try_file(
        PodSource(catalogue, parsed), parsed, mapping.load(catalogue), case.name, content
    )
    shown = found.as_dict()
    return {name: shown[name] for name in SHOWN}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_case_is_as_expected(case: Path) -> None:
    expected = case / "expected.json"
    made = made_of(case)
    if os.environ.get("DONL_GOLDEN") == "write":
        expected.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", "utf-8")

    assert made == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_case_says_what_is_special_about_it(case: Path) -> None:
    assert len((case / "case.md").read_text("utf-8").split()) > 5
