"""Bounding boxes, in the forms in which catalogues write them."""

from __future__ import annotations

import pytest

from .reading import dataset, read

CRS = "http://www.opengis.net/def/crs"


@pytest.mark.parametrize(
    "said",
    [
        'dct:spatial [ dcat:bbox "POLYGON((3 47,7.2 47,7.2 53.5,3 53.5,3 47))" ]',
        f'dct:spatial [ locn:geometry "<{CRS}/OGC/1.3/CRS84> POLYGON((3 47, 7.2 53.5))" ]',
        f'dct:spatial [ locn:geometry "<{CRS}/EPSG/0/4326> POLYGON((47 3, 53.5 7.2))" ]',
        """dct:spatial [ locn:geometry '{"coordinates": [[[3, 47], [7.2, 53.5]]]}' ]""",
        'schema:spatialCoverage [ schema:geo [ schema:box "47 3 53.5 7.2" ] ]',
        'dct:spatial [ locn:geometry "<urn:ogc:def:crs:EPSG::4326>POINT((47 3),(53.5 7.2))" ]',
        'dct:spatial [ locn:geometry "<EPSG:4326>LINESTRING Z(47 3 10, 53.5 7.2 -2)" ]',
        'dct:spatial [ locn:geometry "SRID=4326;LINESTRING(3e0 47, 72E-1 53.50)" ]',
    ],
)
def test_a_bounding_box(said: str) -> None:
    box = read(dataset(said)).coordinates
    assert box
    assert [float(value.text) for value in box] == [3, 53.5, 7.2, 47]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "POLYGON EMPTY",
        "wrong wkt",
        "POINT(155000 463000)",
        "<http://www.opengis.net/def/crs/EPSG/0/28992> POINT(5 52)",
        '{\\"coordinates\\": [[4, NaN], [1e400, 5]]}',
        '{\\"coordinates\\": ' + "[" * 500,
        "1 2 3",
        "<http://www.opengis.net/def/crs/EPSG/0/14326> POINT(5 52)",
        # For which a careless regular expression takes longer than anyone lives.
        "<http://a/epsg" + ":" * 60 + "x> POINT(5 52)",
        "<http://a/epsg" + "/1" * 300_000 + "> POINT(5 52)",
        "POLYGON((" + "1" * 900_000,
        "POLYGON((" + "1 1x" * 200_000,
        "<" * 900_000,
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_bounding_box(text: str) -> None:
    assert read(dataset(f'dct:spatial [ locn:geometry "{text}" ]')).coordinates is None
