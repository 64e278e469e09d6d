"""Why a dataset is as it is: its trace in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

from .. import harvest, profile
from ..mapping import Decision, How
from . import shown
from .shown import Shown

_ = tk._

_OF_DISTRIBUTION = re.compile(r"resources\[(\d+)\]\.(\w+)")


@dataclass(frozen=True)
class Line:
    """One decision in words.

    :param value: what the dataset got, None where the value was left out
    :param code: the field's name in CKAN
    """

    label: str
    code: str
    value: Shown | None
    how: str
    raw: str
    selector: str
    note: str


@dataclass
class Part:
    """The decisions on a dataset, or on one of its distributions."""

    label: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Why:
    """The whole explanation.

    :param licence: as ``mapping.Licence.as_dict``; its licence in words is ``licence_value``
    """

    origin: harvest.Origin
    record: Shown
    imported: Shown | None
    licence: dict[str, Any] | None
    licence_value: Shown | None
    dataset: Part
    distributions: list[Part]


def why(package: Mapping[str, Any]) -> Why | None:
    """The explanation of a dataset, in one query; None when it was not harvested."""
    found = harvest.explanation(package["id"])
    return explained(found, package) if found else None


def explained(found: harvest.Explanation, package: Mapping[str, Any]) -> Why:
    """An explanation in words.

    :param package: the dataset that it explains; empty where there is none
    """
    lang = profile.current_language()
    dataset = Part(_("Dataset"))
    distributions: dict[int, Part] = {}
    for decision in found.decisions:
        match = _OF_DISTRIBUTION.fullmatch(decision.field)
        if match:
            number = int(match.group(1))
            part = distributions.setdefault(number, Part(_title(package, number)))
            part.lines.append(_line(decision, match.group(2), profile.DISTRIBUTION, lang))
        else:
            dataset.lines.append(_line(decision, decision.field, profile.DATASET, lang))
    licence = found.licence
    imported = found.origin.imported
    return Why(
        found.origin,
        shown.link(found.origin.url, found.origin.guid),
        shown.date(imported.date().isoformat(), lang) if imported else None,
        licence,
        shown.licence(licence["license_id"], lang) if licence else None,
        dataset,
        [distributions[number] for number in sorted(distributions)],
    )


def _title(package: Mapping[str, Any], number: int) -> str:
    resources = package.get("resources", ())
    name = resources[number].get("name", "") if number < len(resources) else ""
    return _("Distribution {number}: {name}").format(number=number + 1, name=name)


def _line(decision: Decision, name: str, fields: Mapping[str, profile.Field], lang: str) -> Line:
    info = fields.get(name)
    value = None
    if decision.value:
        value = shown.of_field(info, decision.value, lang) if info else Shown(decision.value)
        if info and info.type == "boolean":
            value = shown.of_field(info, decision.value == "true", lang)
    return Line(
        label=info.label(lang) if info else name,
        code=decision.field,
        value=value,
        how=words(decision.how),
        raw=decision.raw,
        selector=decision.selector,
        note=decision.note,
    )


def field_label(key: str, lang: str) -> str:
    """What a field is called.

    :param key: ``dataset.theme`` or ``distribution.format``
    """
    cls, _dot, name = key.partition(".")
    fields = profile.DISTRIBUTION if cls == "distribution" else profile.DATASET
    return fields[name].label(lang) if name in fields else key


def words(how: How) -> str:
    """How a value came about, for people."""
    return dict(_words())[how]


def _words() -> Iterator[tuple[How, str]]:
    yield How.READ, _("taken as it stands in the record")
    yield How.TABLE, _("translated by the mapping table")
    yield How.LIST, _("a value of the value list already")
    yield How.DEFAULT, _("default of the catalogue, the record says nothing")
    yield How.DERIVED, _("derived from other values")
    yield How.UNMAPPED, _("neither the mapping table nor the value list knows it")
    yield How.LEFT_OUT, _("left out")
