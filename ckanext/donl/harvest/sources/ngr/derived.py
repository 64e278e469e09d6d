"""What is made of a record's values beyond reading them: its URI, and the distributions that only
it implies."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

import yaml

from ....mapping import Value
from ...repair import is_url

Distribution = dict[str, list[Value]]
_FORMAT_PARAMETER = re.compile(r"[?&]format=image(?:/|%2f)([a-z]+)", re.IGNORECASE)
_ENDING = re.compile(r"\.([a-z]+)(?:[?#]|$)", re.IGNORECASE)


@cache
def _presets() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("presets.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def identifier(guid: str) -> str:
    """The URI by which the portal has always known this record."""
    return str(_presets()["identifier"].format(guid=quote(guid)))


def visualisation(graphic: Value) -> Distribution | None:
    """The graphic overview as a distribution, None when its address is no web address."""
    if not is_url(graphic.text):
        return None
    distribution = _from_presets("visualisation")
    distribution["accessURL"] = [graphic]
    picture = _FORMAT_PARAMETER.search(graphic.text) or _ENDING.search(graphic.text)
    file_type = _presets()["picture_formats"].get(picture.group(1).lower()) if picture else None
    if file_type:
        distribution["format"] = [Value(file_type, graphic.selector, graphic.raw)]
    return distribution


def data_schema(schema_id: Value, read: Distribution) -> Distribution:
    """The feature catalogue as a distribution.

    :param read: the values of the feature catalogue itself
    """
    distribution = _from_presets("feature_catalogue")
    address = _presets()["feature_catalogue"]["accessURL"].format(guid=quote(schema_id.text))
    return {
        **distribution,
        **read,
        "accessURL": [Value(address, schema_id.selector, schema_id.raw)],
    }


def _from_presets(name: str) -> Distribution:
    return {key: [Value(text, f"preset {name}", text)] for key, text in _presets()[name].items()}
