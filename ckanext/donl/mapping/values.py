"""What mapping starts from: the values read from one record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Value:
    """A value read from a record.

    :param text: the value, trimmed and repaired, never empty
    :param selector: the selector that gave it
    :param raw: the value as it stands in the record
    """

    text: str
    selector: str
    raw: str


@dataclass
class Values:
    """Everything read from one record, by the property names of DCAT-AP-DONL.

    A property that is absent from the record is absent from the dicts; their lists are never empty.

    :param coordinates: west, north, east, south in degrees (WGS 84), or None
    :param schema_id: identifier of the feature catalogue that describes the data
    """

    dataset: dict[str, list[Value]] = field(default_factory=dict)
    distributions: list[dict[str, list[Value]]] = field(default_factory=list)
    coordinates: tuple[Value, Value, Value, Value] | None = None
    schema_id: Value | None = None

    def all(self) -> Iterator[tuple[str, Value]]:
        """Every value with the name of its property, those of the second distribution as
        ``resources[1].format``."""
        for name, values in self.dataset.items():
            for value in values:
                yield name, value
        for number, distribution in enumerate(self.distributions):
            for name, values in distribution.items():
                for value in values:
                    yield f"resources[{number}].{name}", value
