"""The values of a list by what they are called: their labels, and their addresses in other
spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from .. import vocabulary
from ..vocabulary import Entry, ValueList
from .tables import fold

# What an organisation is that is also an area. The list of organisations says it of some.
_KINDS = {
    "Gemeente": "overheid_spatial_gemeente",
    "Provincie": "overheid_spatial_provincie",
    "Waterschap": "overheid_spatial_waterschap",
}
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


def find(text: str, values: ValueList) -> str:
    """The URI of the one value that is called so, empty when there is none or more than one.

    A value is called by its label in either language. One of a kind is also called by both, as
    "Gemeente Utrecht" or "Utrecht (gemeente)"; its kind is its type in the list, or that of the
    area it is. Accents make no difference: the lists lack some. Of an address it makes none whether
    it is http or https, whether its characters are escaped, nor a slash at its end.
    """
    return of(values).get(_key(text), "")


def of(values: ValueList) -> dict[str, str]:
    """The URIs by every name that only one value has, in the form in which names are compared."""
    return _of(values, tuple((kind, vocabulary.get(name)) for kind, name in _KINDS.items()))


@lru_cache(maxsize=16)
def _of(values: ValueList, kinds: tuple[tuple[str, ValueList], ...]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for entry in values:
        for name in _names(entry, kinds):
            found.setdefault(_key(name), set()).add(entry.uri)
    return {name: uris.pop() for name, uris in found.items() if len(uris) == 1}


def _names(entry: Entry, kinds: tuple[tuple[str, ValueList], ...]) -> Iterator[str]:
    labels = {entry.label_nl, entry.label_en}
    of_kind = {entry.type} if entry.type else set()
    for kind, areas in kinds:
        area = areas.entry(entry.uri)
        if area is not None:
            labels |= {area.label_nl, area.label_en}
            of_kind.add(kind)
    yield entry.uri
    yield from labels
    for kind in of_kind:
        for label in labels:
            yield f"{kind} {label}"
            yield f"{label} ({kind})"


def _key(name: str) -> str:
    name = name.strip()
    if _SCHEME.match(name):
        return fold(unquote(_SCHEME.sub("//", name))).rstrip("/")
    letters = unicodedata.normalize("NFKD", name)
    return fold("".join(letter for letter in letters if not unicodedata.combining(letter)))
