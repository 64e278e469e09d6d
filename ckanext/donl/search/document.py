"""What Solr is given of a dataset beside what CKAN gives it.

This runs for every dataset of a harvest: it looks nothing up but in value lists in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ckanext.donl import profile, vocabulary

# CKAN's schema has no other dynamic field that takes several exact values. (Its field for the extra
# `theme` itself holds the list as one text.)
THEME = "vocab_theme"

# Lucene refuses a document with a longer term, and the field of an extra is one term.
_LONGEST_TERM = 32_766
# The concepts by whose names a dataset is found. Not those that nearly every dataset has, such as
# "Publiek", "Beschikbaar" and "Nederlands": who searches for one of these words means something
# else, and for these concepts there are facets.
_SPOKEN = ("authority", "publisher", "source_catalog", "communities")

Document = dict[str, Any]


def document(indexed: Document) -> Document:
    """CKAN's document for Solr, made ready for our facets and with the names of its concepts.

    - ``vocab_theme``: the themes and all broader ones, so that the broader theme finds it too
    - ``text``, CKAN's search text: the Dutch and English names of themes, organisations, places
      and formats
    """
    indexed = _indexable(indexed)
    if indexed.get("dataset_type") != "dataset":
        return indexed
    themes = with_broader(_values(indexed, "theme"))
    names = dict.fromkeys([*_names("theme", themes), *_other_names(indexed)])
    return {**indexed, THEME: themes, "text": list(names)}


def with_broader(themes: list[str]) -> list[str]:
    """Themes and their broader themes, each once; those that the list does not know as well."""
    values = vocabulary.get(_list_of("theme"))
    found: dict[str, None] = {}
    waiting = list(themes)
    while waiting:
        theme = waiting.pop()
        if theme in found:  # also what keeps a list with a circle in it from going round for ever
            continue
        found[theme] = None
        entry = values.entry(theme)
        if entry and entry.parent:
            waiting.append(entry.parent)
    return list(found)


def _indexable(indexed: Document) -> Document:
    """A document without what Solr would refuse it for.

    CKAN writes each extra twice: as text (``extras_…``) and under its own name as one exact term.
    A long extra, such as a list of hundreds of web addresses, can only be found as text.
    """
    return {
        name: value
        for name, value in indexed.items()
        if f"extras_{name}" not in indexed
        or not isinstance(value, str)
        or len(value.encode()) <= _LONGEST_TERM
    }


def _values(indexed: Document, name: str) -> list[str]:
    """The values of a field that CKAN keeps in the extras."""
    text = indexed.get(f"extras_{name}")
    if not text:
        return []
    value = profile.from_text(profile.DATASET[name], text)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else [value]


def _list_of(name: str) -> str:
    return str(profile.DATASET[name].value_list)


def _names(name: str, uris: list[str]) -> Iterator[str]:
    return _labels(_list_of(name), uris)


def _other_names(indexed: Document) -> Iterator[str]:
    for name in _SPOKEN:
        yield from _names(name, _values(indexed, name))
    schemes, places = _values(indexed, "spatial_scheme"), _values(indexed, "spatial_value")
    for scheme, place in zip(schemes, places, strict=False):
        if scheme in profile.SPATIAL_LISTS:
            yield from _labels(profile.SPATIAL_LISTS[scheme], [place])
    formats = str(profile.DISTRIBUTION["format"].value_list)
    yield from _labels(formats, indexed.get("res_format") or [])


def _labels(list_name: str, uris: list[str]) -> Iterator[str]:
    values = vocabulary.get(list_name)
    for uri in uris:
        entry = values.entry(uri)
        if entry:
            yield entry.label_nl
            yield entry.label_en
