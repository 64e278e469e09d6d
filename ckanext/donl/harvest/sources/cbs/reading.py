"""Reads the metadata of a table: from a row as it was delivered to a record, from a record to its
values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

import yaml

from ....mapping import Value, Values
from ...repair import REPAIRS, text
from .document import Row

# What a record says itself of how it was delivered.
VERSION = "OData"
_THEMES = "Themes"

Distribution = dict[str, list[Value]]


@cache
def _table(name: str) -> dict[str, Any]:
    file = resources.files(__package__).joinpath(name)
    table: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return table


def _selectors() -> dict[str, Any]:
    return _table("selectors.yaml")


@cache
def _meaningful() -> frozenset[str]:
    """The properties of a table that anything is made of. All others may change every night
    without that a dataset does: counts of cells, a rank in a search."""
    table = _selectors()
    rows = [table["contact"], table["identity"]]
    for group in ("dataset", "distribution", "distributions"):
        rows += table[group].values()
    names = {_name(path) for row in rows for path in row["select"]} | set(table["change"])
    return frozenset(names - {_THEMES})


def _name(path: str) -> str:
    return path.removeprefix("$.").removesuffix("[*]")


def canonical(row: Row, themes: Iterable[str], version: str) -> bytes:
    """A table as JSON in one form: the same table gives the same bytes, whether it came in JSON or
    in Atom, on whatever page.

    :param themes: titles of its themes
    :param version: of OData, where the row does not show which
    """
    record: dict[str, Any] = {name: _plain(row.get(name)) for name in _meaningful()}
    record = {name: value for name, value in record.items() if value.strip()}
    titles = sorted({_plain(title) for title in [*themes, *_own_themes(row)]} - {""})
    if titles:
        record[_THEMES] = titles
    record[VERSION] = _plain(row.get(VERSION)) or ("4" if "Description" in row else version)
    return json.dumps(record, ensure_ascii=False, sort_keys=True).encode()


def _own_themes(row: Row) -> Iterator[Any]:
    """The themes that a row holds itself, as a file or an expanded row does."""
    themes = row.get(_THEMES)
    for theme in themes if isinstance(themes, list) else ():
        yield theme.get("Title") if isinstance(theme, dict) else theme


def _plain(value: Any) -> str:
    """A value as text, without what JSON can say and XML or UTF-8 cannot."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    lines = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return lines.encode("utf-8", "replace").decode()


def stamp(record: Mapping[str, Any]) -> str:
    """What tells of a change of a table: dates, version and themes; empty when it tells of none."""
    dates = [record.get(name, "") for name in _selectors()["change"]]
    return json.dumps([dates, record.get(_THEMES, [])]) if any(dates) else ""


def title(record: Mapping[str, Any]) -> str:
    """The title of a table, or an empty text."""
    found = _select(record, _selectors()["dataset"]["title"])
    return " ".join(found[0].text.split()) if found else ""


def guid(record: Mapping[str, Any]) -> str:
    """The name of a table, or an empty text."""
    found = _select(record, _selectors()["identity"])
    return found[0].text if found else ""


def themes(record: Mapping[str, Any]) -> set[str]:
    """The titles of the themes of a table."""
    return set(record.get(_THEMES, ()))


def identifier(catalogue: str, guid: str) -> str:
    """The URI by which the portal has always known this table."""
    return str(_table("presets.yaml")["identifier"][catalogue].format(identifier=quote(guid)))


def page(kind: str, catalog: str, language: str, guid: str) -> str:
    """The address of a page of a table, empty when there is none.

    :param kind: ``landing_page`` or ``access_url``
    """
    pages: dict[str, dict[str, str]] = _table("presets.yaml")["pages"]
    forms = next((pages[name] for name in pages if name.casefold() == catalog.casefold()), {})
    return forms.get(kind, "").format(language=quote(language), identifier=quote(guid))


def read(record: Mapping[str, Any], catalogue: str) -> Values:
    """All values of a table.

    :param catalogue: the mapping tables in use
    """
    dataset = _read(record, _selectors()["dataset"])
    name = guid(record)
    if name:
        dataset["identifier"] = [Value(identifier(catalogue, name), "$.Identifier", name)]
    landing_page = _page(record, "landing_page")
    if landing_page:
        dataset["landingPage"] = [landing_page]
    for contact in _select(record, _selectors()["contact"]):
        kind = "contact_point_email" if "@" in contact.text else "contact_point_name"
        dataset[kind] = [contact]
    return Values(dataset, list(_distributions(record)))


def _read(record: Mapping[str, Any], table: dict[str, Any]) -> dict[str, list[Value]]:
    values = {name: _select(record, row) for name, row in table.items()}
    return {name: found for name, found in values.items() if found}


def _select(record: Mapping[str, Any], row: dict[str, Any]) -> list[Value]:
    """The values of the first selector that has any."""
    repair = REPAIRS[row.get("repair", "text")]
    for path in row["select"]:
        raw = record.get(_name(path), [])
        values = [Value(repair(r), path, r) for r in (raw if isinstance(raw, list) else [raw])]
        found = [value for value in values if value.text]
        if found:
            return found if row.get("repeated") else found[:1]
    return []


def _distributions(record: Mapping[str, Any]) -> Iterator[Distribution]:
    """API and feed. A person opens the page of the table; a program takes their own address."""
    page = _page(record, "access_url")
    for name, address in _addresses(record).items():
        named = [Value(name, f"preset {name}", name)]
        yield {
            **_read(record, _selectors()["distribution"]),
            "title": named,
            "format": named,
            "mediaType": named,
            "accessURL": [page or address],
            "downloadURL": [address],
        }


def _addresses(record: Mapping[str, Any]) -> dict[str, Value]:
    """Where the data of a table are, by the name of the distribution."""
    found = {
        name: _secure(address)
        for name, row in _selectors()["distributions"].items()
        for address in _select(record, row)
    }
    name, catalog = guid(record), text(record.get("Catalog", ""))
    if not found and record.get(VERSION) == "4" and name and catalog:
        form = _table("presets.yaml")["api_of_v4"]
        address = form.format(catalog=quote(catalog), identifier=quote(name))
        found["API"] = Value(address, "$.Identifier", name)
    return found


def _secure(address: Value) -> Value:
    """With https, by which everything of CBS can be had; older tables state their address with
    http."""
    secure = address.text.replace("http://", "https://", 1)
    return Value(secure, address.selector, address.raw)


def _page(record: Mapping[str, Any], kind: str) -> Value | None:
    catalog, language = (text(record.get(name, "")) for name in ("Catalog", "Language"))
    address = page(kind, catalog, language, guid(record))
    return Value(address, "$.Catalog", catalog) if address else None
