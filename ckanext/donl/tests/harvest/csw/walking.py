"""A walk through a CSW catalogue, without a database."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from ckanext.donl.harvest import settings
from ckanext.donl.harvest.http import Client, SourceError
from ckanext.donl.harvest.record import Fault, Record, Unreadable
from ckanext.donl.harvest.sources.csw import CswSource


def source(url: str, **config: Any) -> CswSource:
    """A source with these settings."""
    return CswSource(url, settings.parse(json.dumps(config), CswSource.settings_table))


@dataclass
class Walk:
    """What came of one walk.

    :param troubles: faults, records that cannot be read, and the error that ended it
    """

    records: dict[str, Record] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    failed: bool = False


def walk(url: str, *, retries: int = 1, **config: Any) -> Walk:
    """Every record of a catalogue."""
    client = Client(
        ["127.0.0.1"], timeout=2, deadline=3, max_bytes=5_000_000, retries=retries, patience=1
    )
    found = Walk()
    try:
        for page in source(url, page_size=10, **config).pages(client):
            for item in page:
                if isinstance(item, Record):
                    assert item.guid not in found.records
                    found.records[item.guid] = item
                elif isinstance(item, Fault | Unreadable):
                    found.troubles.append(item.message if isinstance(item, Fault) else item.reason)
    except SourceError as error:
        found.troubles.append(str(error))
        found.failed = True
    finally:
        client.close()
    return found
