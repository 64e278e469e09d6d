"""Golden cases: a record with one trap each, and what has to become of it.

A new case is a new folder below ``tests/golden/ngr`` with ``record.xml`` and one sentence in
``case.md``. ``DONL_GOLDEN=write pytest …/test_golden.py`` writes ``expected.json`` where it is
missing; read it against the record before it is committed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ckanext.donl import mapping
from ckanext.donl.harvest import settings
from ckanext.donl.harvest.sources.ngr import NgrSource
from ckanext.donl.harvest.trial import try_file

CASES = Path(__file__).parents[1] / "golden" / "ngr"
SETTINGS = settings.parse(None, NgrSource.settings_table)
TOLD = ("guid", "outcome", "errors", "values", "package", "licence")


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_case(case: str) -> None:
    folder = CASES / case
    source = NgrSource("", SETTINGS)
    content = (folder / "record.xml").read_bytes()
    trials = try_file(source, SETTINGS, mapping.load("ngr"), case, content)
    found = [{name: trial.as_dict()[name] for name in TOLD} for trial in trials]
    expected = folder / "expected.json"
    if os.environ.get("DONL_GOLDEN") == "write" and not expected.exists():
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert (folder / "case.md").read_text("utf-8").strip()
    assert found == json.loads(expected.read_text("utf-8"))
