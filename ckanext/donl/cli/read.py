"""``ckan donl read``: what a harvest would make of records."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from .. import config, mapping
from ..harvest import settings
from ..harvest.http import Client, SourceError
from ..harvest.mapping_tables import load
from ..harvest.repair import is_url
from ..harvest.sources import SOURCES
from ..harvest.trial import Trial, try_file


@click.command(short_help="Read records as a harvest would, and write nothing.")
@click.argument("kind", metavar="TYPE", type=click.Choice(sorted(SOURCES)))
@click.argument("places", metavar="FILE|FOLDER|URL...", nargs=-1, required=True)
@click.option("--config", "source_config", metavar="JSON", help="The source's configuration.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)
def read(kind: str, places: tuple[str, ...], source_config: str | None, form: str) -> None:
    """Read records of a TYPE of source through the very code of the harvest.

    A file is a record, a page of records, or one that wraps a record. Shows each value with the
    selector that gave it, the dataset, the licence's reasoning and the outcome.
    """
    source_class = SOURCES[kind]
    client = Client(config.private_hosts())
    try:
        parsed = settings.parse(source_config, source_class.settings_table)
        source = source_class("", parsed)
        catalogue = load(source.catalogue, client)
    except (settings.SettingsError, SourceError, mapping.MappingError) as error:
        raise click.ClickException(str(error)) from error
    counts: Counter[str] = Counter()
    for origin, content in _contents(places, source.suffixes, client):
        for trial in try_file(source, parsed, catalogue, origin, content):
            counts[trial.outcome] += 1
            if form == "json":
                click.echo(json.dumps(trial.as_dict(), ensure_ascii=False))
            else:
                click.echo("\n".join(record_lines(trial, trial.outcome)) + "\n")
    if form == "table":
        click.echo(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())))


def _contents(
    places: tuple[str, ...], suffixes: tuple[str, ...], client: Client
) -> Iterator[tuple[str, bytes]]:
    for place in places:
        if is_url(place):
            try:
                yield place, client.get(place)
            except SourceError as error:
                raise click.ClickException(str(error)) from error
            continue
        path = Path(place)
        if not path.exists():
            raise click.ClickException(f"{place}: there is no such file or folder")
        files = [path] if path.is_file() else _files(path, suffixes)
        if not files:
            raise click.ClickException(f"{place}: no file in it ends in {' or '.join(suffixes)}")
        for file in files:
            yield str(file), file.read_bytes()


def _files(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.suffix.lower() in suffixes)
    return sorted(path for path in found if path.is_file())


def record_lines(trial: Trial, outcome: str) -> Iterator[str]:
    """A record for the eye.

    :param outcome: what happens to it, in a word
    """
    yield click.style(f"{trial.origin}  {trial.guid}".strip(), bold=sys.stdout.isatty())
    yield f"  {outcome}: {trial.title}"
    for error in trial.errors:
        yield f"  ! {error.line()}"
    if trial.values:
        yield "  values"
        for name, value in trial.values.all():
            yield f"    {name:24} {_short(value.text)}  [{value.selector}]"
    if trial.mapped and trial.mapped.licence:
        yield "  licence"
        for line in trial.mapped.licence.lines():
            yield f"    {line}"
    if trial.mapped:
        yield "  dataset"
        for decision in trial.mapped.trace:
            note = f" ({decision.note})" if decision.note else ""
            raw = (
                f" from {_short(decision.raw)}"
                if decision.raw and decision.raw != decision.value
                else ""
            )
            shown = _short(decision.value) or "-"
            yield f"    {decision.field:32} {shown}  {decision.how.value}{raw}{note}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:100]}…" if len(text) > 100 else text
