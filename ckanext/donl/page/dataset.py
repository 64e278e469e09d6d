"""What is shown of a dataset: facts first, its distributions, then all there is by group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from .. import harvest, profile
from . import shown
from .distributions import Kind, kinds
from .rows import row, rows
from .shown import Row, Section, Shown

_ = tk._

Values = Mapping[str, Any]

_FACTS = ("authority", "license_id", "access_rights", "modified", "frequency", "dataset_status")
# They have a place of their own on the page.
_ELSEWHERE = frozenset({"title", "notes", "resources"})
# What ckanext-harvest puts with a dataset when it is indexed; the source is told of by itself.
_OF_HARVEST = frozenset({"harvest_object_id", "harvest_source_id", "harvest_source_title"})
_RDF = {"rdf": "RDF/XML", "ttl": "Turtle", "jsonld": "JSON-LD"}


@dataclass(frozen=True)
class Page:
    """All that the page of a dataset shows beside CKAN's own.

    :param language: of title and description, as HTML names it
    :param origin: the record that it was made from, for a harvested dataset
    :param record: that record at its source, a link where one is known
    :param source_href: the harvest source, for a reader who may see it
    :param explanation_href: why it is as it is, for a reader who may change it
    :param machines: the same for machines
    """

    language: str
    facts: list[Row]
    kinds: list[Kind]
    sections: list[Section]
    origin: harvest.Origin | None
    record: Shown | None
    source_href: str
    explanation_href: str
    machines: list[Shown]

    @property
    def distributions(self) -> int:
        """How many there are."""
        return sum(len(kind.cards) + len(kind.more) for kind in self.kinds)


def dataset_page(package: Values) -> Page:
    """The page of a dataset.

    :param package: as ``package_show`` gives it
    """
    lang = profile.current_language()
    address = tk.h.url_for("dataset.read", id=package["name"])
    origin = harvest.origin(package["id"])
    return Page(
        language=profile.language_code(package.get("metadata_language")),
        facts=[found for name in _FACTS if (found := row(profile.DATASET[name], package, lang))],
        kinds=kinds(package.get("resources", ()), address, lang),
        sections=[part for part in _sections(package, lang) if part.rows],
        origin=origin,
        record=shown.link(origin.url, origin.guid) if origin else None,
        source_href=_source(origin),
        explanation_href=_explanation(package),
        machines=list(_machines(package["name"])),
    )


def licence_of(package: Values) -> Shown | None:
    """The licence of a dataset in words; None where it has none of ours."""
    uri = package.get("license_id")
    if package.get("type") != "dataset" or not uri:
        return None
    return shown.licence(str(uri), profile.current_language())


def _sections(package: Values, lang: str) -> Iterator[Section]:
    for name, group in profile.GROUPS.items():
        yield Section(name, group.label(lang), [*_rows(package, name, lang)])
    other = [
        Row("", str(extra["key"]), [Shown(str(extra["value"]))])
        for extra in package.get("extras", ())
        if extra["key"] not in _OF_HARVEST and extra["value"]
    ]
    yield Section("extras", _("Other properties"), other)


def _rows(package: Values, group: str, lang: str) -> Iterator[Row]:
    yield from rows(profile.DATASET, package, group, lang, _ELSEWHERE)
    if group == "portal":
        yield from _kept_by_ckan(package, lang)


def _kept_by_ckan(package: Values, lang: str) -> Iterator[Row]:
    for name, label in (
        ("metadata_created", _("Description added")),
        ("metadata_modified", _("Description changed")),
    ):
        if package.get(name):
            # The day is enough, and CKAN's moments are in another time zone.
            yield Row(name, label, [shown.date(str(package[name])[:10], lang)])


def _source(origin: harvest.Origin | None) -> str:
    if origin is None or not tk.h.check_access("harvest_source_show", {"id": origin.source_id}):
        return ""
    return str(tk.h.url_for("harvest.read", id=origin.source_id))


def _explanation(package: Values) -> str:
    if not tk.h.check_access("package_update", {"id": package["id"]}):
        return ""
    return str(tk.h.url_for("donl_explanation.read", id=package["name"]))


def _machines(name: str) -> Iterator[Shown]:
    yield Shown("JSON", tk.h.url_for("api.action", ver=3, logic_function="package_show", id=name))
    if p.plugin_loaded("dcat") and tk.h.dcat_endpoints_enabled():
        for ending, label in _RDF.items():
            yield Shown(label, tk.h.url_for("dcat.read_dataset", _id=name, _format=ending))
