"""What a value without mapping may mean: the values of the list that are spelt most alike."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from .. import vocabulary
from ..mapping import fold
from ..vocabulary import Entry, ValueList

# Below it the likeness is chance.
_ALIKE = 72
_ALIKE_URIS = 88
_FEW = 3
# Lists in which an address that is spelt nearly alike means something else: by-nc, by-nc-nd. It may
# differ in version, language and scheme only.
_EXACT = {"donl_license"}
_NO_WORDS = {"http", "https", "www", "deed", "legalcode", "nl", "en"}


def close_to(list_name: str, value: str) -> list[str]:
    """The URIs that a value may mean, the most likely first; at most three, and none that are not
    alike. A URI is compared with URIs, a word with labels in both languages and with what URIs end
    in."""
    return list(_close_to(vocabulary.get(list_name), fold(value)))


# A refreshed list is another object: what was made of the old one falls out of these caches.
@lru_cache(maxsize=4096)
def _close_to(values: ValueList, value: str) -> tuple[str, ...]:
    is_uri = "://" in value
    if is_uri and values.name in _EXACT:
        return tuple(e.uri for e in values if _words(e.uri) == _words(value))[:_FEW]
    names, uris = _names(values, is_uri)
    scorer, least = (fuzz.ratio, _ALIKE_URIS) if is_uri else (fuzz.token_sort_ratio, _ALIKE)
    found = process.extract(value, names, scorer=scorer, score_cutoff=least, limit=3 * _FEW)
    return tuple(dict.fromkeys(uris[number] for _name, _score, number in found))[:_FEW]


@lru_cache(maxsize=64)
def _names(values: ValueList, as_uris: bool) -> tuple[list[str], list[str]]:
    """Every name of every value, and the URI that each is of."""
    named = [
        (fold(name), entry.uri)
        for entry in values
        for name in ([entry.uri] if as_uris else _spoken(entry))
        if name
    ]
    return [name for name, _uri in named], [uri for _name, uri in named]


def _words(uri: str) -> set[str]:
    return set(re.findall(r"[a-z]+", uri.casefold())) - _NO_WORDS


def _spoken(entry: Entry) -> list[str]:
    names = [entry.label_nl, entry.label_en, _ending(entry.uri)]
    # "Gemeente Utrecht", of which the list says "Utrecht" and that it is a municipality.
    return [*names, f"{entry.type} {entry.label_nl}"] if entry.type else names


def _ending(uri: str) -> str:
    return uri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
