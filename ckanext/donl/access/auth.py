"""The auth functions of this extension's actions, and who may keep harvest sources. CKAN lets no
visitor through that an auth function does not name.

ckanext-harvest lets every editor of any organisation add a source, and have the portal ask whatever
address, as often as he likes. Here sources are the business of administrators: sysadmins, and those
of the organisation that a source belongs to."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz, model

from ..texts import is_storable
from .sources import (
    administered,
    administers,
    administers_catalogue,
    administers_organisation,
)

__all__ = [
    "donl_health",
    "donl_mapping_change",
    "donl_mapping_list",
    "donl_run_report_list",
    "donl_run_report_show",
    "harvest_job_abort",
    "harvest_object_list",
    "harvest_object_show",
    "harvest_source_create",
    "package_create",
    "package_update",
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


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def harvest_object_show(next_auth: Any, context: Any, data_dict: Any) -> dict[str, Any]:
    """Everybody may see the record of a dataset that he may see. What was refused, and what came
    of earlier runs, is told by reports."""
    from ckanext.harvest.model import HarvestObject

    asked = data_dict or {}
    dataset_id = _name(asked.get("dataset_id"))
    if asked.get("id"):
        found = model.Session.get(HarvestObject, _name(asked["id"]))
        if found is None or administers(context["user"], found.harvest_source_id):
            return dict(next_auth(context, data_dict))
        if not (found.current and found.package_id):
            return _refused(
                _("Only administrators of the organisation of a source may see its runs")
            )
        dataset_id = found.package_id
    if dataset_id:
        asker = {name: context.get(name) for name in ("user", "auth_user_obj")}
        tk.check_access("package_show", asker, {"id": dataset_id})
    return dict(next_auth(context, data_dict))


@tk.chained_auth_function
def harvest_object_list(next_auth: Any, context: Any, data_dict: Any) -> dict[str, Any]:
    """The records of one source, or of all of them."""
    source_id = _name((data_dict or {}).get("source_id"))
    user = context["user"]
    if administers(user, source_id) if source_id else authz.is_sysadmin(user):
        return dict(next_auth(context, data_dict))
    return _refused(_("Only administrators of the organisation of a source may see its runs"))


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def harvest_job_abort(_next_auth: Any, context: Any, data_dict: Any) -> dict[str, Any]:
    """Who may run a source may break its run off; ckanext-harvest shows them the button, and lets
    sysadmins only."""
    from ckanext.harvest.model import HarvestJob

    asked = data_dict or {}
    given = _name(asked.get("source_id") or asked.get("id"))
    package = model.Package.get(given)
    job = None if package else model.Session.get(HarvestJob, given)
    source_id = package.id if package else job.source_id if job else ""
    return {"success": True} if administers(context["user"], source_id) else _refused_source()


@tk.chained_auth_function
def harvest_source_create(next_auth: Any, context: Any, data_dict: Any) -> dict[str, Any]:
    """Without ``owner_org``: whether the user may add any source at all."""
    if not administers_organisation(context["user"], (data_dict or {}).get("owner_org")):
        return _refused_source()
    result: dict[str, Any] = next_auth(context, data_dict)
    return result


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def package_create(next_auth: Any, context: Any, data_dict: Any) -> dict[str, Any]:
    """A harvest source is a package too."""
    asked = data_dict or {}
    if asked.get("type") == "harvest" and not administers_organisation(
        context["user"], str(asked.get("owner_org") or "")
    ):
        return _refused_source()
    result: dict[str, Any] = next_auth(context, data_dict)
    return result


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def package_update(next_auth: Any, context: Any, data_dict: Any) -> dict[str, Any]:
    """A harvest source is a package too; to run it is to change it."""
    package = context.get("package") or model.Package.get((data_dict or {}).get("id"))
    is_source = package is not None and package.type == "harvest"
    if is_source and not administers(context["user"], package.id):
        return _refused_source()
    result: dict[str, Any] = next_auth(context, data_dict)
    return result


def _name(given: Any) -> str:
    """:raises ckan.plugins.toolkit.ObjectNotFound: it can be no id and no name"""
    if not isinstance(given or "", str) or not is_storable(given or ""):
        raise tk.ObjectNotFound(_("There is no such record"))
    return given or ""


def _refused_source() -> dict[str, Any]:
    return _refused(_("Only administrators of an organisation may keep its harvest sources"))


def _refused(reason: str) -> dict[str, Any]:
    return {"success": False, "msg": reason}
