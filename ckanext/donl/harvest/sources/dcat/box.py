"""Bounding boxes as catalogues write them: WKT, GeoJSON, or schema.org's four numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

# Each of these takes a time that grows with the length of the text, and no more.
_CRS = re.compile(r"<([^<>]{1,200})>\s*")
# Where the latitude comes first.
_LATITUDE_FIRST = re.compile(r"epsg(?:[/:][\d.]{0,20})?[/:]4326$", re.IGNORECASE)
_LONGITUDE_FIRST = re.compile(r"crs84$", re.IGNORECASE)
_BETWEEN_POSITIONS = re.compile(r"[(),]")
_COORDINATE = re.compile(r"-?\d{1,20}(?:\.\d{1,40})?(?:e[+-]?\d{1,3})?", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_LONGEST = 1_000_000

Box = tuple[str, str, str, str]


def corners(text: str) -> Box | None:
    """West, north, east and south in degrees, None when the text has no box in degrees."""
    if len(text) > _LONGEST:
        return None
    text = text.strip()
    if text.startswith("{"):
        return _around(_of_geojson(text))
    if text.startswith("<"):
        crs = _CRS.match(text)
        if crs and _LATITUDE_FIRST.search(crs.group(1)):
            return _around((x, y) for y, x in _of_wkt(text[crs.end() :]))
        if not crs or not _LONGITUDE_FIRST.search(crs.group(1)):
            return None
        text = text[crs.end() :]
    if text[:1].isalpha():
        return _around(_of_wkt(text))
    numbers = _NUMBER.findall(text)
    if len(numbers) != 4:
        return None
    south, west, north, east = map(float, numbers)
    return _around([(west, south), (east, north)])


def _around(points: Iterable[tuple[float, float]]) -> Box | None:
    found = list(points)
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in found) or not found:
        return None
    xs, ys = [x for x, _y in found], [y for _x, y in found]
    west, north, east, south = min(xs), max(ys), max(xs), min(ys)
    return str(west), str(north), str(east), str(south)


def _of_wkt(text: str) -> Iterator[tuple[float, float]]:
    """The first two numbers of each position; a third is a height."""
    for position in _BETWEEN_POSITIONS.split(text):
        numbers = [float(word) for word in position.split() if _COORDINATE.fullmatch(word)]
        if len(numbers) >= 2:
            yield numbers[0], numbers[1]


def _of_geojson(text: str) -> Iterator[tuple[float, float]]:
    try:
        geometry = json.loads(text)
    except (ValueError, RecursionError):
        return
    pending = [geometry.get("coordinates") if isinstance(geometry, dict) else None]
    while pending:
        item = pending.pop()
        if not isinstance(item, list):
            continue
        if len(item) >= 2 and all(isinstance(n, int | float) for n in item[:2]):
            yield item[0], item[1]
        else:
            pending += item
