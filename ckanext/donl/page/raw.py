"""A record as it came from its source, made readable."""

from __future__ import annotations

import json
from dataclasses import dataclass

from lxml import etree

#: So much of a record is shown; the whole of it can be downloaded.
LONGEST = 200_000


@dataclass(frozen=True)
class Raw:
    """The text of a record.

    :param cut: it is longer than what is shown
    """

    text: str
    cut: bool


def readable(content: str) -> Raw:
    """The content of a record with the indentation of its kind: XML, JSON, or what it is."""
    text = _xml(content) or _json(content) or content
    return Raw(text[:LONGEST], len(text) > LONGEST)


def _xml(content: str) -> str:
    # A record is somebody else's: it gets no entities, no DTD and no network.
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_blank_text=True
    )
    try:
        element = etree.fromstring(content.encode(), parser)
        return str(etree.tostring(element, encoding="unicode", pretty_print=True))
    except (etree.XMLSyntaxError, ValueError):
        return ""


def _json(content: str) -> str:
    try:
        return json.dumps(json.loads(content), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return ""
