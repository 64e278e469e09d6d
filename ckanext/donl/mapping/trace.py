"""The reason behind each value of a dataset: one decision for every value that was set, mapped or
left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from .values import Value


class How(str, Enum):
    """How a value came about."""

    READ = "as read"
    TABLE = "mapping table"
    LIST = "value list"
    DEFAULT = "default"
    DERIVED = "derived"
    UNMAPPED = "no mapping"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Decision:
    """One line of the trace.

    :param field: CKAN key, of a distribution ``resources[0].format``
    :param value: what the dataset got, empty for a value without mapping or left out
    :param raw: the value as it was read; empty for a default
    :param selector: where it was read; empty for a default
    :param note: why, in words
    """

    field: str
    how: How
    value: str = ""
    raw: str = ""
    selector: str = ""
    note: str = ""

    @classmethod
    def of(cls, field: str, how: How, read: Value, value: str = "", note: str = "") -> Decision:
        """A decision on a value that was read."""
        return cls(field, how, value, read.text, read.selector, note)

    @property
    def property(self) -> str:
        """The field without the number of its distribution, as ``distribution.format`` or
        ``dataset.theme``."""
        if self.field.startswith("resources["):
            return "distribution." + self.field.partition(".")[2]
        return f"dataset.{self.field}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**vars(self), "how": self.how.value}

    @classmethod
    def of_dict(cls, line: dict[str, Any]) -> Decision:
        """What :meth:`as_dict` gave."""
        return cls(**{**line, "how": How(line["how"])})
