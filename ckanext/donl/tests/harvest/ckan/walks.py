"""Walks through a portal as the gather stage makes them, without a database."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from ckanext.donl.harvest import settings
from ckanext.donl.harvest.http import Client, SourceError
from ckanext.donl.harvest.record import Fault, Item, LeftOut, Listed, Record, Unreadable
from ckanext.donl.harvest.sources.ckan import CkanSource


@dataclass
class Walk:
    """What came of one walk."""

    records: dict[str, Record] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    def take(self, item: Item) -> None:
        if isinstance(item, Record):
            self.twice += [item.guid] if item.guid in self.records else []
            self.records[item.guid] = item
        elif isinstance(item, Listed):
            self.twice += [item.guid] if item.guid in self.listed else []
            self.listed[item.guid] = item.stamp
        elif isinstance(item, LeftOut):
            self.left_out[item.guid] = item.reason
        elif isinstance(item, Unreadable):
            self.troubles.append(item.reason)
        elif isinstance(item, Fault):
            self.troubles.append(item.message)


def source(url: str, **config: Any) -> CkanSource:
    """A source with these settings."""
    return CkanSource(url, settings.parse(json.dumps(config), CkanSource.settings_table))


def walk(url: str, *, retries: int = 1, **config: Any) -> Walk:
    """List a portal and ask for the content of every record that is only listed, page by page."""
    made, found = source(url, **config), Walk()
    client = Client(
        ["127.0.0.1"], timeout=2, deadline=3, max_bytes=5_000_000, retries=retries, patience=1
    )
    try:
        for page in made.pages(client):
            for item in page:
                found.take(item)
            wanted = [item.guid for item in page if isinstance(item, Listed)]
            for items in made.contents(wanted, client) if wanted else ():
                for item in items:
                    found.take(item)
            come = {*found.records, *found.left_out}
            found.troubles += [f"missing {guid}" for guid in wanted if guid not in come]
    except SourceError as error:
        found.troubles.append(str(error))
    finally:
        client.close()
    return found
