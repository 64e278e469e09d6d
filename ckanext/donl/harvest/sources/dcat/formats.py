"""In which format a catalogue is written, and how it is asked for."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from ckan.plugins.toolkit import _

XML, TURTLE, JSON, HTML = "xml", "turtle", "json", "html"

#: What the portal can read, the best first. A server that knows none of it gives what it has.
ACCEPT = (
    "application/rdf+xml, text/turtle, application/ld+json, application/n-triples;q=0.9, "
    "application/json;q=0.7, application/xml;q=0.6, text/html;q=0.5, */*;q=0.1"
)

# Only media types that mean one format: under text/plain or application/xml anything is sent.
# N-Triples are read as the Turtle that they are: rdflib's own reader of them takes a time that
# grows with the square of the longest line.
_MEDIA_TYPES = {
    "application/ld+json": JSON,
    "application/n-triples": TURTLE,
    "application/rdf+xml": XML,
    "application/turtle": TURTLE,
    "application/x-turtle": TURTLE,
    "text/n3": TURTLE,
    "text/rdf+n3": TURTLE,
    "text/turtle": TURTLE,
}
_ENDINGS = {
    ".html": HTML,
    ".json": JSON,
    ".jsonld": JSON,
    ".n3": TURTLE,
    ".nt": TURTLE,
    ".owl": XML,
    ".rdf": XML,
    ".ttl": TURTLE,
    ".xml": XML,
}
SUFFIXES = tuple(_ENDINGS)

# How documents begin, the first that fits. "<http://…" is Turtle and "<rdf:RDF …" is XML.
_BEGINNINGS = (
    (re.compile(r"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE), HTML),
    (re.compile(r"<[?!]|<[a-z_][\w.-]*(?::[a-z_][\w.-]*)?[\s/>]", re.IGNORECASE), XML),
    (re.compile(r'\{|\[\s*(?:[{\["]|\]\s*\Z)'), JSON),
    (re.compile(r"#|@(?:prefix|base)\b|(?:prefix|base)\s|[<\[(]|_:", re.IGNORECASE), TURTLE),
)


class Unreadable(ValueError):
    """A document is not what it should be."""


def recognise(content: bytes, media_type: str = "", url: str = "") -> str:
    """The format of a document: by its media type where that is clear, else by how it begins, else
    by the ending of its address.

    :param media_type: without parameters
    :raises Unreadable: it is in no format that is read
    """
    if media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[media_type]
    beginning = _beginning(content)
    if not beginning:
        raise Unreadable(_("the document is empty"))
    for pattern, form in _BEGINNINGS:
        if pattern.match(beginning):
            return form
    ending = PurePosixPath(urlsplit(url).path).suffix.lower()
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    raise Unreadable(
        _(
            "the document is none of RDF/XML, Turtle, N-Triples, JSON-LD and HTML with JSON-LD "
            "in it; it begins with {beginning}"
        ).format(beginning=repr(beginning[:40]))
    )


def text(content: bytes) -> str:
    """A document in UTF-8.

    :raises Unreadable: it is in another encoding
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_("the document is not in UTF-8: {error}").format(error=error)) from error


def _beginning(content: bytes) -> str:
    start = content[:4096]
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return start.decode(encoding, "replace").lstrip()
