"""A walk through an OData catalogue, as the gather stage does it, without the database."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from ckanext.donl import mapping
from ckanext.donl.harvest import settings, trial
from ckanext.donl.harvest.http import Client, SourceError
from ckanext.donl.harvest.record import Fault, Item, LeftOut, Listed, Record, Unreadable
from ckanext.donl.harvest.sources.cbs import CbsSource
from demo.odata import OdataCatalogue


@dataclass
class Walk:
    """What came of one walk: the listing, and the contents of what it lists."""

    listed: dict[str, str] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    error: str = ""

    @property
    def complete(self) -> bool:
        return not (self.faults or self.unreadable or self.error)


def source(url: str = "", **config: Any) -> CbsSource:
    return CbsSource(url, settings.parse(json.dumps(config), CbsSource.settings_table))


def client(**bounds: Any) -> Client:
    given = {"timeout": 1, "deadline": 3, "max_bytes": 5_000_000, "retries": 1, "patience": 1}
    return Client(["127.0.0.1"], **{**given, **bounds})


def walk(server: OdataCatalogue, url: str = "", **config: Any) -> Walk:
    """A walk that asks for the contents of all that is listed."""
    asked, found = client(), Walk()
    kind = source(url or server.source_url, **config)
    try:
        for page in kind.pages(asked):
            _sort(found, page)
            guids = [item.guid for item in page if isinstance(item, Listed)]
            for items in kind.contents(guids, asked):
                _sort(found, items)
    except SourceError as error:
        found.error = str(error)
    finally:
        asked.close()
    return found


def _sort(found: Walk, items: list[Item]) -> None:
    for item in items:
        if isinstance(item, Listed):
            assert item.guid not in found.listed
            found.listed[item.guid] = item.stamp
        elif isinstance(item, Record):
            assert item.guid not in found.records
            found.records[item.guid] = item
        elif isinstance(item, LeftOut):
            found.left_out[item.guid] = item.reason
        elif isinstance(item, Fault):
            found.faults.append(item.message)
        elif isinstance(item, Unreadable):
            found.unreadable.append(item.reason)


def tried(content: bytes, catalogue: str = "cbs", **config: Any) -> trial.Trial:
    """What a harvest would make of the one record in a file."""
    given = {**config, "catalogue": catalogue}
    parsed = settings.parse(json.dumps(given), CbsSource.settings_table)
    kind = CbsSource("", parsed)
    (found,) = trial.try_file(kind, parsed, mapping.load(catalogue), "", content)
    return found
