"""Demo records: ISO 19139 in the Dutch profile, of our own making, the same for the same seed.

    python -m demo.records --out DIR [--count 200] [--seed 1] [--changed PERCENT]

`count` counts datasets. On top of every 25 datasets comes one service or series, which a harvest
leaves out, and a folder `feature-catalogues` with the catalogues that some datasets refer to. About
one dataset in twenty is unusable, each in another way (faults.py). More records are a continuation:
the first 1,000 of 5,000 are those of 1,000. They can be had in ISO 19115-3 as well.
"""

from __future__ import annotations

import argparse
import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import jinja2
from lxml import etree

from demo.content import content, identifier, table
from demo.faults import FAULTS
from demo.variation import Dealer

FAULT_EVERY = 18
LEFT_OUT_EVERY = 25
LATER = "2026-02-01"

_TEMPLATES = {
    ("gmd", "dataset"): "dataset.xml",
    ("gmd", "series"): "dataset.xml",
    ("gmd", "service"): "service.xml",
    ("mdb", "dataset"): "dataset-mdb.xml",
    ("mdb", "series"): "dataset-mdb.xml",
    ("mdb", "service"): "service-mdb.xml",
}
_TITLE = "{*}identificationInfo/*/{*}citation/{*}CI_Citation/{*}title/*"
_STAMPS = ("{*}dateStamp/*", "{*}dateInfo/*/{*}date/*")


@dataclass(frozen=True)
class Record:
    """A record as a catalogue delivers it, and what a harvest should make of it.

    `kind`: dataset, series, service or feature catalogue. `expected`: valid, rejected or left out;
    `reason` says why.
    """

    uuid: str
    xml: bytes
    kind: str
    expected: str
    reason: str = ""

    @property
    def id(self) -> str:
        """The guid of the record for who harvests it."""
        return self.uuid

    def retitled(self, title: str) -> Record:
        """The record with another title and a later date stamp."""
        root = etree.fromstring(self.xml)
        for path, text in ((_TITLE, title), *((stamp, LATER) for stamp in _STAMPS)):
            for element in root.findall(path):
                element.text = text
        return replace(self, xml=etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def records(
    count: int, seed: int = 1, changed: float = 0.0, schema: str = "gmd"
) -> Iterator[Record]:
    """`count` datasets, with services and series in between. Each service works on one of them.

    `changed` is the part (0 to 1) of the datasets with a new title and date stamp, spread evenly;
    `schema` is the form of the records, gmd (ISO 19139) or mdb (ISO 19115-3).
    """
    dealer = Dealer(seed)
    for index in range(count):
        anew = int((index + 1) * changed) > int(index * changed)
        yield _dataset(dealer, index, anew, schema)
        if index % LEFT_OUT_EVERY == LEFT_OUT_EVERY - 1:
            number = index // LEFT_OUT_EVERY
            yield _left_out(dealer, ("service", "series")[number % 2], number, schema)


def feature_catalogues(seed: int = 1) -> Iterator[Record]:
    """A feature catalogue for each subject; datasets refer to them by UUID."""
    texts = table("texts.yaml")
    for subject in table("subjects.yaml"):
        uuid = identifier(seed, "catalogue", subject["layer"])
        values = {
            "identifier": uuid,
            "title": f"Objectcatalogus {subject['title']}",
            "date_stamp": "2021-05-15",
            "producer": "Kadaster",
            "layer": subject["layer"],
            "definition": subject["about"],
            "attributes": texts["attributes"],
        }
        reason = "a feature catalogue is fetched by the datasets that refer to it"
        xml = _render("catalogue.xml", values)
        yield Record(uuid, xml, "feature catalogue", "left out", reason)


def _dataset(dealer: Dealer, index: int, changed: bool, schema: str) -> Record:
    values = content(dealer, "dataset", index)
    uuid, expected, reason = values["identifier"], "valid", ""
    number, place = divmod(index, FAULT_EVERY)
    if place == FAULT_EVERY // 2:
        values["number"] = number
        fault = FAULTS[number % len(FAULTS)]
        fault(values)
        expected, reason = "rejected", fault.__doc__ or ""
    if changed:
        values["title"] = values["title"] and f"{values['title'].rstrip()} (herzien)"
        values["date_stamp"] = LATER
    xml = _render(_TEMPLATES[schema, "dataset"], values)
    return Record(uuid, xml, "dataset", expected, reason)


def _left_out(dealer: Dealer, kind: str, number: int, schema: str) -> Record:
    values = content(dealer, kind, number)
    xml = _render(_TEMPLATES[schema, kind], values)
    return Record(values["identifier"], xml, kind, "left out", f"a {kind}, not a dataset")


@functools.cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _render(name: str, values: dict[str, object]) -> bytes:
    xml = _template(name).render(r=values)
    if values.get("default_namespace"):
        xml = xml.replace("xmlns:gmd=", "xmlns=").replace("<gmd:", "<").replace("</gmd:", "</")
    root = etree.fromstring(xml.encode())
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def main(arguments: list[str] | None = None) -> None:
    """Write the records to a folder, one file each."""
    parser = argparse.ArgumentParser(
        prog="python -m demo.records", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--count", type=int, default=200, help="number of datasets (200)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--changed", type=float, default=0.0, help="percentage with a new title")
    options = parser.parse_args(arguments)

    catalogues = options.out / "feature-catalogues"
    catalogues.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    for record in records(options.count, options.seed, options.changed / 100):
        (options.out / f"{record.uuid}.xml").write_bytes(record.xml)
        counts[record.expected] += 1
    for record in feature_catalogues(options.seed):
        (catalogues / f"{record.uuid}.xml").write_bytes(record.xml)
    print(", ".join(f"{number} {expected}" for expected, number in counts.items()))


if __name__ == "__main__":
    main()
