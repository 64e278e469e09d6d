"""Walks through a portal as the gather stage makes them, without a database."""

from __future__ import annotations

import json
from typing import Any

from ckanext.donl.harvest import settings
from ckanext.donl.harvest.sources.ckan import CkanSource

from .. import walking
from ..walking import Walk


def source(url: str, **config: Any) -> CkanSource:
    """A source with these settings."""
    return CkanSource(url, settings.parse(json.dumps(config), CkanSource.settings_table))


def walk(url: str, *, retries: int = 1, **config: Any) -> Walk:
    """List a portal and ask for the content of every record that is only listed, page by page."""
    return walking.walk(source(url, **config), retries=retries)
