"""What a record says, before it is XML: the tables in data/ for one record number."""

from __future__ import annotations

import csv
import functools
import uuid
from pathlib import Path
from typing import Any

import yaml

from demo.variation import Dealer

DATA = Path(__file__).parent / "data"
NAMESPACE = uuid.UUID("6f1a2f0e-5a0b-5c39-9d0c-2b6b8d7c1e55")
ACCESS_POINT = "http://inspire.ec.europa.eu/metadata-codelist/SpatialDataServiceType/"
RD = {"href": "http://www.opengis.net/def/crs/EPSG/0/28992", "text": "Amersfoort / RD New"}
INSPIRE = {
    "href": "http://www.eionet.europa.eu/gemet/inspire_themes",
    "text": "GEMET - INSPIRE themes, version 1.0",
}
HVD = {"href": "http://data.europa.eu/eli/reg_impl/2023/138/oj", "text": "HVD"}


@functools.cache
def table(name: str) -> Any:
    """A table of data/, read once."""
    path = DATA / name
    with path.open(encoding="utf-8", newline="") as stream:
        if path.suffix == ".csv":
            return list(csv.DictReader(stream))
        return yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def identifier(seed: int, kind: str, key: object) -> str:
    """The stable UUID of a record."""
    return str(uuid.uuid5(NAMESPACE, f"{seed}/{kind}/{key}"))


def content(dealer: Dealer, kind: str, index: int) -> dict[str, Any]:
    """All values of record number `index` of a kind ('dataset', 'series' or 'service').

    The names are those that the templates in templates/ use.
    """

    def pick(dimension: str) -> Any:
        return dealer.pick(f"{kind}/{dimension}", table("forms.yaml")[dimension], index)

    dice = dealer.dice(kind, index)
    owner = dealer.pick(f"{kind}/owner", table("owners.csv"), index)
    subject = dealer.pick(f"{kind}/subject", table("subjects.yaml"), index)
    year = dice.randint(2006, 2020)
    words = {
        "uuid": identifier(dealer.seed, kind, index),
        "place": owner["place"],
        "slug": owner["slug"],
        "organisation": owner["organisation"],
        "subject": subject["title"],
        "layer": subject["layer"],
        "about": subject["about"],
        "year": year,
        "later": year + dice.randint(1, 5),
        "month": f"{dice.randint(1, 12):02}",
        "day": f"{dice.randint(1, 28):02}",
    }
    layout = pick("layout")
    contact, managers = _parties(pick("parties"), owner, words)
    return {
        "owner": owner,
        "identifier": words["uuid"],
        "level": kind,
        "gml": layout["gml"],
        "default_namespace": layout["default_namespace"],
        "profile": pick("profile")["version"],
        "metadata_language": pick("language"),
        "language": table("forms.yaml")["language"][0],
        "contact": contact,
        "points_of_contact": managers,
        "distributor": _party(owner, words),
        "date_stamp": f"{words['later']}-{words['month']}-{words['day']}",
        "reference_system": RD if index % 3 else "28992",
        "title": _fill(pick("title")["form"], words),
        "layer": words["layer"],
        "dates": [_fill(date, words) for date in pick("dates")["dates"]],
        "resource_identifier": (
            {"href": f"https://{owner['slug']}.example/id/{words['layer']}", "text": words["uuid"]}
            if index % 2
            else words["uuid"]
        ),
        "abstract": _abstract(pick("abstract"), words, index),
        "purpose": table("texts.yaml")["purpose"][index % 3],
        "frequency": pick("frequency")["code"],
        "graphic": _fill(pick("graphic").get("name"), words),
        "keyword_groups": _keywords(subject, pick("keyword_trap"), pick("hvd")),
        "licence": dealer.pick(f"{kind}/licence", table("licences.yaml"), index),
        "scale": dice.choice([500, 1000, 2500, 10000, 25000, 50000]),
        "topics": subject["topics"] if pick("topic_layout")["several"] else subject["topics"][:1],
        "period": _period(pick("period"), words),
        "supplemental": _fill(pick("supplemental").get("text"), words),
        "feature_catalogue": (
            identifier(dealer.seed, "catalogue", words["layer"])
            if pick("catalogue").get("uuidref")
            else None
        ),
        "formats": _formats(pick("format")),
        "links": [
            _link(table("forms.yaml")["link"][name], words) for name in pick("links")["links"]
        ],
        "reports": table("texts.yaml")["reports"][: 1 + index % 2],
        "lineage": table("texts.yaml")["lineage"][index % 3],
        "service_url": _fill(table("forms.yaml")["link"]["wms"]["url"], words),
        "operates_on": identifier(dealer.seed, "dataset", index),
        **_bounds(pick("bounds"), owner),
    }


