"""JSON-LD of which nothing is fetched: a context is in the document, or one of those that we ship.

rdflib by itself opens whatever address a context names, files too. So every context is answered
here, before rdflib sees the document.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any

import yaml
from ckan.plugins.toolkit import _
from lxml import etree, html

from .bounds import MAX_DEPTH, MAX_TERMS, TooLarge

CONTEXT, IMPORT, LANGUAGE = "@context", "@import", "@language"
_LANGUAGE_TAG = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")


class ForeignContext(ValueError):
    """A document refers to a context elsewhere."""

    def __init__(self, address: object) -> None:
        super().__init__(
            _(
                "the JSON-LD refers to the context {address}, which is not fetched; contexts are "
                "read from the document itself, and known are: {known}"
            ).format(address=str(address)[:200], known=", ".join(_contexts()))
        )


def load(text: str) -> Any:
    """A JSON document.

    :raises ValueError: it is no JSON
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError(_("the JSON is nested too deeply")) from error
    except ValueError as error:
        raise ValueError(_("not JSON: {error}").format(error=error)) from error


def scripts(content: bytes) -> list[str]:
    """The JSON-LD documents in a web page."""
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, encoding=_utf_8(content)
    )
    try:
        page = html.document_fromstring(content, parser)
    except etree.LxmlError:
        return []
    return [
        script.text or ""
        for script in page.iter("script")
        if (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json"
    ]


def _utf_8(content: bytes) -> str | None:
    """UTF-8 where that is what it is, else what the page says of itself."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def is_linked_data(document: Any) -> bool:
    """Whether a JSON document is meant as JSON-LD, and not just any JSON."""
    nodes = document if isinstance(document, list) else [document]
    return all(
        isinstance(node, dict) and any(key.startswith("@") for key in node) for node in nodes
    )


def closed(document: Any) -> Any:
    """The document with every context in place, so that nothing in it refers to elsewhere; language
    tags that are none are left out, because rdflib refuses the whole document for one.

    :raises ForeignContext: a context is elsewhere
    :raises ValueError: it is nested too deeply, or a context is none
    """
    return _Closing().node(document, 0)


class _Closing:
    """One closing of a document; it counts what rdflib would copy again and again."""

    def __init__(self) -> None:
        self._left = MAX_TERMS

    def node(self, node: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise ValueError(_("the JSON is nested too deeply"))
        if isinstance(node, list):
            return [self.node(item, depth + 1) for item in node]
        if not isinstance(node, dict):
            return node
        return {
            key: self.context(value, depth + 1) if key == CONTEXT else self.node(value, depth + 1)
            for key, value in node.items()
            if _is_sound(key, value)
        }

    def context(self, given: Any, depth: int) -> Any:
        """A context in which every other one that it names is filled in."""
        if depth > MAX_DEPTH:
            raise ValueError(_("the JSON is nested too deeply"))
        self._left -= 1 + len(given) if isinstance(given, list | dict) else 1
        if self._left < 0:
            raise TooLarge(_("the JSON-LD has too many contexts"))
        if given is None:
            return None
        if isinstance(given, list):
            return [self.context(item, depth + 1) for item in given]
        if isinstance(given, str):
            return _shipped(given)
        if not isinstance(given, dict):
            raise ValueError(_("the JSON-LD has a context that is no object"))
        if IMPORT in given:
            raise ForeignContext(given[IMPORT])
        return {
            key: self._term(value, depth + 1)
            for key, value in given.items()
            if _is_sound(key, value)
        }

    def _term(self, definition: Any, depth: int) -> Any:
        """The definition of a term, which may have a context of its own."""
        if not isinstance(definition, dict):
            return definition
        return {
            key: self.context(value, depth) if key == CONTEXT else value
            for key, value in definition.items()
            if _is_sound(key, value)
        }


def _shipped(address: str) -> dict[str, Any]:
    try:
        return dict(_contexts()[re.sub(r"^https?://", "", address.strip()).rstrip("/#")])
    except KeyError as error:
        raise ForeignContext(address) from error


def _is_sound(key: str, value: Any) -> bool:
    """Whether this is anything but a language that is none."""
    if key != LANGUAGE or value is None:
        return True
    return isinstance(value, str) and bool(_LANGUAGE_TAG.fullmatch(value))


@cache
def _contexts() -> dict[str, dict[str, Any]]:
    text = resources.files(__package__).joinpath("contexts.yaml").read_text("utf-8")
    return yaml.safe_load(text)
