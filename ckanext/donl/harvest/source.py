"""What a source is to the stages: it pages, and it reads. The stages know no more of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from ..mapping import Values
from .http import Client
from .record import Item
from .settings import Setting


class Source(Protocol):
    """One harvest source at work.

    :cvar type: its name in CKAN (the harvest source's ``source_type``) and in ``ckan donl read``
    :cvar title: its name for people
    :cvar catalogue: the folder of its mapping tables
    :cvar settings_table: what its ``config`` may hold
    """

    type: str
    title: str
    description: str
    catalogue: str
    settings_table: Mapping[str, Setting]

    def __init__(self, url: str, settings: dict[str, Any]) -> None: ...

    def pages(self, client: Client) -> Iterator[list[Item]]:
        """The catalogue, page by page.

        :raises SourceError: it cannot be read (any further)
        """

    def items(self, content: bytes) -> Iterator[Item]:
        """The records of a file.

        :raises ValueError: the file is not one that holds such records
        """

    def missing_part(self, content: bytes, client: Client) -> bytes | None:
        """What a record refers to and does not hold, None when there is nothing.

        :raises SourceError: it cannot be had
        """

    def read(self, content: bytes, part: bytes | None) -> Values:
        """The values of a record, with what :meth:`missing_part` gave."""

    def identifier(self, guid: str) -> str:
        """The URI by which the portal knows this record."""

    def original_url(self, guid: str) -> str:
        """Where a person sees the record at its source."""
