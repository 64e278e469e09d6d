"""The value lists (waardelijsten) of DCAT-AP-DONL 1.1: which values a field may have, what they are
called, and how the lists are refreshed from their publication."""

from .lists import Entry, UnknownList, ValueList
from .loading import get, names, original, published_at, refreshable
from .published import Malformed, Refused, as_csv, as_json
from .refresh import MAX_BYTES, MAX_LOST, Change, Shrunken, refresh

__all__ = [
    "MAX_BYTES",
    "MAX_LOST",
    "Change",
    "Entry",
    "Malformed",
    "Refused",
    "Shrunken",
    "UnknownList",
    "ValueList",
    "as_csv",
    "as_json",
    "get",
    "names",
    "original",
    "published_at",
    "refresh",
    "refreshable",
]
