"""The distributions of a dataset that its record only implies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

import yaml

from ....mapping import Value, Values
from ...repair import is_url

Distribution = dict[str, list[Value]]
Presets = Mapping[str, Any]
_FORMAT_PARAMETER = re.compile(r"[?&]format=image(?:/|%2f)([a-z]+)", re.IGNORECASE)
_ENDING = re.compile(r"\.([a-z]+)(?:[?#]|$)", re.IGNORECASE)


def presets(package: str) -> Presets:
    """What the portal makes of a record beyond the values in it: what ``presets.yaml`` of a kind of
    source says, and for the rest what the one beside this module says."""
    general, own = (_table(name) for name in (__package__, package))
    return {
        name: {**general.get(name, {}), **value} if isinstance(value, dict) else value
        for name, value in {**general, **own}.items()
    }


def _table(package: str) -> dict[str, Any]:
    text = resources.files(package).joinpath("presets.yaml").read_text("utf-8")
    table: dict[str, Any] = yaml.safe_load(text)
    return table


def visualisation(graphic: Value, presets: Presets) -> Distribution | None:
    """The graphic overview as a distribution, None when its address is no web address."""
    if not is_url(graphic.text):
        return None
    distribution = _from(presets, "visualisation")
    distribution["accessURL"] = [graphic]
    picture = _FORMAT_PARAMETER.search(graphic.text) or _ENDING.search(graphic.text)
    file_type = presets["picture_formats"].get(picture.group(1).lower()) if picture else None
    if file_type:
        distribution["format"] = [Value(file_type, graphic.selector, graphic.raw)]
    return distribution


def data_schema(
    schema_id: Value, read: Distribution, address: str, presets: Presets
) -> Distribution:
    """The feature catalogue as a distribution.

    :param read: the values of the feature catalogue itself
    :param address: where a person sees it
    """
    return {
        **_from(presets, "feature_catalogue"),
        **read,
        "accessURL": [Value(address, schema_id.selector, schema_id.raw)],
    }


def web_services(
    read: Iterable[Distribution], values: Values, presets: Presets
) -> list[Distribution]:
    """The services of a dataset as distributions, those that its own record does not have.

    :param values: of the record
    """
    own = {_address(value) for row in values.distributions for value in row.get("accessURL", ())}
    preset = _from(presets, "web_service")
    of_record: Distribution = {
        name: values.dataset[name]
        for name in ("language", "metadataLanguage")
        if name in values.dataset
    }
    found: list[Distribution] = []
    for row in read:
        addresses = {_address(value) for value in row.get("accessURL", ())}
        if addresses and not addresses & own:
            own |= addresses
            found.append({**preset, **of_record, **row})
    return found


def _address(value: Value) -> str:
    """Two addresses that differ in no more than a separator at their end are the same."""
    return value.text.rstrip("?&")


def _from(presets: Presets, name: str) -> Distribution:
    return {key: [Value(text, f"preset {name}", text)] for key, text in presets[name].items()}
