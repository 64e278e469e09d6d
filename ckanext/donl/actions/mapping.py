"""The lines that administrators add to the mappings, and the values that ask for one."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from .. import access, amendments
from ..harvest.sources import SOURCES
from .checks import number, text

__all__ = [
    "donl_mapping_delete",
    "donl_mapping_list",
    "donl_mapping_save",
    "donl_unmapped_list",
]

_ = tk._


@tk.side_effect_free
def donl_unmapped_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The values without mapping in the last finished runs of the sources that the user
    administers, the most frequent first.

    :param catalogue: only of this catalogue (optional)
    :param property: only of this field, such as ``dataset.theme`` (optional)
    :param q: only values with these words (optional)
    :param limit: how many (optional, 0 to 1000, default 50)
    :param offset: how many to skip (optional, default 0)
    :returns: ``count`` of all, and ``results``: ``catalogue``, ``property``, ``value``, ``count``
        of records, ``examples`` (``run`` and ``guid``), ``value_list``, and ``suggestions``
    """
    limit, offset = number(data_dict, "limit", 50, 1000), number(data_dict, "offset", 0)
    chosen = [text(data_dict, name, "") for name in ("catalogue", "property", "q")]
    tk.check_access("donl_mapping_list", context, {})
    found = amendments.unmapped(access.administered(context["user"], active=True), *chosen)
    return {
        "count": len(found),
        "results": [
            {
                "catalogue": line.catalogue,
                "property": line.key,
                "value": line.value,
                "count": line.count,
                "examples": [{"run": run, "guid": guid} for run, guid in line.examples],
                "value_list": line.list_name,
                "suggestions": line.suggestions,
            }
            for line in found[offset : offset + limit]
        ],
    }


@tk.side_effect_free
def donl_mapping_list(context: Any, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines that were added, the newest first.

    :param catalogue: only of this catalogue (optional)
    """
    catalogue = text(data_dict, "catalogue", "")
    tk.check_access("donl_mapping_list", context, {})
    return [_told(line) for line in amendments.stored(catalogue or None)]


def donl_mapping_save(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Add a line to the mappings of a catalogue, or change the one that this value has. The next
    run of each of its sources imports the records anew that it touches.

    :param catalogue: such as ``ngr``
    :param property: a field, such as ``dataset.theme``
    :param value: the value as it stands in records
    :param target: a URI of the field's value list
    :param note: why (optional)
    """
    names = ("catalogue", "property", "value", "target")
    catalogue, prop, value, target = (text(data_dict, name) for name in names)
    note = text(data_dict, "note", "")
    tk.check_access("donl_mapping_change", context, {"source_types": types_of(catalogue)})
    try:
        saved = amendments.save(catalogue, prop, value, target, author=context["user"], note=note)
    except amendments.WrongLine as error:
        raise tk.ValidationError({error.field: [error.reason]}) from error
    return {**saved, "created": saved["created"].isoformat()}


def donl_mapping_delete(context: Any, data_dict: dict[str, Any]) -> None:
    """Remove a line: the file tables decide again what its value becomes.

    :param id: of the line
    """
    line_id = number(data_dict, "id", -1)
    line = amendments.get(line_id)
    if line is None:
        tk.check_access("donl_mapping_list", context, {})
        raise tk.ObjectNotFound(_("There is no such mapping"))
    tk.check_access("donl_mapping_change", context, {"source_types": types_of(line.catalogue)})
    amendments.remove(line_id)


def types_of(catalogue: str) -> list[str]:
    """The types of sources that use the mappings of a catalogue."""
    return [name for name, source in SOURCES.items() if catalogue in source.catalogues]


def _told(line: amendments.Line) -> dict[str, Any]:
    names = ("id", "catalogue", "property", "value", "target", "note", "author")
    return {
        **{name: getattr(line, name) for name in names},
        "created": line.created.isoformat(),
    }
