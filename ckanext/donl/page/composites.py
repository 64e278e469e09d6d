"""What several fields say together, by the property that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import ckan.plugins.toolkit as tk
from babel.numbers import format_decimal
from pyproj import Transformer

from .. import profile, vocabulary
from . import shown
from .shown import Shown

_ = tk._

Values = Mapping[str, Any]
_SCHEMES = str(profile.DATASET["spatial_scheme"].value_list)


def _contact(values: Values, lang: str) -> Iterator[Shown]:
    name, title = (str(values.get(f"contact_point_{part}") or "") for part in ("name", "title"))
    if name or title:
        yield Shown(", ".join(filter(None, [name, title])))
    if values.get("contact_point_email"):
        yield shown.email(str(values["contact_point_email"]))
    if values.get("contact_point_phone"):
        yield Shown(str(values["contact_point_phone"]))
    if values.get("contact_point_website"):
        yield shown.link(str(values["contact_point_website"]))
    if values.get("contact_point_address"):
        yield Shown(str(values["contact_point_address"]))


def _period(values: Values, lang: str) -> Iterator[Shown]:
    start, end = (
        shown.date(str(values[name]), lang).text if values.get(name) else ""
        for name in ("temporal_start", "temporal_end")
    )
    label = str(values.get("temporal_label") or "")
    if start and end:
        yield Shown(_("{start} to {end}").format(start=start, end=end), beside=label)
    elif start:
        yield Shown(_("from {start}").format(start=start), beside=label)
    elif end:
        yield Shown(_("until {end}").format(end=end), beside=label)
    elif label:
        yield Shown(label)


def _legal_foundation(values: Values, lang: str) -> Iterator[Shown]:
    name, reference, uri = (
        str(values.get(f"legal_foundation_{part}") or "") for part in ("label", "ref", "uri")
    )
    if uri:
        found = shown.link(uri, name)
        yield Shown(found.text, found.href, beside=reference)
    elif name or reference:
        yield Shown(", ".join(filter(None, [name, reference])))


def _checksum(values: Values, lang: str) -> Iterator[Shown]:
    if values.get("hash"):
        yield Shown(str(values["hash"]), beside=str(values.get("hash_algorithm") or ""))


def _places(values: Values, lang: str) -> Iterator[Shown]:
    places = list(shown.each(values.get("spatial_value")))
    schemes = list(shown.each(values.get("spatial_scheme")))
    for number, place in enumerate(places):
        yield _place(schemes[number] if number < len(schemes) else "", str(place), lang)


def _place(scheme: str, place: str, lang: str) -> Shown:
    kind = vocabulary.get(_SCHEMES).label(scheme, lang) if scheme else ""
    if scheme in profile.SPATIAL_LISTS:
        found = shown.concept(profile.SPATIAL_LISTS[scheme], place, lang)
        return Shown(found.text, found.href, found.concept, beside=kind)
    point = _degrees(place) if scheme.endswith("epsg28992") else None
    if point is None:
        return Shown(place, beside=kind)
    latitude, longitude = point
    words = _("{latitude}° N, {longitude}° E").format(
        latitude=format_decimal(latitude, "0.000", locale=lang),
        longitude=format_decimal(longitude, "0.000", locale=lang),
    )
    address = "https://www.openstreetmap.org/?mlat={0:.5f}&mlon={1:.5f}#map=13/{0:.5f}/{1:.5f}"
    return Shown(words, address.format(latitude, longitude), beside=f"{kind} {place}")


def _degrees(place: str) -> tuple[float, float] | None:
    try:
        x, y = map(float, place.split())
    except ValueError:
        return None
    longitude, latitude = _from_grid().transform(x, y)
    return latitude, longitude


@cache
def _from_grid() -> Transformer:
    return Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)


COMPOSITES: Mapping[str, Callable[[Values, str], Iterator[Shown]]] = {
    "contactPoint": _contact,
    "spatial": _places,
    "temporal": _period,
    "legalFoundation": _legal_foundation,
    "checksum": _checksum,
}
