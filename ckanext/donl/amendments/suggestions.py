"""What a value without mapping may mean: the values of the list that are spelt most alike."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz, process

from .. import vocabulary
from ..mapping import fold
from ..vocabulary import ValueList

# Below it the likeness is chance.
_ALIKE = 72
_FEW = 3


def close_to(list_name: str, value: str) -> list[str]:
    """The URIs that a value may mean, the most likely first; at most three, and none that are not
    alike. A value is compared with labels in both languages and with the last part of URIs."""
    return list(_close_to(vocabulary.get(list_name), value))


# A refreshed list is another object: what was made of the old one falls out of these caches.
@lru_cache(maxsize=4096)
def _close_to(values: ValueList, value: str) -> tuple[str, ...]:
    texts, uris = _names(values)
    found = process.extract(
        _last_part(fold(value)),
        texts,
        scorer=fuzz.token_sort_ratio,
        score_cutoff=_ALIKE,
        limit=3 * _FEW,
    )
    return tuple(dict.fromkeys(uris[number] for _text, _score, number in found))[:_FEW]


@lru_cache(maxsize=32)
def _names(values: ValueList) -> tuple[list[str], list[str]]:
    """Every name of every value, and the URI that each is of."""
    named = [
        (fold(name), entry.uri)
        for entry in values
        for name in (entry.label_nl, entry.label_en, _last_part(entry.uri))
        if name
    ]
    return [name for name, _uri in named], [uri for _name, uri in named]


def _last_part(text: str) -> str:
    """Of a URI what it ends in; any other text as it is."""
    if "://" not in text:
        return text
    return text.rstrip("/#").replace("#", "/").rsplit("/", 1)[1]
