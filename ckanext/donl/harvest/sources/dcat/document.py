"""One document of a catalogue: a page of it, the whole of it, or a file with one dataset."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ckan.plugins.toolkit import _
from rdflib import Graph
from rdflib.term import Node

from ....mapping import Values
from ...record import Record, Unreadable
from . import bounds, description, formats, graph, jsonld, pod
from .paging import Links, links
from .reading import Description, table

# The database's index on guids takes 2,704 bytes.
_LONGEST_GUID = 600


@dataclass(frozen=True)
class Found:
    """A dataset in a document.

    :param guid: its URI, else what identifies it
    :param content: canonical, what :func:`read` reads
    :param series: it is a series of datasets
    :param fault: why it cannot be read; then it has no content
    """

    guid: str
    title: str
    content: bytes
    series: bool = False
    fault: str = ""


@dataclass(frozen=True)
class Document:
    """What a document holds.

    :param links: to further pages, and how much there is in all
    :param listed: URIs of datasets that it lists and does not describe
    :param services: how many data services it holds beside the datasets
    :param faults: what in it could not be read
    """

    datasets: Iterator[Found]
    links: Links = field(default_factory=Links)
    listed: frozenset[str] = frozenset()
    services: frozenset[Node] = frozenset()
    faults: tuple[str, ...] = ()


def read_document(
    content: bytes, languages: tuple[str, ...], media_type: str = "", url: str = ""
) -> Document:
    """Read a document of any format.

    :param media_type: what it is said to be, without parameters
    :param url: where it came from, empty for a file
    :raises ValueError: it cannot be read; the message says what it is and what is read
    """
    form = formats.recognise(content, media_type, url)
    base = url or graph.NOWHERE
    faults: list[str] = []
    if form == formats.HTML:
        found = _of_page(content, base, faults)
    elif form == formats.JSON:
        document = jsonld.load(formats.text(content))
        if _is_data_json(document):
            return Document(map(_of_data_json, pod.datasets(content)))
        if not jsonld.is_linked_data(document):
            raise ValueError(_("the document is JSON, but neither JSON-LD nor a data.json"))
        found = graph.of_json_ld([document], base)
    else:
        found = graph.parse(content, form, base)
    return Document(
        _datasets(found, languages),
        links(found, url),
        frozenset(description.listed_only(found)),
        frozenset(description.services(found)),
        tuple(faults),
    )


def read(content: bytes, languages: tuple[str, ...], catalogue: str) -> Values:
    """The values of a dataset; its identifier is what identifies it, if anything does.

    :param content: of one that was :class:`Found`
    :param catalogue: the mapping tables that its source uses
    """
    if is_data_json(content):
        return pod.read(content, catalogue)
    return Description(content, languages).values()


def words(content: bytes, languages: tuple[str, ...], *names: str) -> set[str]:
    """The texts of properties of a dataset, by the names that they have in a reading."""
    if is_data_json(content):
        read_values = pod.read(content).dataset
        return {value.text for name in names for value in read_values.get(name, ())}
    return Description(content, languages).texts(*names)


def is_data_json(content: bytes) -> bool:
    """Whether a dataset that was found is one of a data.json, not a description in RDF."""
    return content.startswith(b"{")


def _of_data_json(item: Record | Unreadable) -> Found:
    if isinstance(item, Record):
        return Found(item.guid, item.title, item.content)
    return Found("", "", b"", fault=item.reason)


def _is_data_json(document: Any) -> bool:
    """Whether a JSON document is a catalogue of Project Open Data: it has a list of datasets, and
    no context or that project's own."""
    if not isinstance(document, dict) or not isinstance(document.get("dataset"), list):
        return False
    context = document.get(jsonld.CONTEXT, "project-open-data")
    return isinstance(context, str) and "project-open-data" in context


def _of_page(content: bytes, base: str, faults: list[str]) -> Graph:
    """The graph of the JSON-LD in a web page. A script that is none costs only itself."""
    documents = []
    for number, script in enumerate(jsonld.scripts(content), 1):
        try:
            documents.append(jsonld.closed(jsonld.load(script)))
        except ValueError as error:
            faults.append(
                _("JSON-LD number {number} of the page: {error}").format(number=number, error=error)
            )
    if not documents:
        raise ValueError(
            "; ".join(faults)
            or _(
                "the document is an HTML page without JSON-LD in it; microdata and RDFa are not "
                "read"
            )
        )
    return graph.of_json_ld(documents, base)


def _datasets(found: Graph, languages: tuple[str, ...]) -> Iterator[Found]:
    """The datasets of a graph. One that cannot be read costs only itself.

    :raises TooLarge: there is more of them than is read
    """
    unreadable, left = 0, bounds.MAX_CHARACTERS_OF_ALL
    for node in description.datasets(found):
        try:
            content = description.describe(found, node, table().followed)
            said = Description(content, languages)
        except ValueError as error:
            unreadable += 1
            if unreadable > bounds.MAX_UNREADABLE:
                raise
            yield Found(_identity(str(node)), "", b"", fault=str(error))
            continue
        left -= len(content)
        if left < 0:
            raise bounds.TooLarge(_("what is said of its datasets is more than is read"))
        yield Found(
            _identity(said.identity.text if said.identity else "", content),
            said.title,
            content,
            description.is_series(found, node),
        )


def _identity(identity: str, content: bytes = b"") -> str:
    """What identifies a dataset in a length that the database takes. One that nothing identifies is
    told from others by what is said of it."""
    if identity and len(identity) <= _LONGEST_GUID:
        return identity
    return f"sha256:{hashlib.sha256(content or identity.encode()).hexdigest()}"
