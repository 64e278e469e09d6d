"""A walk through a CSW catalogue, without a database."""

from __future__ import annotations

import json
from typing import Any

from ckanext.donl.harvest import settings
from ckanext.donl.harvest.sources.csw import CswSource

from .. import walking
from ..walking import Walk


def source(url: str, **config: Any) -> CswSource:
    """A source with these settings."""
    return CswSource(url, settings.parse(json.dumps(config), CswSource.settings_table))


def walk(url: str, *, retries: int = 1, **config: Any) -> Walk:
    """Every record of a catalogue."""
    found = walking.walk(source(url, page_size=10, **config), retries=retries)
    assert not found.twice
    return found
