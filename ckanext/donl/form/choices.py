"""The values of a list as people pick and type them: by their label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache

from .. import vocabulary
from ..vocabulary import Entry, ValueList

_LANGUAGES = ("nl", "en")
# So many suggestions are read.
_FEW = 5
_URI = re.compile(r'https?://[^\s",;]+')


def texts(list_name: str, lang: str) -> dict[str, str]:
    """What each value of a list is called in a pick list: its label, and its URI behind that when
    another value has the same label.

    :returns: texts by URI, in the order of the list
    """
    return _texts(vocabulary.get(list_name), lang)


def sorted_texts(list_name: str, lang: str) -> tuple[str, ...]:
    """All texts of a list in the order of the alphabet, for a field that is searched."""
    return _sorted(vocabulary.get(list_name), lang)


def text_of(list_name: str, value: str, lang: str) -> str:
    """What a field shows for a value; the value itself where the list does not have it."""
    return texts(list_name, lang).get(value, value)


def uri_of(list_name: str, text: str) -> str:
    """The URI that somebody means who typed ``text``: a label in either language, whatever its
    capitals, or the URI itself. Any other text is given back, for the validator to name."""
    return _uris(vocabulary.get(list_name)).get(text.strip().casefold(), text)


def close_to(list_name: str, text: str, lang: str) -> list[str]:
    """The texts of a list that somebody may have meant who typed one that it does not have: those
    with all of its words, of which one may be the type ("gemeente"), else those spelt alike."""
    words = text.casefold().split()
    offered = texts(list_name, lang)
    described = {
        one: f"{one} {entry.type}".casefold()
        for entry, one in zip(vocabulary.get(list_name), offered.values(), strict=True)
    }
    named = [one for one, said in described.items() if all(word in said for word in words)]
    if named:
        return sorted(named, key=len)[:_FEW]
    spelt = {one.casefold(): one for one in described}
    return [spelt[one] for one in get_close_matches(text.casefold(), spelt, _FEW)]


def in_words(sentence: str, lang: str) -> str:
    """An error with the label of a value in the place of its URI: validators name what the API
    takes, and the form shows labels."""
    return _URI.sub(lambda found: _label(found[0], lang), sentence)


def _label(uri: str, lang: str) -> str:
    for name in vocabulary.names():
        entry = vocabulary.get(name).entry(uri)
        if entry is not None:
            return entry.label(lang)
    return uri


def tree(list_name: str) -> Sequence[tuple[Entry, Sequence[Entry]]]:
    """The values of a list without a broader one, each with all that are narrower than it."""
    return _tree(vocabulary.get(list_name))


# A refreshed list is another object: what was made of the old one falls out of these caches.
@lru_cache(maxsize=64)
def _texts(values: ValueList, lang: str) -> dict[str, str]:
    labels = {entry.uri: values.label(entry.uri, lang) for entry in values}
    uses = Counter(labels.values())
    return {uri: label if uses[label] == 1 else f"{label} ({uri})" for uri, label in labels.items()}


@lru_cache(maxsize=64)
def _sorted(values: ValueList, lang: str) -> tuple[str, ...]:
    return tuple(sorted(_texts(values, lang).values(), key=str.casefold))


@lru_cache(maxsize=64)
def _uris(values: ValueList) -> dict[str, str]:
    meant: dict[str, set[str]] = {}
    for lang in _LANGUAGES:
        for uri, text in _texts(values, lang).items():
            meant.setdefault(text.casefold(), set()).add(uri)
    return {text: next(iter(uris)) for text, uris in meant.items() if len(uris) == 1}


@lru_cache(maxsize=8)
def _tree(values: ValueList) -> tuple[tuple[Entry, tuple[Entry, ...]], ...]:
    narrower: dict[str, list[Entry]] = {}
    for entry in values:
        if entry.parent in values:
            narrower.setdefault(_broadest(values, entry), []).append(entry)
    return tuple(
        (entry, tuple(narrower.get(entry.uri, ())))
        for entry in values
        if entry.parent not in values
    )


def _broadest(values: ValueList, entry: Entry) -> str:
    seen = {entry.uri}
    while entry.parent in values and entry.parent not in seen:
        seen.add(entry.parent)
        entry = values.entry(entry.parent) or entry
    return entry.uri
