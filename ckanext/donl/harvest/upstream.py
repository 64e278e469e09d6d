"""Cures for faults of ckanext-harvest 1.6.3 on CKAN 2.12 that our users would meet, and what
has to happen when a run ends: its datasets are indexed, its report is closed. Each cure says when
it can go."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import logic, model
from ckan.lib.search import SearchIndexError
from ckan.lib.search.common import is_available

from .. import access, health
from . import finishing, schedule, settings
from .indexing import index_marked
from .repair import can_be_asked

_ = tk._
log = logging.getLogger(__name__)

Action = Any
Context = dict[str, Any]


@logic.auth_audit_exempt
@tk.chained_action
def harvest_jobs_run(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """Before jobs are called finished, what they imported is put into the search index.

    With Solr away no job is called finished and none is started; the next run of the timer does it.
    """
    tk.check_access("harvest_jobs_run", context, data_dict)
    health.tick()
    if not _caught_up():
        log.error("No harvest job is finished or started while the search index is away")
        return []
    finishing.open_reports()
    result = next_action(context, data_dict)
    # What was stored while the jobs were looked at.
    _caught_up()
    finishing.close_reports()
    schedule.keep_hour()
    return result


@logic.auth_audit_exempt
@tk.chained_action
def harvest_job_abort(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """The report of a job that is broken off says so."""
    tk.check_access("harvest_job_abort", context, data_dict)
    finishing.open_reports()
    job = next_action(context, data_dict)
    finishing.abort(job["id"])
    return job


@logic.auth_audit_exempt
@tk.side_effect_free
@tk.chained_action
def harvest_source_show_status(
    next_action: Action, context: Context, data_dict: dict[str, Any]
) -> Any:
    """How a source is, for everybody; why records were refused, for its administrators."""
    status = next_action(context, data_dict)
    if status["last_job"] and not access.is_administrator(context, data_dict["id"]):
        status["last_job"].update(object_error_summary=[], gather_error_summary=[])
    return status


@logic.auth_audit_exempt
@tk.side_effect_free
@tk.chained_action
def harvest_source_list(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """The sources; whom their runs are told to is for their administrators."""
    sources = next_action(context, data_dict)
    for source in sources:
        if not access.is_administrator(context, source["id"]):
            settings.leave_out_recipients(source)
    return sources


def _caught_up() -> bool:
    """Put what was imported into the search index.

    :returns: whether all of it is, and the index there for the sources of finished jobs
    """
    try:
        index_marked()
    except SearchIndexError as error:
        model.Session.rollback()
        log.error("Datasets cannot be indexed: %s", error)
        return False
    return is_available()


@logic.auth_audit_exempt
@tk.chained_action
def harvest_source_reindex(
    _next_action: Action, context: Context, data_dict: dict[str, Any]
) -> bool:
    """Index a harvest source with its own schema.

    ckanext-harvest 1.6.3 indexes it without: after every finished job the source has lost
    ``source_type``, ``frequency`` and ``config`` in the search index, and with them
    ``harvest_source_show`` and the edit form. This can go when ckanext-harvest gives
    ``index_package`` a validated ``with_custom_schema``.
    """
    source_id = tk.get_or_bust(data_dict, "id")
    both = logic.package_show_default_and_custom_schemas(
        {
            "model": model,
            "session": model.Session,
            "user": context.get("user", ""),
            "ignore_auth": True,
        },
        source_id,
    )
    logic.index_update_package_dicts(both, defer_commit=context.get("defer_commit", False))
    return True


@logic.auth_audit_exempt
@tk.chained_action
def harvest_source_create(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """Answer with the status of the new source.

    ``ckan harvester source create`` of ckanext-harvest 1.6.3 prints it and ends in an
    AttributeError where it is not there, after the source is made. This can go when
    ``_print_harvest_source`` takes a source without status.
    """
    if not isinstance(data_dict.get("config") or "", str):
        # It ends in a TypeError, after the source is in the search index.
        raise tk.ValidationError({"config": [_("Must be a text")]})
    source = next_action(context, data_dict)
    if not source.get("status"):
        source["status"] = tk.get_action("harvest_source_show_status")(
            {"ignore_auth": True}, {"id": source["id"]}
        )
    return source


@logic.auth_audit_exempt
@tk.chained_action
def package_create(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """A harvest source is a package; see :func:`_check_address`."""
    _check_address(data_dict)
    return next_action(context, data_dict)


@logic.auth_audit_exempt
@tk.chained_action
def package_update(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """A harvest source is a package; see :func:`_check_address`."""
    _check_address(data_dict)
    return next_action(context, data_dict)


def _check_address(package: dict[str, Any]) -> None:
    """Refuse a harvest source whose address is no web address. ckanext-harvest 1.6.3 takes any text
    for one, and ends in a ValueError at what only looks like one (``http://[``).

    :raises ckan.plugins.toolkit.ValidationError: with what is allowed
    """
    if "source_type" not in package or not package.get("url"):
        return
    address = package["url"]
    if not (isinstance(address, str) and can_be_asked(address)):
        reason = _("Must be a web address: http:// or https://")
        raise tk.ValidationError({"url": [reason]})


def actions() -> dict[str, Action]:
    """The actions of ckanext-harvest that are chained."""
    return {
        action.__name__: action
        for action in (
            harvest_job_abort,
            harvest_jobs_run,
            harvest_source_create,
            harvest_source_list,
            harvest_source_reindex,
            harvest_source_show_status,
            package_create,
            package_update,
        )
    }
