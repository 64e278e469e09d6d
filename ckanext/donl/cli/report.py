"""``ckan donl report``: what runs did."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
import click

from .. import access
from ..harvest.outcome import Refusal
from ..report import export, reading

_RECORDS = 20
_VALUES = 20
_ROWS = ("added", "updated", "unchanged", "rejected", "deleted")
_ONLY_SOME = {
    "errors": "errors",
    "stale": "stale",
    "conflicts": "conflicts",
    "withheld": "deletion withheld",
    "not_processed": "not processed",
}


@click.command(short_help="What the last run of a source, or any run, did.")
@click.option("--source", metavar="SOURCE", help="Name or id of a source: its last run.")
@click.option("--job", metavar="JOB", help="Id of a harvest job: this run.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="csv has one line for each record and reason.",
)
def report(source: str | None, job: str | None, form: str) -> None:
    """Print the report of a run; without SOURCE and JOB a line for each of the last runs."""
    try:
        if job is None and source is None:
            _print_runs(form)
            return
        job_id = job or _last_run(str(source))
        told = show(job_id)
    except (tk.ObjectNotFound, tk.ValidationError) as error:
        raise click.ClickException(str(error)) from error
    if form == "csv":
        for line in export.csv_lines(reading.records(job_id)):
            click.echo(line, nl=False)
    elif form == "json":
        told["records"] = list(reading.records(job_id))
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(table(told)))


def show(job_id: str) -> dict[str, Any]:
    """The report of a job, with its first rejected records."""
    return _call("donl_run_report_show", id=job_id, outcome="rejected", limit=_RECORDS)


def table(told: dict[str, Any]) -> list[str]:
    """What a run did, for the eye.

    :param told: as :func:`show` gives it
    """
    counts = told["counts"]
    names = {**dict.fromkeys(_ROWS, ""), **{name: "" for name in _ONLY_SOME if counts[name]}}
    lines = ["", f"{'result':20}{'datasets':>9}", "-" * 29]
    lines += [f"{_ONLY_SOME.get(name, name):20}{counts[name]:>9}" for name in names]
    lines += [
        f"{'left out: ' + why:<40}{count:>9}" for why, count in sorted(told["left_out"].items())
    ]
    took = f" in {told['durations']['total']:.1f} s" if told["durations"] else ""
    lines += ["-" * 29, f"{counts['found']} records of datasets{took}, {told['status']}", ""]
    lines += [f"! {alert}" for alert in told["alerts"]]
    lines += _rejected(told["records"])
    if told["unmapped"]:
        lines += ["", "Values without mapping:"]
        lines += [
            f"  {line['count']:>5}  {line['property']}  {_one_line(line['value'])}"
            for line in told["unmapped"][:_VALUES]
        ]
    if counts["ambiguous"]:
        lines.append(
            f"{counts['ambiguous']} datasets have a licence that the mapping table calls ambiguous."
        )
    return lines


def _rejected(records: dict[str, Any]) -> list[str]:
    lines = ["Not taken in:"] if records["count"] else []
    for record in records["results"]:
        lines.append(f"  {_one_line(record['title']) or '(no title)'}  {record['guid']}")
        lines += [f"    {Refusal(**reason).line()}" for reason in record["reasons"]]
    rest = records["count"] - len(records["results"])
    return [*lines, f"  and {rest} more"] if rest else lines


def _print_runs(form: str) -> None:
    """The last run of each source."""
    if form == "csv":
        raise click.UsageError("--format csv needs --source or --job.")
    latest = reading.latest(access.administered(_site_user())).values()
    runs = sorted(latest, key=lambda run: str(run["source"]["name"]))
    if form == "json":
        click.echo(json.dumps(runs, ensure_ascii=False, indent=2))
        return
    heads = ("found", *_ROWS)
    click.echo(f"{'source':24}{'started':21}{'status':10}" + "".join(f"{h:>11}" for h in heads))
    for run in runs:
        name = run["source"]["name"] or run["source"]["title"]
        numbers = "".join(f"{run['counts'][head]:>11}" for head in heads)
        click.echo(f"{name:24}{run['started'][:19]:21}{run['status']:10}{numbers}")


def _last_run(source: str) -> str:
    found = _call("donl_run_report_list", source_id=source, limit=1)["results"]
    if not found:
        raise click.ClickException(f"the source {source} has not run yet")
    return str(found[0]["id"])


def _call(action: str, **data: Any) -> Any:
    return tk.get_action(action)({"user": _site_user(), "ignore_auth": True}, data)


def _site_user() -> str:
    return str(tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"])


def _one_line(text: str) -> str:
    return " ".join(text.split())