def _fill(value: Any, words: dict[str, Any]) -> Any:
    """`value` with the words filled in, wherever it holds text."""
    if isinstance(value, str):
        return value.format_map(words)
    if isinstance(value, dict):
        return {key: _fill(part, words) for key, part in value.items()}
    if isinstance(value, list):
        return [_fill(part, words) for part in value]
    return value


def _party(owner: dict[str, str], words: dict[str, Any]) -> dict[str, Any]:
    return {
        "organisation": owner["organisation"],
        "person": "",
        "city": owner["place"],
        "phone": f"0{100000000 + sum(map(ord, owner['slug'])) * 7919}",
        "email": f"geo-informatie@{owner['slug']}.example",
        "web": f"https://www.{owner['slug']}.example/contact",
    }


def _parties(
    form: dict[str, Any], owner: dict[str, str], words: dict[str, Any]
) -> tuple[dict[str, Any], list[tuple[dict[str, Any], str]]]:
    """The contact of the metadata, and the points of contact of the data with their roles."""
    contact, manager = _party(owner, words), _party(owner, words)
    roles = ["owner", "pointOfContact"] if form.get("person") else ["custodian"]
    for party in (contact, manager):
        if form.get("anchor"):
            party["organisation"] = {"href": owner["uri"], "text": owner["organisation"]}
        if form.get("spaced"):
            party["organisation"] = f"\n        {owner['organisation']}\n        "
        if form.get("person"):
            party["person"] = "J. Janssen-Bakker"
        if form.get("mail_only"):
            party.update(phone=None, web=None)
        if form.get("web_only"):
            party.update(phone=None, email="")
        if form.get("phone_only"):
            party.update(web=None, email=None)
    if form.get("empty_point_of_contact"):
        manager.update(organisation="", email="", phone="", web="")
    if form.get("other"):
        manager["organisation"] = form["other"]
    return contact, [(dict(manager), role) for role in roles]


def _abstract(form: dict[str, Any], words: dict[str, Any], index: int) -> str:
    texts = table("texts.yaml")
    for special in ("html", "entities", "spaced"):
        if form.get(special):
            return _fill(texts[special], words)
    first, *others = texts["abstract"]
    start = index % len(others)
    return _fill("\n".join([first, *others[start:], *others[:start]][: 3 + index % 4]), words)


def _keywords(
    subject: dict[str, Any], trap: dict[str, Any], hvd: dict[str, Any]
) -> list[dict[str, Any]]:
    terms = table("vocabularies.yaml")
    groups: list[dict[str, Any]] = [{"words": [*subject["keywords"], *trap["keywords"]]}]
    if theme := subject.get("inspire"):
        word = {
            "href": f"http://www.eionet.europa.eu/gemet/nl/inspire-theme/{theme}",
            "text": terms["inspire"][theme],
        }
        groups.append({"words": [word], "thesaurus": INSPIRE, "date": "2008-06-01"})
    if category := terms["hvd"].get(subject.get("hvd")):
        word = {"href": category["uri"], "text": category["label"]}
        extra = [hvd["extra"]] if "extra" in hvd else []
        groups[0]["words"].append(HVD)
        groups.append(
            {"words": [word, *extra], "thesaurus": hvd["thesaurus"], "date": "2023-09-27"}
        )
    return groups


def _period(form: dict[str, Any], words: dict[str, Any]) -> dict[str, Any] | None:
    return None if form.get("none") else _fill(form, words)


def _formats(form: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"name": name, "specification": form.get("specification")} for name in form.get("names", [])
    ]


def _link(form: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    link = _fill(form, words)
    if kind := form.get("profile"):
        link["applicationProfile"] = {"href": ACCESS_POINT + kind, "text": f"{kind}dienst"}
    return link


def _bounds(form: dict[str, Any], owner: dict[str, str]) -> dict[str, Any]:
    if form.get("none"):
        return {"boxes": [], "place": ""}
    box = {}
    for edge in ("west", "east", "south", "north"):
        number = f"{float(owner[edge]):.{form['decimals']}f}"
        box[edge] = number.replace(".", ",") if form.get("comma") else number
    boxes = [box, box] if form.get("twice") else [box]
    return {"boxes": boxes, "place": owner["place"] if form.get("described") else ""}
