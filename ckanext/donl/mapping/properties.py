"""The fields that mapping decides, and what they are called in the portal's published mappings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Property:
    """One line of ``data/properties.yaml``.

    :param key: class and field, ``dataset.theme``
    :param value_list: name of the value list of its targets, None where any text will do
    :param table: its name in a published value mapping
    :param block: its name in a published block list
    :param default: its name in the published defaults
    """

    key: str
    value_list: str | None = None
    table: str | None = None
    block: str | None = None
    default: str | None = None


@cache
def properties() -> dict[str, Property]:
    """All fields that mapping decides, by key."""
    lines = yaml.safe_load((DATA / "properties.yaml").read_text("utf-8"))
    return {key: Property(key, facts.pop("list", None), **facts) for key, facts in lines.items()}
