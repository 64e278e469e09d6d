"""Golden cases of tables, as ``tests/harvest/test_golden.py`` has them of the NGR's records. A case
is a folder with the record, the configuration of its source, what is special about it, and what
must come of it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from .walking import tried

CASES = sorted((Path(__file__).parents[2] / "golden" / "cbs").iterdir())
SHOWN = ("guid", "outcome", "errors", "values", "package", "licence")


def made_of(case: Path) -> dict[str, Any]:
    """What a harvest makes of the record of a case."""
    (record,) = case.glob("record.*")
    shown = tried(record.read_bytes(), **json.loads((case / "source.json").read_text())).as_dict()
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
