"""A source of data.json that has its document in hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.donl.harvest.http import Client
from ckanext.donl.harvest.record import Item
from ckanext.donl.harvest.settings import COMMON, Setting
from ckanext.donl.harvest.source import Source
from ckanext.donl.harvest.sources.dcat import pod
from ckanext.donl.mapping import Values


class PodSource(Source):
    """See :class:`ckanext.donl.harvest.source.Source`; its ``url`` names its mapping tables."""

    type = "pod"
    title = "data.json"
    description = "for tests"
    catalogues = ("dcat", "eindhoven", "rdw")
    suffixes = (".json",)
    settings_table: Mapping[str, Setting] = COMMON

    def __init__(self, url: str, settings: dict[str, Any]) -> None:
        self.catalogue = url

    def pages(self, client: Client) -> Iterator[list[Item]]:
        return iter(())

    def items(self, content: bytes) -> Iterator[Item]:
        return iter(pod.datasets(content))

    def read(self, content: bytes, part: bytes | None) -> Values:
        return pod.read(content, self.catalogue)

    def identifier(self, guid: str) -> str:
        return pod.identifier(guid, self.catalogue)

    def original_url(self, guid: str) -> str:
        return guid
