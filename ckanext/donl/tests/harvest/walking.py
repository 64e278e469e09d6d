"""A walk through a catalogue as the gather stage makes it, without a database."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ckanext.donl.harvest.http import Client, SourceError
from ckanext.donl.harvest.record import Fault, Item, LeftOut, Listed, Record, Unreadable
from ckanext.donl.harvest.source import Source


@dataclass
class Walk:
    """What came of one walk.

    :param guids: of the records, in their order; of one that came twice, twice
    :param listed: the stamps of records that were only listed
    :param left_out: the reasons
    :param error: why it ended early
    """

    guids: list[str] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    error: str = ""
    listed_twice: list[str] = field(default_factory=list)

    @property
    def twice(self) -> list[str]:
        """The records that came or were listed more than once."""
        came = [guid for guid, count in Counter(self.guids).items() if count > 1]
        return [*came, *self.listed_twice]

    @property
    def troubles(self) -> list[str]:
        """Everything for which it is not complete."""
        return [*self.faults, *self.unreadable, *([self.error] if self.error else [])]

    @property
    def complete(self) -> bool:
        return not self.troubles

    def take(self, item: Item) -> None:
        if isinstance(item, Record):
            self.guids.append(item.guid)
            self.records[item.guid] = item
        elif isinstance(item, Listed):
            self.listed_twice += [item.guid] if item.guid in self.listed else []
            self.listed[item.guid] = item.stamp
        elif isinstance(item, LeftOut):
            self.left_out[item.guid] = item.reason
        elif isinstance(item, Fault):
            self.faults.append(item.message)
        elif isinstance(item, Unreadable):
            self.unreadable.append(item.reason)


def walk(source: Source, *, retries: int = 1) -> Walk:
    """Read a catalogue with little patience, and the contents of all that it only lists."""
    found = Walk()
    client = Client(
        ["127.0.0.1"], timeout=2, deadline=3, max_bytes=5_000_000, retries=retries, patience=1
    )
    try:
        for page in source.pages(client):
            for item in page:
                found.take(item)
            wanted = [item.guid for item in page if isinstance(item, Listed)]
            for items in source.contents(wanted, client) if wanted else ():
                for item in items:
                    found.take(item)
            come = {*found.records, *found.left_out}
            found.faults += [f"missing {guid}" for guid in wanted if guid not in come]
    except SourceError as error:
        found.error = str(error)
    finally:
        client.close()
    return found
