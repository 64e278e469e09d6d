"""The table of fields (``fields.yaml``) as frozen dataclasses."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Field:
    """One field of a dataset or a distribution. The columns are explained in ``fields.yaml``."""

    name: str
    cls: str
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
            yield Field(
                name=name,
                cls=cls,
                value_list=facts.pop("list", None),
                label_nl=row["nl"]["label"],
                label_en=row["en"]["label"],
                help_nl=row["nl"]["help"],
                help_en=row["en"]["help"],
                max_items=limits["items"] if multiple else 1,
                **{**limits.get(facts["type"], {}), **facts},
            )


FIELDS: tuple[Field, ...] = tuple(
    _read(yaml.safe_load(Path(__file__).with_name("fields.yaml").read_text("utf-8")))
)
DATASET: dict[str, Field] = {field.name: field for field in FIELDS if field.cls == "dataset"}
DISTRIBUTION: dict[str, Field] = {
    field.name: field for field in FIELDS if field.cls == "distribution"
}
