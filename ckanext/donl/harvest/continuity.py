"""What a dataset keeps from one import of its record to the next."""

from __future__ import annotations

import json
from typing import Any

from . import extras, known

# What the portal itself records with a dataset, and a synchronisation does not wipe out.
# Source: the portal's configuration (dataoverheid/donlsync, config/catalog_DONL.json).
_OF_DATASET = ("high_value", "basis_register", "referentie_data")
_OF_DISTRIBUTION = ("link_status", "link_status_last_checked")


def keep(package: dict[str, Any], existing: dict[str, Any], before: known.Known | None) -> None:
    """Let the dataset keep its identity, its distributions theirs, and what the portal recorded
    with them; what an earlier record said and this one does not is not the portal's."""
    for name in ("id", "name", "private"):
        package[name] = existing[name]
    package["state"] = "active"
    kept = [name for name in _OF_DATASET if existing.get(name) and name not in package]
    read = _fields_read(before.object_id) if kept and before else set()
    package.update({name: existing[name] for name in kept if name not in read})
    by_url: dict[str, list[dict[str, Any]]] = {}
    for resource in existing.get("resources", ()):
        by_url.setdefault(resource["url"], []).append(resource)
    for resource in package["resources"]:
        same = by_url.get(resource.get("url", ""))
        if same:
            old = same.pop(0)
            resource["id"] = old["id"]
            resource.update({name: old[name] for name in _OF_DISTRIBUTION if name in old})


def _fields_read(object_id: str) -> set[str]:
    """The fields that a harvest object gave its dataset."""
    trace = json.loads(extras.read(object_id, extras.TRACE) or "{}")
    return {line["field"] for line in trace.get("decisions", ()) if line["value"]}
