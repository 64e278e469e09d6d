"""The extension's own actions: what pages, commands and suppliers of the API all call."""

from __future__ import annotations

from typing import Any

from . import mapping, preview, report

_MODULES = (mapping, preview, report)

#: By name, as CKAN wants them.
ACTIONS: dict[str, Any] = {
    name: getattr(module, name) for module in _MODULES for name in module.__all__
}
