"""A bounding box in degrees as points in the Dutch grid (EPSG:28992)."""

from __future__ import annotations

from functools import cache

from ckan.plugins.toolkit import _
from pyproj import Transformer

SCHEME = "http://standaarden.overheid.nl/owms/4.0/doc/syntax-codeerschemas/overheid.epsg28992"


class OutsideGrid(ValueError):
    """The box is not on earth, or has a corner that the Dutch grid cannot express in six digits."""


@cache
def _to_grid() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)


def corners(west: str, north: str, east: str, south: str) -> list[str]:
    """The north-west and the south-east corner as ``xxxxxx yyyyyy``, metres in six digits.

    :raises OutsideGrid: a corner is no position, or lies where the grid has no six positive digits
    """
    box = f"{west}, {north}, {east}, {south}"
    try:
        points = [
            _to_grid().transform(float(x), float(y)) for x, y in ((west, north), (east, south))
        ]
        grid = [(round(x), round(y)) for x, y in points]
    except (ValueError, OverflowError) as error:
        raise OutsideGrid(_("{box} is no box in degrees").format(box=box)) from error
    if not all(0 <= coordinate <= 999_999 for point in grid for coordinate in point):
        raise OutsideGrid(_("{box} reaches outside the Dutch grid").format(box=box))
    return list(dict.fromkeys(f"{x:06d} {y:06d}" for x, y in grid))
