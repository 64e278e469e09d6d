"""The value lists (waardelijsten) of DCAT-AP-DONL 1.1: which values a field may have, and what
they are called."""

from .lists import Entry, UnknownList, ValueList, get, names

__all__ = ["Entry", "UnknownList", "ValueList", "get", "names"]
