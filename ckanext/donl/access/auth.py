"""The auth functions of this extension's actions. CKAN lets no visitor through that an auth
function does not name."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from .sources import administered, administers, administers_catalogue

__all__ = [
    "donl_health",
    "donl_mapping_change",
    "donl_mapping_list",
    "donl_run_report_list",
    "donl_run_report_show",
]

_ = tk._


@tk.auth_allow_anonymous_access
def donl_health(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """It tells no more than everybody may know."""
    return {"success": True}


def donl_run_report_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """:param data_dict: ``source_id``"""
    if administers(context["user"], data_dict["source_id"]):
        return {"success": True}
    return _refused(_("Only administrators of the organisation of a source may see its runs"))


def donl_run_report_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """:param data_dict: ``source_id``, where only one source is asked for"""
    if data_dict.get("source_id"):
        return donl_run_report_show(context, data_dict)
    if administered(context["user"]):
        return {"success": True}
    return _refused(_("Only administrators of harvest sources may see their runs"))


def donl_mapping_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Lines of mapping tables, and values that lack one."""
    if administered(context["user"]):
        return {"success": True}
    return _refused(_("Only administrators of harvest sources may see the mappings"))


def donl_mapping_change(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """:param data_dict: ``source_types`` of the catalogue whose table is to be changed"""
    if administers_catalogue(context["user"], data_dict["source_types"]):
        return {"success": True}
    return _refused(
        _(
            "A mapping is for all sources of its catalogue: only who administers all of them may "
            "change it"
        )
    )


def _refused(reason: str) -> dict[str, Any]:
    return {"success": False, "msg": reason}
