"""A walk through an OData catalogue, as the gather stage does it, without the database."""

from __future__ import annotations

import json
from typing import Any

from ckanext.donl import mapping
from ckanext.donl.harvest import settings, trial
from ckanext.donl.harvest.http import Client
from ckanext.donl.harvest.sources.cbs import CbsSource
from demo.odata import OdataCatalogue

from .. import walking
from ..walking import Walk


def source(url: str = "", **config: Any) -> CbsSource:
    return CbsSource(url, settings.parse(json.dumps(config), CbsSource.settings_table))


def client(**bounds: Any) -> Client:
    given = {"timeout": 1, "deadline": 3, "max_bytes": 5_000_000, "retries": 1, "patience": 1}
    return Client(["127.0.0.1"], **{**given, **bounds})


def walk(server: OdataCatalogue, url: str = "", **config: Any) -> Walk:
    """A walk that asks for the contents of all that is listed."""
    found = walking.walk(source(url or server.source_url, **config))
    assert not found.twice
    return found


def tried(content: bytes, catalogue: str = "cbs", **config: Any) -> trial.Trial:
    """What a harvest would make of the one record in a file."""
    given = {**config, "catalogue": catalogue}
    parsed = settings.parse(json.dumps(given), CbsSource.settings_table)
    kind = CbsSource("", parsed)
    (found,) = trial.try_file(kind, parsed, mapping.load(catalogue), "", content)
    return found
