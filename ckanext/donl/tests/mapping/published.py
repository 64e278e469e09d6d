"""The published European tables, for tests."""

from __future__ import annotations

import csv

from ckanext.donl.tests.reference import REFERENCE


def european(file: str) -> list[dict[str, str]]:
    """The rows of a table, none where it is absent."""
    path = REFERENCE / "eu" / file
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            {key: " ".join(cell.split()) for key, cell in row.items()}
            for row in csv.DictReader(stream)
        ]


def labels(row: dict[str, str]) -> list[str]:
    """Everything by which a European table knows a value."""
    code = row["uri"].rsplit("/", 1)[1]
    uris = [row["uri"], row["uri"].replace("http:", "https:")]
    return [*uris, code, *filter(None, (row["label_nl"], row["label_en"]))]
