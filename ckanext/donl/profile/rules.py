"""The rules of DCAT-AP-DONL 1.1 that concern more than one field.

A rule is a function from the values of a dataset (or of one distribution) to its errors: pairs of
the field beside which a form shows the sentence, and the sentence. Absent values are not in the
dict, dates are in their stored form, lists are lists. A rule is asked only when the fields it reads
are right in themselves, so that one mistake gives one error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.donl import vocabulary

from .fields import DATASET, DISTRIBUTION, Field
from .language import current_language
from .validators import not_in_list, shown

_ = tk._

Values = Mapping[str, Any]
Errors = Iterator[tuple[str, str]]
Check = Callable[[Values], Errors]

AVAILABLE = "http://data.overheid.nl/status/beschikbaar"
PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
CLOSED_LICENCES = frozenset(
    {
        "http://standaarden.overheid.nl/owms/terms/geslotenlicentie",
        "http://standaarden.overheid.nl/owms/terms/licentieonbekend",
        "http://standaarden.overheid.nl/owms/terms/geogedeeld",
    }
)

_OWMS = "http://standaarden.overheid.nl/owms/4.0/doc/"
SPATIAL_LISTS = {
    f"{_OWMS}waardelijsten/overheid.gemeente": "overheid_spatial_gemeente",
    f"{_OWMS}waardelijsten/overheid.koninkrijksdeel": "overheid_spatial_koninkrijksdeel",
    f"{_OWMS}waardelijsten/overheid.provincie": "overheid_spatial_provincie",
    f"{_OWMS}waardelijsten/overheid.waterschap": "overheid_spatial_waterschap",
}
SPATIAL_SYNTAXES = {
    f"{_OWMS}syntax-codeerschemas/overheid.epsg28992": (
        re.compile(r"\d{6}(\.\d{3})? \d{6}(\.\d{3})?", re.ASCII),
        "155000 463000, 155000.000 463000.000",
    ),
    f"{_OWMS}syntax-codeerschemas/overheid.postcodehuisnummer": (
        re.compile(r"[1-9]\d{3}([A-Z]{2}(\d\S*)?)?", re.ASCII),
        "1234, 1234AB, 1234AB12a",
    ),
}


@dataclass(frozen=True)
class Rule:
    """A check and the fields it reads."""

    fields: tuple[str, ...]
    check: Check


_DISTRIBUTION_KEY = ("url", "name", "format", "distribution_type")

DATASET_RULES: list[Rule] = []
DISTRIBUTION_RULES: list[Rule] = []


def _rule(rules: list[Rule], *fields: str) -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        rules.append(Rule(fields, check))
        return check

    return register


def broken(rules: Iterable[Rule], values: Values, wrong: Iterable[str] = ()) -> Errors:
    """The errors of all ``rules`` that read none of the ``wrong`` fields."""
    known = set(wrong)
    for rule in rules:
        if known.isdisjoint(rule.fields):
            yield from rule.check(values)


def _label(name: str, table: Mapping[str, Field] = DATASET) -> str:
    return table[name].label(current_language())


def _labels(names: Iterable[str], table: Mapping[str, Field] = DATASET) -> str:
    return ", ".join(f'"{_label(name, table)}"' for name in names)


_CONDITIONS = {name: field.when for name, field in DATASET.items() if field.when}


def _applies(name: str, values: Values) -> bool:
    condition = _CONDITIONS[name]
    return values.get(condition.field) in condition.values


_REACHABLE = ("contact_point_email", "contact_point_website", "contact_point_phone")


@_rule(DATASET_RULES, *_REACHABLE)
def contact_point(values: Values) -> Errors:
    """A contact point can be reached: by e-mail, website or telephone. Address and title do not
    count; that it has a name is in the table.

    Source: documentation, php-dcatapdonl and ckanext-dataoverheid agree.
    """
    if not any(name in values for name in _REACHABLE):
        yield (
            _REACHABLE[0],
            _("The contact point cannot be reached: give at least one of {fields}").format(
                fields=_labels(_REACHABLE)
            ),
        )


@_rule(DATASET_RULES, "temporal_start", "temporal_end")
def temporal(values: Values) -> Errors:
    """A period ends after it starts; the same moment is no period.

    Source: documentation, php-dcatapdonl and ckanext-dataoverheid agree.
    """
    start, end = values.get("temporal_start"), values.get("temporal_end")
    if start and end and not start < end:
        yield (
            "temporal_end",
            _("{end} {end_value} must be later than {start} {start_value}").format(
                end=_label("temporal_end"),
                end_value=shown(end),
                start=_label("temporal_start"),
                start_value=shown(start),
            ),
        )


_LEGAL = ("legal_foundation_ref", "legal_foundation_uri", "legal_foundation_label")


@_rule(DATASET_RULES, *_LEGAL)
def legal_foundation(values: Values) -> Errors:
    """A legal foundation has a reference, a URI and a name, or it is not given.

    Source: all three are 1..1 in the specification; documentation and code agree.
    """
    yield from _all_or_none(values, _LEGAL, DATASET)


@_rule(DISTRIBUTION_RULES, "hash", "hash_algorithm")
def checksum(values: Values) -> Errors:
    """A checksum has a hash and an algorithm, or it is not given.

    Source: both are 1..1 in the specification. The present portal accepts an algorithm alone, by a
    fault of its code.
    """
    yield from _all_or_none(values, ("hash", "hash_algorithm"), DISTRIBUTION)


def _all_or_none(values: Values, names: tuple[str, ...], table: Mapping[str, Field]) -> Errors:
    given = [name for name in names if name in values]
    missing = [name for name in names if name not in values]
    if not given:
        return
    for name in missing:
        yield (
            name,
            _("{field} is missing: {together} are given together or not at all").format(
                field=_label(name, table), together=_labels(names, table)
            ),
        )


def distribution_key(distribution: Values) -> tuple[str, ...]:
    """What tells a distribution from the others of its dataset: two with the same key are one that
    is given twice. One address can have several, such as the layers of a web service."""
    return tuple(str(distribution.get(name)) for name in _DISTRIBUTION_KEY)


@_rule(DATASET_RULES, "spatial_scheme", "spatial_value")
def spatial(values: Values) -> Errors:
    """Schemes and values come in pairs, and each value is right for the scheme at its place.

    Source: documentation and ckanext-dataoverheid, whose code fails on every dataset that has both.
    A scheme may be repeated; that a value may not is in the table of fields.
    """
    schemes, places = values.get("spatial_scheme", []), values.get("spatial_value", [])
    if len(schemes) != len(places):
        yield (
            "spatial_value" if len(places) < len(schemes) else "spatial_scheme",
            _(
                "{values} and {schemes} form pairs: there are {value_count} values "
                "and {scheme_count} schemes"
            ).format(
                values=_label("spatial_value"),
                schemes=_label("spatial_scheme"),
                value_count=len(places),
                scheme_count=len(schemes),
            ),
        )
        return
    for scheme, place in zip(schemes, places, strict=True):
        fault = _spatial_fault(scheme, place)
        if fault:
            yield "spatial_value", f"{_label('spatial_value')}: {fault}"


def _spatial_fault(scheme: str, place: str) -> str | None:
    if scheme in SPATIAL_LISTS:
        name = SPATIAL_LISTS[scheme]
        return None if place in vocabulary.get(name) else not_in_list(place, name)
    if scheme not in SPATIAL_SYNTAXES:
        return None  # a refreshed list has brought it; nothing is known of its values
    pattern, examples = SPATIAL_SYNTAXES[scheme]
    if pattern.fullmatch(place):
        return None
    return _(
        "{value} does not fit the scheme {scheme}; allowed are values such as {examples}"
    ).format(value=shown(place), scheme=scheme, examples=examples)


@_rule(DATASET_RULES, "dataset_status", "date_planned")
def date_planned(values: Values) -> Errors:
    """A dataset that is planned or under investigation says when it is expected.

    Source: configuration of ckanext-dataoverheid (``date_planned_states``), which its code never
    enforces.
    """
    status = values.get("dataset_status")
    if _applies("date_planned", values) and "date_planned" not in values:
        yield (
            "date_planned",
            _("{field} is missing: it is required when {status} is {value}").format(
                field=_label("date_planned"), status=_label("dataset_status"), value=shown(status)
            ),
        )


@_rule(DATASET_RULES, "dataset_status", "access_rights", "license_id")
def open_licence(values: Values) -> Errors:
    """A dataset that is available and public has an open licence.

    Source: ckanext-dataoverheid; ``geogedeeld`` counts as closed, as in the portal's synchroniser.
    """
    available = values.get("dataset_status") == AVAILABLE
    public = values.get("access_rights") == PUBLIC
    licence = values.get("license_id")
    if available and public and licence in CLOSED_LICENCES:
        allowed = [
            entry.uri
            for entry in vocabulary.get(str(DATASET["license_id"].value_list))
            if entry.uri not in CLOSED_LICENCES
        ]
        yield (
            "license_id",
            _(
                "{field}: {value} is not an open licence, which an available, public dataset has; "
                "allowed are: {allowed}"
            ).format(field=_label("license_id"), value=shown(licence), allowed=", ".join(allowed)),
        )


@_rule(DATASET_RULES, "access_rights", "access_rights_reason")
def access_rights_reason(values: Values) -> Errors:
    """A reason for not being public belongs to a dataset that is not public.

    Source: the portal's form asks for it only then; the API has never required it.
    """
    if "access_rights_reason" in values and not _applies("access_rights_reason", values):
        yield (
            "access_rights_reason",
            _("{field}: {value} can only be given when {rights} is {allowed}").format(
                field=_label("access_rights_reason"),
                value=shown(values["access_rights_reason"]),
                rights=_label("access_rights"),
                allowed=", ".join(sorted(_CONDITIONS["access_rights_reason"].values)),
            ),
        )
