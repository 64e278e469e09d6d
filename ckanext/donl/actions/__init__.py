"""The extension's own actions: what pages, commands and suppliers of the API all call."""

from __future__ import annotations

from typing import Any

from . import health, mapping, preview, report

_MODULES = (health, mapping, preview, report)

#: By name, as CKAN wants them.
ACTIONS: dict[str, Any] = {
    name: getattr(module, name) for module in _MODULES for name in module.__all__
}
