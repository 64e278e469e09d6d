"""Datasets of a data.json (Project Open Data), of our own making, the same for the same seed: as
the portal of Eindhoven writes it (OpenDataSoft) and as that of RDW does (Socrata).

    python -m demo.data_json --portal socrata --count 20 > data.json

More records are a continuation: the first 10 of 50 are those of 10.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from demo.content import identifier, table
from demo.variation import Dealer

PORTALS = ("opendatasoft", "socrata")
_SCHEMA = "https://project-open-data.cio.gov/v1.1/schema"
_ABOUT_A_FORM = {"weight", "expected", "reason"}


@dataclass(frozen=True)
class Record:
    """A dataset as a portal writes it, and what a harvest should make of it.

    `expected`: valid or rejected; `reason` says why.
    """

    portal: str
    dataset: dict[str, Any]
    expected: str = "valid"
    reason: str = ""

    @property
    def id(self) -> str:
        return str(self.dataset["identifier"])

    def retitled(self, title: str) -> Record:
        """The same dataset with another title, changed later; what is wrong with it stays so."""
        changed = {"title": title} | ({"modified": "2025-01-31"} if not self.reason else {})
        return replace(self, dataset={**self.dataset, **changed})


def records(count: int, seed: int = 1, portal: str = "opendatasoft") -> list[Record]:
    """`count` datasets of one of PORTALS."""
    dealer = Dealer(seed)
    return [_record(dealer, portal, index) for index in range(count)]


def document(records: Iterable[Record]) -> bytes:
    """The data.json with these datasets."""
    datasets = list(records)
    portal = datasets[0].portal if datasets else PORTALS[0]
    address = table("data_json.yaml")[portal]["address"]
    content = {
        "@context": f"{_SCHEMA}/catalog.jsonld",
        "@id": f"{address}/data.json",
        "@type": "dcat:Catalog",
        "conformsTo": _SCHEMA,
        "describedBy": f"{_SCHEMA}/catalog.json",
        "dataset": [record.dataset for record in datasets],
    }
    return f"{json.dumps(content, ensure_ascii=False, indent=2)}\n".encode()


def _record(dealer: Dealer, portal: str, index: int) -> Record:
    facts = table("data_json.yaml")[portal]
    subject = dealer.pick(f"{portal}/subject", table("subjects.yaml"), index)
    dice = dealer.dice(portal, index)
    key = identifier(dealer.seed, portal, index)
    words: dict[str, Any] = {
        "number": index + 1,
        "key": f"{key[:4]}-{key[4:8]}",
        "layer": subject["layer"].replace("_", "-"),
        "about": subject["about"],
        "year": dice.randint(2018, 2024),
        "month": f"{dice.randint(1, 12):02}",
        "day": f"{dice.randint(1, 28):02}",
    }
    words["id"] = facts["identifier"].format_map(words)
    words["download"] = facts["download"].format_map(words)
    forms = [dealer.pick(f"{portal}/{name}", of, index) for name, of in facts["forms"].items()]
    dataset: dict[str, Any] = {
        "@type": "dcat:Dataset",
        "identifier": words["id"],
        "title": f"{subject['title']} {index + 1}",
        "keyword": subject["keywords"],
        **facts["always"],
    }
    for form in forms:
        dataset |= {name: value for name, value in form.items() if name not in _ABOUT_A_FORM}
    faults = [form for form in forms if "expected" in form]
    return Record(
        portal,
        _filled({name: value for name, value in dataset.items() if value is not None}, words),
        faults[0]["expected"] if faults else "valid",
        "; ".join(form["reason"] for form in faults),
    )


def _filled(value: Any, words: dict[str, Any]) -> Any:
    """A value with the words filled in, wherever it holds text."""
    if isinstance(value, str):
        return value.format_map(words)
    if isinstance(value, dict):
        return {name: _filled(part, words) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, words) for part in value]
    return value


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a data.json of demo datasets.")
    parser.add_argument("--portal", choices=PORTALS, default=PORTALS[0])
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    sys.stdout.buffer.write(document(records(asked.count, asked.seed, asked.portal)))


if __name__ == "__main__":
    main()
