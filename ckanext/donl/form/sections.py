"""The form: the fields in the groups and composites of the table of fields."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from .. import profile
from ..profile import Part
from . import choices
from .controls import Control, control, sentences, widget

_ = tk._

# The group that nobody is asked for.
PORTAL = "portal"
# Where the number of a distribution that is added in the browser comes to stand.
NEW = "NEW"


@dataclass(frozen=True)
class Block:
    """A field of its own, or the fields of one composite.

    :param part: the composite
    """

    controls: tuple[Control, ...]
    part: Part | None = None

    @property
    def open(self) -> bool:
        """Whether it is to be seen though it is only shown on demand."""
        return any(control.given for control in self.controls)


@dataclass(frozen=True)
class Section:
    """One group of the form."""

    part: Part
    blocks: tuple[Block, ...]

    @property
    def controls(self) -> Iterator[Control]:
        for block in self.blocks:
            yield from block.controls

    @property
    def open(self) -> bool:
        return any(block.open for block in self.blocks)


@dataclass(frozen=True)
class Distribution:
    """The part of the form for one distribution.

    :param faults: what is wrong with it that is about none of its fields in the form
    :param number: its place, or ``NEW`` in the pattern for those that are added in the browser
    :param id: of the stored distribution, empty for a new one
    """

    number: int | str
    id: str
    title: str
    sections: tuple[Section, ...]
    faults: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        return f"distribution-{self.id or self.number}"

    @property
    def prefix(self) -> str:
        return f"resources__{self.number}__"


@dataclass(frozen=True)
class Fault:
    """A line of the summary of errors, with the id of the input that it is about."""

    sentence: str
    target: str


@dataclass(frozen=True)
class Form:
    """All that the template shows.

    :param pattern: of the distributions that are added in the browser
    :param spare: an empty one, for a browser that adds none
    """

    sections: tuple[Section, ...]
    distributions: tuple[Distribution, ...]
    pattern: Distribution
    spare: Distribution
    faults: tuple[Fault, ...]


def form(data: Mapping[str, Any], errors: Mapping[str, Any], lang: str) -> Form:
    """The form for a dataset.

    :param data: a stored package dict or that of :func:`posted.package`
    :param errors: CKAN's error dict for it
    """
    sections = _sections(profile.DATASET.values(), data, errors, lang)
    stored = data.get("resources") or [{}]
    wrong = errors.get("resources")
    # Errors of single distributions are a list of dicts; of their whole, a list of sentences.
    each = wrong if isinstance(wrong, list) and all(isinstance(w, dict) for w in wrong) else []
    distributions = tuple(
        distribution(n, values, each[n] if n < len(each) else {}, lang)
        for n, values in enumerate(stored)
    )
    return Form(
        sections,
        distributions,
        distribution(NEW, {}, {}, lang),
        distribution(len(distributions), {}, {}, lang),
        tuple(_faults(sections, distributions, errors)),
    )


def searched_lists(lang: str) -> list[tuple[str, tuple[str, ...]]]:
    """The value lists in which somebody searches by typing, with all their texts: once on a page,
    however many fields have them."""
    names = {str(field.value_list): None for field in profile.FIELDS if widget(field) == "search"}
    names.update(dict.fromkeys(profile.SPATIAL_LISTS.values()))
    return [(name, choices.sorted_texts(name, lang)) for name in names]


def distribution(
    number: int | str, values: Mapping[str, Any], errors: Mapping[str, Any], lang: str
) -> Distribution:
    """The part of the form for one distribution."""
    sections = _sections(
        profile.DISTRIBUTION.values(), values, errors, lang, f"resources__{number}__"
    )
    asked = {one.field.name for section in sections for one in section.controls}
    return Distribution(
        number,
        str(values.get("id") or ""),
        str(values.get("name") or ""),
        sections,
        tuple(_of_others(errors, asked)),
    )


def _sections(
    fields: Any, values: Mapping[str, Any], errors: Mapping[str, Any], lang: str, prefix: str = ""
) -> tuple[Section, ...]:
    asked = [
        control(field, values, errors, lang, prefix)
        for field in fields
        if field.group != PORTAL and field.type != "distributions"
    ]
    return tuple(
        Section(part, tuple(_blocks([c for c in asked if c.field.group == name])))
        for name, part in profile.GROUPS.items()
        if name != PORTAL
    )


def _blocks(controls: list[Control]) -> Iterator[Block]:
    done: set[str] = set()
    for one in controls:
        part = profile.COMPOSITES.get(one.field.property)
        if part is None:
            yield Block((one,))
        elif part.name not in done:
            done.add(part.name)
            together = tuple(c for c in controls if c.field.property == part.name)
            yield Block(together, part)


def _faults(
    sections: tuple[Section, ...],
    distributions: tuple[Distribution, ...],
    errors: Mapping[str, Any],
) -> Iterator[Fault]:
    """What is wrong, in the order of the form; last what is about none of its fields."""
    told: set[str] = set()
    for section in sections:
        for one in section.controls:
            told.update((one.field.name, one.name))
            yield from (Fault(sentence, one.id) for sentence in one.errors)
        if section.part.name == profile.DATASET["resources"].group:
            for each in distributions:
                yield from _of_distribution(each)
    if any(isinstance(part, dict) for part in errors.get("resources", ())):
        told.add("resources")
    for sentence in _of_others(errors, told):
        yield Fault(sentence, "dataset-edit")


def _of_others(errors: Mapping[str, Any], asked: Collection[str]) -> Iterator[str]:
    """What is wrong with fields that the form does not ask for."""
    labels = {"owner_org": _("Organisation in this portal"), "name": _("Name in the address")}
    for name, wrong in errors.items():
        if name in asked:
            continue
        # CKAN's and our own names for what is about no field.
        prefix = "" if name.startswith("__") else f"{labels.get(name, name)}: "
        yield from (f"{prefix}{text}" for text in sentences(wrong))


def _of_distribution(each: Distribution) -> Iterator[Fault]:
    title = each.title or f"{int(each.number) + 1}"
    told = _("Distribution “{title}”: {sentence}")
    for section in each.sections:
        for one in section.controls:
            for sentence in one.errors:
                yield Fault(told.format(title=title, sentence=sentence), one.id)
    for sentence in each.faults:
        yield Fault(told.format(title=title, sentence=sentence), each.anchor)
