"""The areas of a dataset: pairs of a kind (scheme) and a value that fits it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from .. import profile
from . import choices
from .controls import Control


def list_of(scheme: str) -> str:
    """The name of the value list of a kind of area; empty where its values are typed."""
    return profile.SPATIAL_LISTS.get(scheme, "")


def meant(scheme: str, text: str) -> str:
    """The value that somebody means who typed ``text`` for an area of this kind."""
    name = list_of(scheme)
    return choices.uri_of(name, text) if name else text


def rows(schemes: Control, places: Control) -> Iterator[tuple[str, str, str]]:
    """What the form shows: for each area its kind, the value list of that kind and the text of its
    value; last an empty row."""
    pairs = [*zip_longest(schemes.values, places.values, fillvalue=""), ("", "")]
    for scheme, place in pairs:
        name = list_of(scheme)
        text = choices.text_of(name, place, places.lang) if name else place
        yield scheme, name, text
