"""The reports of runs."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from .. import access
from ..report import reading
from ..report.model import OUTCOMES
from .checks import is_text, number

__all__ = ["donl_run_report_list", "donl_run_report_show"]

_ = tk._

_OUTCOMES = (*OUTCOMES, "stale", "conflict")
_MOST_RUNS, _MOST_RECORDS = 100, 1000


@tk.side_effect_free
def donl_run_report_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The runs of the harvest sources that the user administers, the newest first.

    :param source_id: id or name of a source (optional: only its runs)
    :param limit: how many runs (optional, 0 to 100, default 30)
    :param offset: how many runs to skip (optional, default 0)
    :returns: ``count`` of all, and ``results``, as :func:`donl_run_report_show` without its records
    """
    limit = number(data_dict, "limit", 30, _MOST_RUNS)
    offset = number(data_dict, "offset", 0)
    source_id = _source_id(data_dict.get("source_id"))
    tk.check_access("donl_run_report_list", context, {"source_id": source_id})
    source_ids = [source_id] if source_id else access.administered(context["user"])
    return reading.runs(source_ids, limit, offset)


@tk.side_effect_free
def donl_run_report_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """What a run did: counts, durations, alerts, values without mapping, ambiguous licences, and
    what happened to each of its records.

    :param id: id of the harvest job
    :param outcome: only records with this outcome (optional: added, updated, unchanged, rejected,
        errored, deleted, withheld, not_processed, stale or conflict)
    :param q: only records with these words in title, identity or name (optional)
    :param limit: how many records (optional, 0 to 1000, default 100)
    :param offset: how many records to skip (optional, default 0)
    """
    job_id = tk.get_or_bust(data_dict, "id")
    outcome, q = data_dict.get("outcome") or None, data_dict.get("q") or ""
    limit = number(data_dict, "limit", 100, _MOST_RECORDS)
    offset = number(data_dict, "offset", 0)
    if outcome is not None and outcome not in _OUTCOMES:
        allowed = ", ".join(_OUTCOMES)
        raise tk.ValidationError(
            {"outcome": [_("Must be one of: {allowed}").format(allowed=allowed)]}
        )
    # A NUL in the words is no word.
    if not (isinstance(q, str) and is_text(q.replace("\0", ""))):
        raise tk.ValidationError({"q": [_("Must be a text")]})
    _check_run(context, job_id)
    return reading.show(job_id, outcome=outcome, q=q, limit=limit, offset=offset)


def head(context: Any, job_id: str) -> dict[str, Any]:
    """The report without what is costly to tell of; see :func:`donl_run_report_show`."""
    _check_run(context, job_id)
    return reading.head(job_id)


def _check_run(context: Any, job_id: Any) -> None:
    """:raises ckan.plugins.toolkit.ObjectNotFound: there is no report of this run
    :raises ckan.plugins.toolkit.NotAuthorized: it is not for this user
    """
    if not (is_text(job_id) and reading.has(job_id)):
        raise tk.ObjectNotFound(_("There is no report of this run"))
    source_id = reading.get(job_id).source_id
    tk.check_access("donl_run_report_show", context, {"source_id": source_id})


def _source_id(given: Any) -> str | None:
    """The id of a harvest source.

    :raises ckan.plugins.toolkit.ObjectNotFound: there is none with this id or name
    """
    if not given:
        return None
    package = model.Package.get(given) if is_text(given) else None
    if package is None or package.type != "harvest":
        raise tk.ObjectNotFound(_("There is no such harvest source"))
    return str(package.id)
