"""The kinds of sources. A new one is one module here, its tables, and a line in this register."""

from __future__ import annotations

import json

from ckan.plugins.toolkit import _

from ..source import Source
from .cbs import CbsSource
from .ckan import CkanSource
from .csw import CswSource
from .dcat import DcatSource
from .ngr import NgrSource

SOURCES: dict[str, type[Source]] = {
    source.type: source for source in (NgrSource, CswSource, CbsSource, DcatSource, CkanSource)
}


def described_settings() -> list[tuple[str, list[dict[str, str]]]]:
    """What the configuration of a source may hold, by the title of its kind: name, what is allowed,
    and the default as JSON, empty where there is nothing."""
    return [
        (
            _(source.title),
            [
                {
                    "name": name,
                    "allowed": _(setting.allowed),
                    "default": "" if setting.default in ("", []) else json.dumps(setting.default),
                }
                for name, setting in sorted(source.settings_table.items())
            ],
        )
        for source in SOURCES.values()
    ]
