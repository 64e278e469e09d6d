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
    :cvar catalogues: the folders of mapping tables that sources of this kind use, the usual first
    :cvar suffixes: what the names of files with its records end in
    :cvar settings_table: what its ``config`` may hold
    :ivar catalogue: the one of ``catalogues`` that this source uses
    """

    type: str
    title: str
    description: str
    catalogues: tuple[str, ...]
    suffixes: tuple[str, ...]
    settings_table: Mapping[str, Setting]
    catalogue: str

    def __init__(self, url: str, settings: dict[str, Any]) -> None: ...

    def pages(self, client: Client) -> Iterator[list[Item]]:
        """The catalogue, page by page.

        :raises SourceError: it cannot be read (any further)
        """

    def items(self, content: bytes) -> Iterator[Item]:
        """The records of a file.

        :raises ValueError: the file is not one that holds such records
        """

    def contents(self, guids: list[str], client: Client) -> Iterator[list[Item]]:
        """The records that :meth:`pages` only listed, those that are asked for.

        :raises SourceError: they cannot be had
        """
        return iter(())

    def stamp(self, content: bytes) -> str:
        """What the listing of this record says as long as the record stays as it is; empty where
        the source lists nothing."""
        return ""

    def completed(self, content: bytes, earlier: bytes) -> bytes:
        """The content of a record that is partial, with what it lacks from an earlier content."""
        return content

    def missing_part(self, content: bytes, client: Client) -> bytes | None:
        """What a record refers to and does not hold, None when there is nothing.

        :raises SourceError: it cannot be had
        """
        return None

    def read(self, content: bytes, part: bytes | None) -> Values:
        """The values of a record, with what :meth:`missing_part` gave."""

    def identifier(self, guid: str) -> str:
        """The URI by which the portal knows this record."""

    def original_url(self, guid: str) -> str:
        """Where a person sees the record at its source."""
