"""Published value lists to start from: a test says what it changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ckanext.donl import vocabulary

Published = dict[str, dict[str, Any]]

EU = "http://publications.europa.eu/resource/authority"
NEW = "https://example.org/nieuw"


def published(name: str) -> Published:
    """The list in use, as it would be published."""
    values: Published = json.loads(vocabulary.as_json(vocabulary.get(name)))
    return values


def value(nl: str, en: str | None = None, **facts: Any) -> dict[str, Any]:
    """A value by its labels."""
    return {"labels": {"nl-NL": nl, "en-US": en or nl}, **facts}


def content(values: Mapping[str, Any]) -> bytes:
    """A publication as it is sent."""
    return json.dumps(values).encode()


def without(values: Published, uris: Iterable[str]) -> Published:
    """A publication that lacks these."""
    gone = set(uris)
    return {uri: facts for uri, facts in values.items() if uri not in gone}
