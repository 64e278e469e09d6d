"""The European data-themes of Dutch policy themes, by ``data_themes.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from .. import vocabulary


def data_themes(theme: str) -> list[str]:
    """The URIs of the European themes of a Dutch one, or of the theme that it is a part of; none
    when it is unknown."""
    if theme in _table():
        return _table()[theme]
    entry = vocabulary.get("overheid_taxonomiebeleidsagenda").entry(theme)
    return _table().get(entry.parent, []) if entry else []


@cache
def _table() -> dict[str, list[str]]:
    table = yaml.safe_load(Path(__file__).with_name("data_themes.yaml").read_text("utf-8"))
    return {
        theme: [table["prefix"] + code for code in codes]
        for theme, codes in table["themes"].items()
    }
