"""A record in a run: what came from the source, what became of it, and why."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from flask import Blueprint, Response, request

from .. import harvest, profile
from ..page import explained, moment, readable
from ..report import reading, words
from ..report.model import Run, RunRecord
from .answers import keep_private, run

_ = tk._

log = logging.getLogger(__name__)

record_pages = Blueprint("donl_record", __name__)
_OTHER_RUNS = 10


def read(job_id: str) -> str:
    """The record with the identity ``guid`` in a run."""
    told, guid = _asked(job_id)
    source_id = told["source"]["id"]
    line = reading.record(job_id, guid)
    kept = harvest.kept(source_id, job_id, guid)
    if line is None and kept is None:
        tk.abort(404, _("There is no such record in this run"))
    package = _package(line, kept)
    lang = profile.current_language()
    why = harvest.explanation_of(kept.object_id) if kept else None
    return tk.render(
        "donl/record/read.html",
        {
            "told": told,
            "guid": guid,
            "line": line,
            "kept": kept,
            "package": package,
            "values": _values(source_id, kept),
            "why": explained(why, package) if why and why.decisions else None,
            "record_url": (line or {}).get("source_url") or (why.origin.url if why else ""),
            "raw": readable(kept.content) if kept and kept.content else None,
            "others": _other_runs(source_id, job_id, guid),
            "words": words,
            "moment": lambda value: moment(value, lang),
        },
    )


def download(job_id: str) -> Response:
    """The record as it came from the source, as a file that no browser runs."""
    told, guid = _asked(job_id)
    kept = harvest.kept(told["source"]["id"], job_id, guid)
    content = kept.content if kept else None
    if content is None:
        tk.abort(404, _("There is no such record in this run"))
    answer = Response(content, mimetype="text/plain")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    keep_private()
    answer.headers.set("Content-Disposition", "attachment", filename="record.txt")
    return answer


def _asked(job_id: str) -> tuple[dict[str, Any], str]:
    guid = request.args.get("guid", "")
    told = run(job_id)
    if not guid or "\0" in guid:
        tk.abort(404, _("There is no such record in this run"))
    return told, guid


def _package(line: dict[str, Any] | None, kept: harvest.Kept | None) -> dict[str, Any]:
    """The dataset of the record, empty when it has none that can be seen."""
    package_id = (line or {}).get("package_id") or (kept.package_id if kept else None)
    if not package_id:
        return {}
    try:
        found: dict[str, Any] = tk.get_action("package_show")({}, {"id": package_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return {}
    return found if found["state"] == "active" else {}


def _values(source_id: str, kept: harvest.Kept | None) -> list[Any]:
    """What is read in the record; nothing where its reader fails on it, as it did in the run, or
    where the source is of another type by now."""
    try:
        return harvest.values(source_id, kept) if kept else []
    except Exception:
        log.info("The record %s cannot be read", kept.object_id if kept else "", exc_info=True)
        return []


def _other_runs(source_id: str, job_id: str, guid: str) -> list[dict[str, Any]]:
    """What the last other runs did with this record."""
    query = (
        sa.select(Run.job_id, Run.started, RunRecord.outcome)
        .join(RunRecord, RunRecord.job_id == Run.job_id)
        .where(Run.source_id == source_id, Run.job_id != job_id, RunRecord.guid == guid)
        .order_by(Run.started.desc())
        .limit(_OTHER_RUNS)
    )
    return [
        {"id": key, "started": started.isoformat(), "outcome": outcome}
        for key, started, outcome in model.Session.execute(query)
    ]


record_pages.add_url_rule("/donl/run/<job_id>/record", view_func=read)
record_pages.add_url_rule("/donl/run/<job_id>/record.txt", view_func=download)
