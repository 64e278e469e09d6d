"""What is shown of the distributions of a dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

from .. import profile, vocabulary
from ..uri import is_uri
from . import shown
from .rows import row, rows
from .shown import Row, Section, Shown

_ = tk._

Values = Mapping[str, Any]

_FIELDS = profile.DISTRIBUTION
_TYPES = str(_FIELDS["distribution_type"].value_list)
VISUALISATION = "https://data.overheid.nl/distributiontype/visualization"
# What a card says, in this order; everything is on the distribution's own page.
_ON_CARD = ("mimetype", "size", "modification_date", "release_date", "status")
# The heading and the text of the distribution's own page.
_ELSEWHERE = frozenset({"name", "description"})
# A description may have 50,000 characters, and a dataset 500 distributions.
_EXCERPT = 280
_FEW = 20


@dataclass(frozen=True)
class Card:
    """A distribution in short.

    :param language: of its title and description, as HTML names it
    :param href: its own page
    :param picture: address of the picture that it is, empty when it is none
    """

    name: str
    language: str
    description: str
    href: str
    type: str
    format: Shown | None
    licence: Shown | None
    rows: list[Row]
    link_status: str
    link_works: bool | None
    access: Shown
    downloads: list[Shown]
    picture: str


@dataclass(frozen=True)
class DistributionPage:
    """All that is known of a distribution."""

    card: Card
    sections: list[Section]


@dataclass(frozen=True)
class Brief:
    """A distribution in a line."""

    name: str
    language: str
    href: str
    format: str


@dataclass
class Kind:
    """The distributions of one type.

    :param more: those behind the first, each with its title and what leads to its own page: 500
        cards take half a second
    """

    label: str
    cards: list[Card] = field(default_factory=list)
    more: list[Brief] = field(default_factory=list)


def kinds(resources: Iterable[Values], address: str, lang: str) -> list[Kind]:
    """The distributions by type: those without one first, then in the order of the value list.

    :param address: of the dataset's page
    """
    found: dict[str, Kind] = {}
    for resource in resources:
        uri = str(resource.get("distribution_type") or "")
        label = vocabulary.get(_TYPES).label(uri, lang) if uri else _("Files and services")
        kind = found.setdefault(uri, Kind(label))
        href = f"{address}/resource/{resource.get('id')}"
        if len(kind.cards) < _FEW:
            kind.cards.append(card(resource, href, lang))
        else:
            kind.more.append(_brief(resource, href, lang))
    listed = [uri for uri in ("", *(e.uri for e in vocabulary.get(_TYPES))) if uri in found]
    return [found[uri] for uri in [*listed, *(uri for uri in found if uri not in listed)]]


def card(resource: Values, href: str, lang: str) -> Card:
    """A distribution in short.

    :param href: its own page
    """
    url = str(resource.get("url") or "")
    uri = str(resource.get("distribution_type") or "")
    works = resource.get("link_status")
    return Card(
        name=_name(resource),
        language=profile.language_code(resource.get("metadata_language")),
        description=_excerpt(str(resource.get("description") or "")),
        href=href,
        type=vocabulary.get(_TYPES).label(uri, lang) if uri else "",
        format=_first(resource, "format", lang),
        licence=shown.licence(str(resource["license_id"]), lang)
        if resource.get("license_id")
        else None,
        rows=[found for name in _ON_CARD if (found := row(_FIELDS[name], resource, lang))],
        link_status=_link_status(resource, lang),
        link_works=works if isinstance(works, bool) else None,
        access=shown.link(url),
        downloads=[shown.link(str(item)) for item in shown.each(resource.get("download_url"))],
        picture=url if uri == VISUALISATION and is_uri(url) and url.startswith("http") else "",
    )


def distribution_page(resource: Values) -> DistributionPage:
    """What the page of one distribution shows."""
    lang = profile.current_language()
    sections = [
        Section(name, group.label(lang), [*rows(_FIELDS, resource, name, lang, _ELSEWHERE)])
        for name, group in profile.GROUPS.items()
    ]
    return DistributionPage(
        card(resource, "", lang), [section for section in sections if section.rows]
    )


def _brief(resource: Values, href: str, lang: str) -> Brief:
    file_types = vocabulary.get(str(_FIELDS["format"].value_list))
    return Brief(
        name=_name(resource),
        language=profile.language_code(resource.get("metadata_language")),
        href=href,
        format=file_types.label(str(resource.get("format") or ""), lang),
    )


def _name(resource: Values) -> str:
    return str(resource.get("name") or _("Unnamed distribution"))


def _first(resource: Values, name: str, lang: str) -> Shown | None:
    found = row(_FIELDS[name], resource, lang)
    return found.values[0] if found else None


def _excerpt(text: str) -> str:
    text = " ".join(text[: 4 * _EXCERPT].split())
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rsplit(' ', 1)[0]}…"


def _link_status(resource: Values, lang: str) -> str:
    """In words what the portal found when it last followed the link; empty when it never did."""
    works = resource.get("link_status")
    if not isinstance(works, bool):
        return ""
    checked = resource.get("link_status_last_checked")
    if not checked:
        return _("The link works") if works else _("The link does not work")
    day = shown.date(str(checked), lang).text
    sentence = _("The link worked on {day}") if works else _("The link did not work on {day}")
    return sentence.format(day=day)
