"""The table of fields (``fields.yaml``) as frozen dataclasses."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Part:
    """What fields stand under together: a group of the form, or what they say with one property.

    :param on_demand: seldom given; a form shows its fields to whoever asks for them
    """

    name: str
    label_nl: str
    label_en: str
    on_demand: bool = False

    def label(self, lang: str) -> str:
        """The name people see, in Dutch for ``nl`` and its variants, else in English."""
        return self.label_nl if lang.startswith("nl") else self.label_en


@dataclass(frozen=True)
class Condition:
    """A field applies when another field of the same class has one of these values."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True)
class Field:
    """One field of a dataset or a distribution. The columns are explained in ``fields.yaml``."""

    name: str
    cls: str
    group: str
    property: str
    cardinality: str
    obligation: str
    type: str
    label_nl: str
    label_en: str
    help_nl: str
    help_en: str
    value_list: str | None = None
    core: bool = False
    default: Any = None
    computed: bool = False
    when: Condition | None = None
    follows: str | None = None
    repeats: bool = False
    max_length: int | None = None
    max_items: int = 1

    @builtins.property  # the name is that of a column here
    def mandatory(self) -> bool:
        return self.obligation == "mandatory"

    @builtins.property  # the name is that of a column here
    def multiple(self) -> bool:
        return self.cardinality.endswith("n")

    def label(self, lang: str) -> str:
        """The name people see, in Dutch for ``nl`` and its variants, else in English."""
        return self.label_nl if lang.startswith("nl") else self.label_en

    def help(self, lang: str) -> str:
        """The explanation people see, in Dutch for ``nl`` and its variants, else in English."""
        return self.help_nl if lang.startswith("nl") else self.help_en


def _read(table: dict[str, Any]) -> Iterator[Field]:
    limits = table["limits"]
    for cls in ("dataset", "distribution"):
        for name, row in table[cls].items():
            facts = dict(row["facts"])
            multiple = facts["cardinality"].endswith("n")
            when = facts.pop("when", None)
            yield Field(
                name=name,
                cls=cls,
                value_list=facts.pop("list", None),
                when=_condition(when) if when else None,
                label_nl=row["nl"]["label"],
                label_en=row["en"]["label"],
                help_nl=row["nl"]["help"],
                help_en=row["en"]["help"],
                max_items=limits["items"] if multiple else 1,
                **{**limits.get(facts["type"], {}), **facts},
            )


def _condition(row: dict[str, list[str]]) -> Condition:
    ((field, values),) = row.items()
    return Condition(field, frozenset(values))


def _parts(rows: dict[str, dict[str, Any]]) -> dict[str, Part]:
    return {
        name: Part(
            name, row["nl"]["label"], row["en"]["label"], on_demand=row.get("on_demand", False)
        )
        for name, row in rows.items()
    }


_TABLE = yaml.safe_load(Path(__file__).with_name("fields.yaml").read_text("utf-8"))
FIELDS: tuple[Field, ...] = tuple(_read(_TABLE))
GROUPS: dict[str, Part] = _parts(_TABLE["groups"])
# By property.
COMPOSITES: dict[str, Part] = _parts(_TABLE["composites"])
DATASET: dict[str, Field] = {field.name: field for field in FIELDS if field.cls == "dataset"}
DISTRIBUTION: dict[str, Field] = {
    field.name: field for field in FIELDS if field.cls == "distribution"
}
