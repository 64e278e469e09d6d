"""``ckan donl health``: whether the synchronisation works."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from .. import health as healths


@click.command(short_help="Say whether the synchronisation works; status 1 when it does not.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)
def health(form: str) -> None:
    """Say for servers, consumers, timer, queues and every source how they are.

    Ends with status 1 when something is wrong.
    """
    found = healths.portal()
    if form == "json":
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(found)))
    if not found.healthy:
        raise click.exceptions.Exit(1)


def _lines(found: healths.Portal) -> Iterator[str]:
    for name, answers in found.servers.items():
        yield _line(answers, name, "answers" if answers else "does not answer")
    for kind, count in found.consumers.items():
        told = "cannot be told" if count is None else f"{count} alive"
        waiting = found.queues[kind]
        queue = "" if waiting is None else f", {waiting} waiting in the queue"
        yield _line(bool(count), f"{kind} consumers", f"{told}{queue}")
    yield _line(found.timer, "timer", "looks" if found.timer else "has not looked for 30 minutes")
    for source in found.sources:
        complete = source.last_complete
        read = f"{complete:%Y-%m-%d %H:%M} UTC" if complete else "never"
        problems = "; ".join(source.problems) or "well"
        yield _line(not source.problems, source.name, f"{problems}; last read to the end: {read}")


def _line(well: bool, name: str, told: str) -> str:
    return f"{'ok' if well else '!!'}  {name:20} {told}"
