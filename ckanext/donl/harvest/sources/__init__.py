"""The kinds of sources. A new one is one module here, its tables, and a line in this register."""

from __future__ import annotations

from ..source import Source
from .ngr import NgrSource

SOURCES: dict[str, type[Source]] = {source.type: source for source in (NgrSource,)}
