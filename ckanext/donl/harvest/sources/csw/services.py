"""Services that work on datasets: which dataset each works on, and how they are kept with its
record until they are read as its distributions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ckan.plugins.toolkit import _
from lxml import etree
from lxml.builder import ElementMaker

from ....mapping import Value
from ...http import SourceError
from ...record import LeftOut
from ...repair import is_url
from ...selectors import Reader, Selector
from ...xml import canonical
from . import reading

_NAMESPACE = reading.table("services.yaml")["namespaces"]["donl"]
_SERVICES = f"{{{_NAMESPACE}}}services"
_donl = ElementMaker(namespace=_NAMESPACE, nsmap={"donl": _NAMESPACE})

_MOST_LINKS = 20
_LONGEST_TEXT = 2000
# Characters of all services of a catalogue together that are kept while it is read.
_MOST_CHARACTERS = 100_000_000
# GeoNetwork's addresses of a record for people and programs.
_IN_PATH = re.compile(r"/(?:metadata|records)/([^/?#]+)")
_SHORTEST_NAME = 8


@dataclass(frozen=True)
class Service(LeftOut):
    """A service: no dataset, but distributions of those that it works on.

    :param names: what it calls the datasets, in the form of :func:`_folded`
    :param kept: what is kept of it, as canonical XML
    """

    names: frozenset[str] = frozenset()
    kept: bytes = b""


@dataclass
class Couplings:
    """The services of a catalogue, by the names of the datasets that they work on.

    :param complete: all services of the catalogue are among them
    """

    complete: bool = True
    _by_name: dict[str, set[bytes]] = field(default_factory=dict)
    _characters: int = 0

    def add(self, service: Service) -> None:
        """:raises SourceError: they are more than can be kept"""
        if not service.kept:
            return
        self._characters += len(service.kept) + sum(map(len, service.names))
        if self._characters > _MOST_CHARACTERS:
            raise SourceError(_("the services of the catalogue are too many to be kept"))
        for name in service.names:
            self._by_name.setdefault(name, set()).add(service.kept)

    def of(self, guid: str, names: Iterable[str]) -> set[bytes]:
        """What is kept of the services of a dataset.

        :param names: what the dataset is called besides its identifier. Of these only those that
            tell it from others count: "1" and "onbekend" are codes that many have.
        """
        wanted = {_folded(guid), *(_folded(name) for name in names if _tells_apart(name))}
        found: set[bytes] = set()
        return found.union(*(self._by_name.get(name, ()) for name in wanted))


def service(element: Any, guid: str) -> Service:
    """The service that a record describes."""
    use = reading.selectors(element)
    names = {value.text for value in use.coupled_names.read(element, element)}
    for value in use.coupled_references.read(element, element):
        names |= _named_by(value.text)
    found = use.coupled_title.read(element, element)
    title = " ".join(found[0].text.split()) if found else ""
    links = _links(element, use)
    kept = _donl.service(*links, id=guid, title=title[:_LONGEST_TEXT])
    folded = frozenset(_folded(name) for name in names)
    reason = _("hierarchy level {level}").format(level="service")
    return Service(guid, title, reason, folded, canonical(kept) if links and folded else b"")


def _links(element: Any, use: reading.Selectors) -> list[Any]:
    """The addresses of a service, each once: of its distribution, else of its operations."""
    for path in use.links:
        read = [use.link.read(link, element) for link in path.xpath(element)]
        by_address = {link["accessURL"][0].text: link for link in read if "accessURL" in link}
        if by_address:
            return [
                _donl.link({name: found[0].text[:_LONGEST_TEXT] for name, found in link.items()})
                for link in list(by_address.values())[:_MOST_LINKS]
            ]
    return []


def _named_by(reference: str) -> set[str]:
    """What a reference to the record of a dataset calls it: the address itself, and the identifier
    in it."""
    try:
        parts = urlsplit(reference)
    except ValueError:
        return set()
    given = {value for name, value in parse_qsl(parts.query) if name.lower() in ("id", "uuid")}
    return {reference, *given, *_IN_PATH.findall(parts.path), *_IN_PATH.findall(parts.fragment)}


def _folded(name: str) -> str:
    """The form in which two names are the same. Microsoft's tools write identifiers in braces."""
    return name.strip().strip("{}").casefold()


def _tells_apart(name: str) -> bool:
    return is_url(name) or (len(name) >= _SHORTEST_NAME and any(map(str.isdigit, name)))


def attach(element: Any, kept: Iterable[bytes]) -> None:
    """Keep these services with the record of a dataset, in the place of those that it has."""
    for former in element.findall(_SERVICES):
        element.remove(former)
    services = [etree.fromstring(service) for service in kept]
    if services:
        services.sort(key=lambda service: (service.get("id"), canonical(service)))
        element.append(_donl.services(*services))


def attached(element: Any) -> dict[str, bytes]:
    """The services that are kept with a record, by their identifier."""
    return {
        service.get("id", ""): canonical(service) for service in element.iterfind(f"{_SERVICES}/*")
    }


@cache
def _reader() -> tuple[Selector, Reader]:
    rows = reading.table("services.yaml")
    namespaces = rows["namespaces"]
    return Selector.compile(rows["links"], namespaces), Reader(rows["distribution"], namespaces)


def read(element: Any) -> list[dict[str, list[Value]]]:
    """The values of the distributions that the services of a record give its dataset."""
    links, reader = _reader()
    return [reader.read(link, element) for link in links.xpath(element)]
