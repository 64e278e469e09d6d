"""A run's records as CSV, as spreadsheets read it."""

from __future__ import annotations

import csv

import pytest

from ckanext.donl.report import export

RECORD = {
    "guid": "1",
    "title": "",
    "outcome": "added",
    "stale": False,
    "conflict": False,
    "name": "x",
    "source_url": "",
    "reasons": [],
}


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize(
    "title",
    ["=1+1", " +1", "@SUM(1)", "x,=cmd|' /C calc'!A0,y", "x;-2+3", "x\t=1", "x\n=1", "x, \r @a"],
)
def test_no_cell_is_a_formula(title: str, separator: str) -> None:
    """Whatever a spreadsheet takes for the separator."""
    lines = "".join(export.csv_lines([{**RECORD, "title": title}]))
    rows = csv.reader(lines.splitlines(), delimiter=separator)
    assert not [cell for row in rows for cell in row if cell.strip(' "').startswith(tuple("=+-@"))]


def test_other_texts_stay_as_they_are() -> None:
    title = "Bomen - 2026; e-mail: a@b.nl, 1+1=2"
    line = "".join(export.csv_lines([{**RECORD, "title": title}])).splitlines()[1]
    assert next(csv.reader([line], delimiter=";"))[1] == title
