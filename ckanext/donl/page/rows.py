"""The rows of a dataset or a distribution: one for a field, or for fields said together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus

import ckan.plugins.toolkit as tk

from .. import profile
from ..profile import Field
from . import shown
from .composites import COMPOSITES
from .shown import Row, Shown

Values = Mapping[str, Any]


def rows(
    fields: Mapping[str, Field], values: Values, group: str, lang: str, elsewhere: Collection[str]
) -> Iterator[Row]:
    """The rows of one group.

    :param fields: of the class that ``values`` is of
    :param elsewhere: the fields that have a place of their own on the page
    """
    told: set[str] = set()
    for field in fields.values():
        if field.group != group or field.name in elsewhere or field.property in told:
            continue
        if field.property in COMPOSITES:
            told.add(field.property)
            together = list(COMPOSITES[field.property](values, lang))
            if together:
                label = profile.COMPOSITES[field.property].label(lang)
                yield Row(field.property, label, together)
        elif found := row(field, values, lang):
            yield found


def row(field: Field, values: Values, lang: str) -> Row | None:
    """The row of one field; None when there is nothing to show."""
    value = values.get(field.name)
    if field.type == "tags":
        tags = [_tag(tag) for tag in value or ()]
        return Row(field.name, field.label(lang), tags) if tags else None
    if field.name == "license_id" and value:
        return Row(field.name, field.label(lang), [shown.licence(str(value), lang)])
    return shown.field_row(field, value, lang)


def _tag(tag: Values) -> Shown:
    search = tk.h.url_for("dataset.search")
    return Shown(tag["display_name"], f"{search}?tags={quote_plus(tag['name'])}")
