"""From the values of a record to the package dict of its dataset, with the reason behind each
value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import ckan.plugins.toolkit as tk

from .. import profile, vocabulary
from ..profile import Field
from . import names
from .keywords import tag
from .licence import UNKNOWN, Licence, resolve
from .spatial import SCHEME, OutsideGrid, corners
from .tables import Catalogue, fold
from .trace import Decision, How
from .values import Value, Values

_ = tk._

PUBLIC = profile.PUBLIC
# A text that may be longer than this has lines.
_ONE_LINE = 2000
RESTRICTED = "http://publications.europa.eu/resource/authority/access-right/RESTRICTED"

# The properties whose name in a reading is not the specification's.
_ALIASES = {
    "contact_point_website": "contact_point_webpage",
    "distribution_type": "distributionType",
}
# Mapped by functions of their own, below.
_OWN_WAY = {"tags", "resources", "license_id", "spatial_scheme", "spatial_value", "high_value"}


@dataclass
class Mapped:
    """A dataset as it would be stored, and how it came about.

    :param schema_id: identifier of the feature catalogue that its record refers to, which may still
        have to be fetched
    """

    package: dict[str, Any] = field(default_factory=dict)
    trace: list[Decision] = field(default_factory=list)
    licence: Licence | None = None
    schema_id: str = ""

    @property
    def unmapped(self) -> list[Decision]:
        """The values that no table and no list knows."""
        return [line for line in self.trace if line.how is How.UNMAPPED]


def to_package(values: Values, catalogue: Catalogue, *, bounding_box: bool = False) -> Mapped:
    """Map the values of one record.

    :param bounding_box: give the dataset the corners of its bounding box as coverage (EPSG:28992)
    :returns: a package dict without name and owner, which may still lack mandatory values
    """
    mapped = Mapped(schema_id=values.schema_id.text if values.schema_id else "")
    table = catalogue.tables.get("dataset.license_id")
    default = catalogue.defaults.get("dataset.license_id", UNKNOWN)
    licence = resolve(values.dataset.get("license", ()), table, default)
    _fields(mapped, _dataset_fields(), "dataset", "", values.dataset, catalogue, mapped.package)
    _licence(mapped, licence)
    _keywords(mapped, values.dataset.get("keyword", ()))
    _high_value(mapped, values.dataset.get("highValue", ()), catalogue)
    if "spatial_value" in values.dataset:
        _places(mapped, values.dataset)
    elif bounding_box and values.coordinates:
        _spatial(mapped, values.coordinates)
    mapped.package["resources"] = _distributions(mapped, values.distributions, catalogue)
    return mapped


@cache
def _dataset_fields() -> dict[str, Field]:
    return by_property(profile.DATASET)


@cache
def _distribution_fields() -> dict[str, Field]:
    return by_property(profile.DISTRIBUTION)


def by_property(fields: dict[str, Field]) -> dict[str, Field]:
    """The fields by the name that their property has in a reading; without those that have their
    own way into a dataset."""
    shared = {"contactPoint", "temporal", "spatial", "legalFoundation", "checksum", "-"}
    return {
        _ALIASES.get(f.name, f.name if f.property in shared else f.property): f
        for f in fields.values()
        if f.name not in _OWN_WAY
    }


def _fields(
    mapped: Mapped,
    fields: dict[str, Field],
    cls: str,
    prefix: str,
    values: dict[str, list[Value]],
    catalogue: Catalogue,
    target: dict[str, Any],
) -> None:
    """Fill ``target`` with the fields that a table, a list or nothing but their type decides."""
    for name, info in fields.items():
        key = f"{cls}.{info.name}"
        chosen: dict[str, None] = {}
        lines: list[Decision] = []
        for line in _decide(info, f"{prefix}{info.name}", key, values.get(name, ()), catalogue):
            lines.append(line)
            if line.value:
                chosen[line.value] = None
            if chosen and not info.multiple:
                lines = [_not_needed(line) for line in lines]
                break
        mapped.trace += lines
        found = list(chosen)
        if not found and key in catalogue.defaults:
            found = [catalogue.defaults[key]]
            mapped.trace.append(Decision(f"{prefix}{info.name}", How.DEFAULT, found[0]))
        if found:
            target[info.name] = found if info.multiple else found[0]


def _not_needed(line: Decision) -> Decision:
    """A candidate without a mapping, once a next one has a mapping."""
    if line.how is not How.UNMAPPED:
        return line
    return replace(line, how=How.LEFT_OUT, note=_("no mapping; a next value has one"))


def _decide(
    info: Field, path: str, key: str, values: Any, catalogue: Catalogue
) -> Iterator[Decision]:
    table = catalogue.tables.get(key)
    listed = vocabulary.get(info.value_list) if info.value_list else None
    for value in values:
        row = table.lookup(value.text) if table else None
        if row is not None:
            note = "; ".join(filter(None, [_("ambiguous") if row.ambiguous else "", row.note]))
            yield Decision.of(path, How.TABLE, value, row.target, note)
        elif listed is None:
            text = _text(info, value.text)
            yield Decision.of(path, How.READ, value, *_cut(info, text))
        elif value.text in listed:
            yield Decision.of(path, How.LIST, value, value.text)
        elif key in catalogue.by_label and (uri := names.find(value.text, listed)):
            yield Decision.of(path, How.LIST, value, uri, _("by its name in the value list"))
        else:
            yield Decision.of(path, How.UNMAPPED, value)


def _text(info: Field, text: str) -> str:
    """A long text keeps its lines; any other is one line. A date is in the form in which it is
    stored; what is no date stays what it is, for the validator to name."""
    if (info.max_length or 0) > _ONE_LINE:
        return text
    text = " ".join(text.split())
    if info.type == "date":
        with suppress(tk.Invalid):
            return str(profile.VALIDATORS["donl_date"](text))
    return text


def _cut(info: Field, text: str) -> tuple[str, str]:
    """A text in the length that the profile allows, and a note when it was longer: no dataset is
    lost for a long abstract."""
    if info.type != "text" or info.max_length is None or len(text) <= info.max_length:
        return text, ""
    cut = text[: info.max_length - 1].rstrip()
    return f"{cut}…", _("cut: {length} characters, at most {maximum} are allowed").format(
        length=len(text), maximum=info.max_length
    )


def _licence(mapped: Mapped, licence: Licence) -> None:
    """Licence and, from it, access rights: a closed licence makes a dataset restricted, unless the
    source states its access rights (design decision 5). What it states gives way where the two
    contradict: a public dataset has an open licence."""
    mapped.licence = licence
    mapped.package["license_id"] = licence.license_id
    mapped.trace.append(_licence_decision("license_id", licence))
    closed = licence.license_id in profile.CLOSED_LICENCES
    stated = mapped.package.get("access_rights")
    if stated is None or (closed and stated == PUBLIC):
        rights = RESTRICTED if closed else PUBLIC
        note = _("closed licence") if closed else _("open licence")
        mapped.package["access_rights"] = rights
        mapped.trace.append(Decision("access_rights", How.DERIVED, rights, note=note))


def _licence_decision(path: str, licence: Licence) -> Decision:
    read = licence.likely or Value("", "", "")
    if licence.likely is None:
        how = How.DERIVED if licence.license_id == UNKNOWN else How.DEFAULT
    elif licence.row is not None:
        how = How.TABLE
    else:
        how = How.UNMAPPED if licence.unmapped else How.LIST
    note = _("ambiguous") if licence.ambiguous else licence.why
    return Decision.of(path, how, read, licence.license_id, note)


def _keywords(mapped: Mapped, values: Any) -> None:
    """Keywords as tags, as many as the profile allows."""
    most = profile.DATASET["tags"].max_items
    found: dict[str, str] = {}
    for value in values:
        name = tag(value.text)
        if not name:
            note = _("nothing is left of it in the characters of a CKAN tag")
        elif name.casefold() in found:
            note = _("the same as {keyword}").format(keyword=found[name.casefold()])
        elif len(found) == most:
            note = _("a dataset has at most {maximum} keywords").format(maximum=most)
        else:
            found[name.casefold()] = name
            mapped.trace.append(Decision.of("tags", How.READ, value, name))
            continue
        mapped.trace.append(Decision.of("tags", How.LEFT_OUT, value, note=note))
    mapped.package["tags"] = [{"name": name} for name in found.values()]


def _high_value(mapped: Mapped, values: Any, catalogue: Catalogue) -> None:
    """A dataset with a category of high-value datasets is one, and so is one that says it is."""
    table = catalogue.tables.get("dataset.high_value")
    categories = vocabulary.get("eu_hvd_category")
    for value in values:
        if value.text.casefold() == "true":
            mapped.package["high_value"] = True
            mapped.trace.append(Decision.of("high_value", How.READ, value, "true"))
            continue
        row = table.lookup(value.text) if table else None
        category = row.target if row else value.text
        if category in categories:
            mapped.package["high_value"] = True
            note = _("category of high-value datasets: {category}").format(
                category=categories.label(category, profile.current_language())
            )
            mapped.trace.append(
                Decision.of("high_value", How.TABLE if row else How.LIST, value, "true", note)
            )
        elif row is None:
            mapped.trace.append(Decision.of("high_value", How.UNMAPPED, value))


def _places(mapped: Mapped, values: dict[str, list[Value]]) -> None:
    """Places that the record states as the profile does: each with its scheme, at the same place in
    their lists."""
    schemes, places = values.get("spatial_scheme", []), values["spatial_value"]
    if len(schemes) != len(places):
        note = _("there are {schemes} schemes for {places} places").format(
            schemes=len(schemes), places=len(places)
        )
        mapped.trace += [Decision.of("spatial_value", How.LEFT_OUT, v, note=note) for v in places]
        return
    known = vocabulary.get("overheid_spatial_scheme")
    for scheme, place in zip(schemes, places, strict=True):
        if scheme.text not in known:
            mapped.trace.append(Decision.of("spatial_scheme", How.UNMAPPED, scheme))
            continue
        mapped.trace.append(Decision.of("spatial_scheme", How.LIST, scheme, scheme.text))
        mapped.trace.append(Decision.of("spatial_value", How.READ, place, place.text))
        mapped.package.setdefault("spatial_scheme", []).append(scheme.text)
        mapped.package.setdefault("spatial_value", []).append(place.text)


def _spatial(mapped: Mapped, box: tuple[Value, Value, Value, Value]) -> None:
    read = Value(" ".join(v.text for v in box), box[0].selector, " ".join(v.raw for v in box))
    try:
        points = corners(*(v.text for v in box))
    except OutsideGrid as outside:
        mapped.trace.append(Decision.of("spatial_value", How.LEFT_OUT, read, note=str(outside)))
        return
    mapped.package["spatial_scheme"] = [SCHEME] * len(points)
    mapped.package["spatial_value"] = points
    mapped.trace.append(
        Decision.of("spatial_value", How.DERIVED, read, "; ".join(points), _("corners of the box"))
    )


def _distributions(
    mapped: Mapped, distributions: list[dict[str, list[Value]]], catalogue: Catalogue
) -> list[dict[str, Any]]:
    """Each distribution once, for records often name one twice; none of a blocked format."""
    blocked = {fold(text) for text in catalogue.blocked.get("distribution.format", ())}
    resources: list[dict[str, Any]] = []
    numbers: dict[tuple[str, ...], int] = {}
    for values in distributions:
        lines = len(mapped.trace)
        resource = _distribution(mapped, len(resources), values, catalogue)
        key = profile.distribution_key(resource)
        formats = {resource.get("format", ""), *(v.text for v in values.get("format", ()))}
        found = sorted(text for text in formats if fold(text) in blocked)
        if found:
            note = _("format {format} is on the block list").format(format=found[0])
        elif key in numbers:
            note = _("the same as distribution {number}").format(number=numbers[key])
        else:
            resources.append(resource)
            numbers[key] = len(resources)
            continue
        del mapped.trace[lines:]
        read = next(iter(values.get("accessURL", ())), Value("", "", ""))
        mapped.trace.append(Decision.of("resources", How.LEFT_OUT, read, note=note))
    return resources


def _distribution(
    mapped: Mapped, number: int, values: dict[str, list[Value]], catalogue: Catalogue
) -> dict[str, Any]:
    """One distribution. It has the licence of its dataset, unless the record states one for it."""
    prefix = f"resources[{number}]."
    resource: dict[str, Any] = {}
    _fields(mapped, _distribution_fields(), "distribution", prefix, values, catalogue, resource)
    resource["license_id"] = mapped.package["license_id"]
    if "license" in values:
        table = catalogue.tables.get("distribution.license_id")
        licence = resolve(values["license"], table)
        resource["license_id"] = licence.license_id
        mapped.trace.append(_licence_decision(f"{prefix}license_id", licence))
    else:
        note = _("licence of the dataset")
        mapped.trace.append(
            Decision(f"{prefix}license_id", How.DERIVED, resource["license_id"], note=note)
        )
    if "name" not in resource:
        # A distribution needs a title; the records of the NGR often give none.
        resource["name"] = mapped.package.get("title", "")
        mapped.trace.append(
            Decision(f"{prefix}name", How.DERIVED, resource["name"], note=_("title of the dataset"))
        )
    return resource
