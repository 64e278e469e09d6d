"""ISO 19115-3: the same dataset gives the same package in either form."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.donl import mapping
from ckanext.donl.harvest import settings
from ckanext.donl.harvest.sources.csw import CswSource
from ckanext.donl.harvest.trial import try_file
from demo.records import Record, records

COUNT = 200
SETTINGS = settings.parse('{"bounding_box": true}', CswSource.settings_table)
FIRST = (b"/mdb/2.0", b"/mdb/1.0"), (b"/cit/2.0", b"/cit/1.0"), (b"/mrc/2.0", b"/mrc/1.0")


def made_of(*contents: bytes) -> list[dict[str, Any]]:
    """What a harvest makes of records."""
    source, catalogue = CswSource("https://csw.example/csw", SETTINGS), mapping.load("csw")
    shown = []
    for content in contents:
        (found,) = try_file(source, SETTINGS, catalogue, "", content)
        shown.append(found.as_dict())
    return shown


def of_first_edition(xml: bytes) -> bytes:
    for second, first in FIRST:
        xml = xml.replace(second, first)
    return xml


@pytest.fixture(scope="module")
def gmd() -> list[Record]:
    return list(records(COUNT))


@pytest.fixture(scope="module")
def mdb() -> list[Record]:
    return list(records(COUNT, schema="mdb"))


def test_every_demo_record_comes_to_the_same_in_either_form(
    gmd: list[Record], mdb: list[Record]
) -> None:
    pairs = zip(
        made_of(*(record.xml for record in gmd)),
        made_of(*(record.xml for record in mdb)),
        strict=True,
    )
    for ours, theirs in pairs:
        assert ours["title"] == theirs["title"]
        assert ours["outcome"] == theirs["outcome"]
        assert ours["package"] == theirs["package"]
        assert ours["values"] == theirs["values"]
        reasons = [(e["field"], e["value"], e["reason"]) for e in ours["errors"]]
        assert reasons == [(e["field"], e["value"], e["reason"]) for e in theirs["errors"]]
