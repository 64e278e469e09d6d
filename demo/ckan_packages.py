"""Packages as the API of a CKAN portal gives them: of our own making, the same for the same seed.

A portal keeps its datasets with the fields of DCAT-AP-DONL, as extras of ckanext-dcat, as lists of
ckanext-scheming, or with nothing but CKAN's own fields; the last have no theme of the Dutch list.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from demo.content import identifier, table
from demo.variation import Dealer

NLD = "http://publications.europa.eu/resource/authority/language/NLD"
PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"
REJECTED_EVERY = 18

Package = dict[str, Any]


@dataclass(frozen=True)
class PackageRecord:
    """A package, and what a harvest should make of it.

    `expected`: valid or rejected; `reason` says why.
    """

    package: Package
    expected: str = "valid"
    reason: str = ""

    @property
    def id(self) -> str:
        """The guid that a harvest gives it."""
        return str(self.package["id"])

    def changed(self, **values: Any) -> PackageRecord:
        """The record with other values, modified later."""
        package = copy.deepcopy(self.package) | values
        stamp = package["metadata_modified"]
        package["metadata_modified"] = f"{int(stamp[:4]) + 1}{stamp[4:]}"
        return PackageRecord(package, self.expected, self.reason)

    def retitled(self, title: str) -> PackageRecord:
        """The record with another title, modified later."""
        translated = {"title_translated": {"nl": title, "en": title}}
        return self.changed(
            title=title, **(translated if "title_translated" in self.package else {})
        )


def records(count: int, seed: int = 1) -> Iterator[PackageRecord]:
    """`count` datasets; more of them are a continuation. One in eighteen is of no use, as are those
    without a theme."""
    dealer = Dealer(seed)
    for index in range(count):
        yield _record(dealer, index)


def _record(dealer: Dealer, index: int) -> PackageRecord:
    ckan = table("ckan.yaml")
    owner = dealer.pick("ckan/owner", table("owners.csv"), index)
    subject = dealer.pick("ckan/subject", table("subjects.yaml"), index)
    form = dealer.pick("ckan/form", ckan["forms"], index)["form"]
    package = _core(dealer, index, owner, subject)
    FORMS[form](package, owner, [ckan["themes"][topic] for topic in subject["topics"]])
    if index % REJECTED_EVERY == REJECTED_EVERY // 2:
        for key in ("title", "title_translated", "name"):
            package.pop(key, None)
        return PackageRecord(package, "rejected", "the dataset has no title")
    if form == "plain":
        return PackageRecord(package, "rejected", "the dataset has no theme of the Dutch list")
    return PackageRecord(package)


def _core(dealer: Dealer, index: int, owner: dict[str, str], subject: dict[str, Any]) -> Package:
    """What every CKAN has, and what it adds to its answers."""
    dice = dealer.dice("ckan", index)
    guid = identifier(dealer.seed, "ckan", index)
    year, month, day = dice.randint(2015, 2024), dice.randint(1, 12), dice.randint(1, 28)
    fraction = f"{dice.randint(0, 999_999):06}"
    words = {
        "subject": subject["title"],
        "about": subject["about"],
        "layer": subject["layer"],
        "place": owner["place"],
        "slug": owner["slug"],
        "organisation": owner["organisation"],
    }
    deck = table("ckan.yaml")["resources"]
    kinds = [dealer.pick(f"ckan/resource/{n}", deck, index) for n in range(1 + index % 3)]
    licence = dict(dealer.pick("ckan/licence", table("ckan.yaml")["licences"], index))
    licence.pop("weight", None)
    return {
        "id": guid,
        "name": f"{subject['layer'].replace('_', '-')}-{owner['slug']}-{index}",
        "title": f"{subject['title']} {owner['place']}",
        "notes": table("texts.yaml")["abstract"][0].format_map(words),
        "type": "dataset",
        "state": "active",
        "private": False,
        "url": f"https://www.{owner['slug']}.example/data/{subject['layer']}",
        "version": f"{year}.{month}",
        "author": "",
        "author_email": "",
        "maintainer": f"Team Data {owner['place']}",
        "maintainer_email": f"data@{owner['slug']}.example",
        "metadata_created": f"{year}-{month:02}-{day:02}T08:15:42.123456",
        "metadata_modified": f"{year + 1}-{month:02}-{day:02}T14:05:09.{fraction}",
        **licence,
        "num_tags": len(subject["keywords"]),
        "num_resources": len(kinds),
        "tracking_summary": {"total": dice.randint(0, 9999), "recent": dice.randint(0, 99)},
        "organization": {
            "id": identifier(dealer.seed, "ckan/organisation", owner["slug"]),
            "name": owner["slug"],
            "title": owner["organisation"],
            "type": "organization",
            "state": "active",
        },
        "groups": [{"name": subject["topics"][0].lower(), "title": subject["topics"][0]}],
        "tags": [
            {"name": word, "display_name": word, "state": "active"} for word in subject["keywords"]
        ],
        "extras": [],
        "resources": [
            _resource(identifier(dealer.seed, f"ckan/{index}", n), kind, words, year)
            for n, kind in enumerate(kinds)
        ],
    }


def _resource(guid: str, kind: dict[str, Any], words: dict[str, str], year: int) -> Package:
    return {
        "id": guid,
        "name": kind["title"].format_map(words),
        "description": f"{kind['title'] or 'Bestand'} ({kind['name']})".format_map(words),
        "url": kind["url"].format_map(words),
        "format": kind["format"],
        "mimetype": kind.get("mimetype"),
        "size": kind.get("size"),
        "state": "active",
        "created": f"{year}-05-04T09:00:00.000100",
        "last_modified": None,
        "hash": "",
    }


def _donl(package: Package, owner: dict[str, str], themes: list[str]) -> None:
    """A portal with DCAT-AP-DONL: its values are those of the lists."""
    package |= {
        "identifier": f"https://data.{owner['slug']}.example/id/{package['id']}",
        "authority": owner["uri"],
        "publisher": owner["uri"],
        "theme": themes,
        "language": [NLD],
        "metadata_language": NLD,
        "contact_point_name": package["maintainer"],
        "contact_point_email": package["maintainer_email"],
        "access_rights": PUBLIC,
        "license_id": CC0,
        "license_title": "CC-0 (1.0)",
        "license_url": CC0,
        "modified": package["metadata_modified"][:19],
        "dataset_status": "http://data.overheid.nl/status/beschikbaar",
        "high_value": False,
        "basis_register": False,
    }
    for resource in package["resources"]:
        known = resource["format"] in ("CSV", "XLSX", "GeoJSON")
        resource |= {
            "name": resource["name"] or "Bestand",
            "format": FILE_TYPE + (resource["format"].upper() if known else "HTML"),
            "mimetype": None,
            "license_id": CC0,
            "language": [NLD],
            "metadata_language": NLD,
        }


def _extras(package: Package, owner: dict[str, str], themes: list[str]) -> None:
    """A portal with ckanext-dcat: its fields are extras, lists among them as JSON."""
    extras = {
        "contact_email": package["maintainer_email"],
        "contact_name": package["maintainer"],
        "identifier": package["id"],
        "issued": package["metadata_created"][:10],
        "language": json.dumps(["nl"]),
        "modified": package["metadata_modified"][:10],
        "publisher_name": owner["organisation"],
        "publisher_uri": owner["uri"],
        "spatial": json.dumps({"type": "Polygon", "coordinates": [_ring(owner)]}),
        "temporal_start": f"{package['metadata_created'][:4]}-01-01",
        "theme": json.dumps(themes),
    }
    if "license_url" in package:
        extras["access_rights"] = PUBLIC
    package["extras"] = [{"key": key, "value": value} for key, value in extras.items()]


def _ring(owner: dict[str, str]) -> list[list[float]]:
    west, south, east, north = (float(owner[edge]) for edge in ("west", "south", "east", "north"))
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def _lists(package: Package, owner: dict[str, str], themes: list[str]) -> None:
    """A portal with ckanext-scheming and ckanext-fluent: lists of dicts, texts in two languages."""
    package |= {
        "title_translated": {"en": f"Dataset {package['name']}", "nl": package["title"]},
        "notes_translated": {"en": "About this dataset.", "nl": package["notes"]},
        "tags_translated": {"nl": [tag["name"] for tag in package["tags"]], "en": ["data"]},
        "contact": [{"name": package["maintainer"], "email": package["maintainer_email"]}],
        "publisher": [{"name": owner["organisation"], "uri": owner["uri"]}],
        "temporal_coverage": [{"start": "2019-01-01", "end": "2019-12-31"}],
        "theme": themes,
        "language": ["nl", "en"],
        "issued": package["metadata_created"][:10],
        "modified": package["metadata_modified"][:10],
    }
    package["title"] = package["title_translated"]["en"]


def _plain(package: Package, owner: dict[str, str], themes: list[str]) -> None:
    """A portal as it comes out of the box."""


FORMS: dict[str, Callable[[Package, dict[str, str], list[str]], None]] = {
    "donl": _donl,
    "extras": _extras,
    "lists": _lists,
    "plain": _plain,
}
