"""From a posted form to a package dict, in which all that was typed is still there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from .. import profile
from ..profile import Field
from . import areas, choices
from .controls import TAGS, widget
from .sections import PORTAL

# What CKAN itself asks of a dataset.
_CKAN = ("name", "owner_org", "private")
# Of a form as it is sent; what Flask allows of itself is a twentieth of this.
MAX_BYTES = 10_000_000
_DISTRIBUTION = re.compile(r"resources__(\d{1,6})__", re.ASCII)
_SPATIAL = ("spatial_scheme", "spatial_value")


def package(form: MultiDict[str, str]) -> dict[str, Any]:
    """What a form says of a dataset: every field that it asks for, empty ones as well.

    Labels of the long lists become the URIs that they stand for; whatever is wrong stays as it was
    typed, for the validators to name and the form to show again.
    """
    asked = {name: field for name, field in profile.DATASET.items() if _asked(field)}
    values = {name: _read(field, form, name) for name, field in asked.items()}
    values.update(zip(_SPATIAL, _places(form), strict=True))
    values[TAGS] = form.get(TAGS, "")
    values["resources"] = [_distribution(form, prefix) for prefix in _prefixes(form)]
    values.update({name: form[name] for name in _CKAN if name in form})
    return values


def followed(typed: Mapping[str, Any]) -> dict[str, Any]:
    """The dataset that a form means: what was left empty is what it follows."""
    resources = [
        {**one, **_followed(profile.DISTRIBUTION, one, typed)} for one in typed["resources"]
    ]
    return {**typed, **_followed(profile.DATASET, typed, typed), "resources": resources}


def merged(stored: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """A stored dataset with what was typed over it; what the form does not ask for stays.

    :param stored: as in ``package_show``
    :param typed: as :func:`followed` gives it
    """
    known = {resource["id"]: resource for resource in stored["resources"]}
    kept = {key: value for key, value in stored.items() if key != "tags"}
    resources = [{**known.get(one.get("id"), {}), **one} for one in typed["resources"]]
    return {**kept, **typed, "resources": resources}


def _asked(field: Field) -> bool:
    return field.group != PORTAL and field.type not in ("tags", "distributions")


def _read(field: Field, form: MultiDict[str, str], name: str) -> Any:
    given = [_meant(field, _lines(text)) for text in form.getlist(name) if text.strip()]
    if field.multiple:
        return given
    if field.type == "boolean":
        return bool(given)
    return given[0] if given else ""


def _lines(text: str) -> str:
    """A text with the line breaks that it was stored with: browsers send them as CRLF."""
    return text.replace("\r\n", "\n")


def _meant(field: Field, text: str) -> str:
    if field.value_list and widget(field) == "search":
        return choices.uri_of(field.value_list, text)
    return text


def _places(form: MultiDict[str, str]) -> tuple[list[str], list[str]]:
    """Schemes and values of the areas, without the rows that are empty."""
    schemes, places = (form.getlist(name) for name in _SPATIAL)
    pairs = [
        (scheme, areas.meant(scheme, place))
        for scheme, place in zip(schemes, places, strict=False)
        if scheme or place.strip()
    ]
    return [scheme for scheme, _ in pairs], [place for _, place in pairs]


def _prefixes(form: MultiDict[str, str]) -> list[str]:
    """The prefixes of the distributions that are to stay, in their order."""
    numbers = sorted({int(found[1]) for key in form if (found := _DISTRIBUTION.match(key))})
    prefixes = [f"resources__{number}__" for number in numbers]
    return [p for p in prefixes if not form.get(f"{p}remove") and _filled(form, p)]


def _filled(form: MultiDict[str, str], prefix: str) -> bool:
    """Whether anybody wrote in it: an empty distribution is one that nobody wants to add."""
    keys = [key for key in form if key.startswith(prefix)]
    return any(value.strip() for key in keys for value in form.getlist(key))


def _distribution(form: MultiDict[str, str], prefix: str) -> dict[str, Any]:
    asked = {name: field for name, field in profile.DISTRIBUTION.items() if _asked(field)}
    values = {name: _read(field, form, prefix + name) for name, field in asked.items()}
    if form.get(f"{prefix}id"):
        values["id"] = form[f"{prefix}id"]
    return values


def _followed(
    fields: Mapping[str, Field], values: Mapping[str, Any], dataset: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        name: dataset[field.follows]
        for name, field in fields.items()
        if field.follows and not values[name]
    }
