"""Mapping lines made in the browser: they are kept in the database and override the file tables.
And the work list of values that ask for one."""

from .exchange import exported, imported
from .lines import WrongLine, get, remove, save, stored, tables
from .model import Line
from .suggestions import close_to
from .worklist import Unmapped, unmapped

__all__ = [
    "Line",
    "Unmapped",
    "WrongLine",
    "close_to",
    "exported",
    "get",
    "imported",
    "remove",
    "save",
    "stored",
    "tables",
    "unmapped",
]
