"""The runs of the harvest sources, for who administers them."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from flask import Blueprint, Response, make_response, request, stream_with_context

from .. import access, health, profile
from ..page import field_label, moment
from ..report import export, reading, words
from ..report.counting import COUNTS
from ..report.model import OUTCOMES
from ..report.progress import progress as how_far
from ..report.trend import trends
from ..texts import is_storable
from .answers import call, keep_private, page_number, pager
from .answers import run as run_of

_ = tk._

run_pages = Blueprint("donl_runs", __name__)
_SOURCES, _RUNS, _RECORDS = 50, 30, 50
# The records that a count is of, where it is of some.
_FILTERS = {
    **{name: name for name in OUTCOMES if name != "errored"},
    "errors": "errored",
    "stale": "stale",
    "conflicts": "conflict",
}


def overview() -> str:
    """All sources, each with its last run, its trend and its health."""
    from ckanext.harvest.model import HarvestSource

    call("donl_run_report_list", limit=0)
    ids = access.administered(tk.current_user.name)
    here = (model.Package.id.in_(ids), model.Package.state == "active")
    count = model.Session.scalar(sa.select(sa.func.count(model.Package.id)).where(*here)) or 0
    query = (
        sa.select(model.Package, HarvestSource, model.Group.title)
        .join(HarvestSource, HarvestSource.id == model.Package.id)
        .outerjoin(model.Group, model.Group.id == model.Package.owner_org)
        .where(*here)
        .order_by(model.Package.title, model.Package.id)
        .limit(_SOURCES)
        .offset(_SOURCES * (page_number() - 1))
    )
    found = model.Session.execute(query).all()
    shown = [package.id for package, _source, _owner in found]
    last, drawn, healths = reading.latest(shown), trends(shown), health.of_sources(shown)
    return tk.render(
        "donl/run/overview.html",
        {
            "sources": [
                {
                    "package": package,
                    "source": source,
                    "owner": owner,
                    "run": last.get(package.id),
                    "trend": drawn.get(package.id),
                    "health": healths.get(package.id),
                }
                for package, source, owner in found
            ],
            "page": pager(count, _SOURCES),
            **_words(),
        },
    )


def source(source: str) -> str:
    """The runs of one source."""
    found = call(
        "donl_run_report_list",
        source_id=source,
        limit=_RUNS,
        offset=_RUNS * (page_number() - 1),
    )
    package = model.Package.get(source)
    return tk.render(
        "donl/run/source.html",
        {
            "package": package,
            "runs": found["results"],
            "page": pager(found["count"], _RUNS),
            "trend": trends([package.id]).get(package.id),
            **_words(),
        },
    )


def run(job_id: str) -> str:
    """What a run did."""
    asked = _asked()
    told = call(
        "donl_run_report_show",
        id=job_id,
        **asked,
        limit=_RECORDS,
        offset=_RECORDS * (page_number() - 1),
    )
    lang = profile.current_language()
    fields = {line["property"] for line in (*told["unmapped"], *told["ambiguous"])}
    return tk.render(
        "donl/run/run.html",
        {
            "told": told,
            "asked": asked,
            "filters": _FILTERS,
            "labels": {key: field_label(key, lang) for key in fields},
            "page": pager(told["records"]["count"], _RECORDS, asked),
            "progress": how_far(job_id) if told["status"] == "running" else None,
            **_words(),
        },
    )


def progress(job_id: str) -> Response:
    """How far a run is, as a part of its page; when it is over, the page is to be fetched anew."""
    told = run_of(job_id)
    far = how_far(job_id) if told["status"] == "running" else None
    answer = make_response(
        tk.render("donl/run/progress.html", {"progress": far, "told": told, **_words()})
    )
    if far is None:
        answer.headers["HX-Refresh"] = "true"
    return answer


def value(job_id: str) -> str:
    """The records that have a value without mapping, or an ambiguous licence."""
    told = run_of(job_id)
    asked = {name: request.args.get(name, "") for name in ("property", "value")}
    line = None
    if all(map(is_storable, asked.values())):
        line = reading.value(job_id, asked["property"], asked["value"])
    if line is None:
        return str(tk.abort(404, _("This run met no such value")))
    start = _RECORDS * (page_number() - 1)
    guids = line["records"][start : start + _RECORDS]
    titles = reading.titles(job_id, guids)
    return tk.render(
        "donl/run/value.html",
        {
            "told": told,
            "line": line,
            "label": field_label(line["property"], profile.current_language()),
            "records": [(guid, titles.get(guid) or guid) for guid in guids],
            "page": pager(len(line["records"]), _RECORDS, asked),
            **_words(),
        },
    )


def csv(job_id: str) -> Response:
    """The records of a run as a file for a spreadsheet, with the filter of the page."""
    asked = _asked()
    told = call("donl_run_report_show", id=job_id, **asked, limit=0)
    lines = export.csv_lines(reading.records(job_id, asked["outcome"], asked["q"]))
    answer = Response(stream_with_context(lines), mimetype="text/csv")
    keep_private()
    name = f"{told['source']['name'] or 'run'}-{told['started'][:10]}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _asked() -> dict[str, str]:
    return {name: request.args.get(name, "") for name in ("outcome", "q")}


def _words() -> dict[str, Any]:
    lang = profile.current_language()
    return {
        "words": words,
        "counts": COUNTS,
        "moment": lambda value: moment(value, lang),
        "outcomes": (*OUTCOMES, "stale", "conflict"),
    }


run_pages.add_url_rule("/donl/runs", view_func=overview)
run_pages.add_url_rule("/donl/runs/<source>", view_func=source)
run_pages.add_url_rule("/donl/run/<job_id>", view_func=run)
run_pages.add_url_rule("/donl/run/<job_id>/progress", view_func=progress)
run_pages.add_url_rule("/donl/run/<job_id>/value", view_func=value)
run_pages.add_url_rule("/donl/run/<job_id>.csv", view_func=csv)
