"""``ckan donl vocabulary``: the value lists, and how they are kept up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
import click

from .. import config, profile
from .. import vocabulary as lists
from ..harvest.http import Client, SourceError
from ..harvest.repair import is_url

_ = tk._
# Reads a list; the second is where it was read.
Reader = Callable[[str], tuple[bytes, str]]


@click.group(short_help="The value lists.")
def vocabulary() -> None:
    """The value lists: what is in them, and how they are kept up to date."""


@vocabulary.command("list")
def list_() -> None:
    """List the value lists: how many values, where they come from and how old they are.

    Ends with status 1 when a refreshed list cannot be used.
    """
    found = [lists.get(name) for name in lists.names()]
    for values in found:
        origin = " ".join(filter(None, [values.source, values.date]))
        click.echo(f"{values.name:<34}{len(values):>6}  {values.status:<14}{origin}")
    faults = [f"{values.name}: {values.fault}" for values in found if values.fault]
    _end(faults)


@vocabulary.command()
@click.argument("name")
def show(name: str) -> None:
    """Print a value list: a line for each value with its URI, its Dutch and its English label and,
    where there is one, the broader value, with tabs between them."""
    values = _get(name)
    for line in (
        f"{values.title}: {values.status_text}",
        " ".join(filter(None, [values.source, values.date])),
        values.note,
        values.fault,
    ):
        if line:
            click.echo(line, err=True)
    for entry in values:
        facts = [entry.uri, entry.label_nl, entry.label_en, entry.parent]
        click.echo("\t".join(facts).rstrip())


@vocabulary.command()
@click.argument("names", metavar="[LIST]...", nargs=-1)
@click.option(
    "--from",
    "place",
    metavar="URL|FOLDER",
    help="Where the files LIST.json are, instead of where data.overheid.nl publishes its lists.",
)
@click.option(
    "--accept-shrunken",
    metavar="LIST",
    multiple=True,
    help="Take this list although it lacks many of the values in use.",
)
def update(names: tuple[str, ...], place: str | None, accept_shrunken: tuple[str, ...]) -> None:
    """Refresh these value lists, or all that are published, for the whole portal.

    A list that cannot be read, is malformed or lacks many of the values in use stays what it is,
    and the reason is told; the others are refreshed. Ends with status 1 when one was not.
    """
    wanted = _originals(names)
    accepted = _originals(accept_shrunken)
    read, there = _source(place)
    failures = []
    for name in wanted or there:
        try:
            click.echo(f"{name}: {_refreshed(name, read, name in accepted)}")
        except (SourceError, lists.Refused) as error:
            line = f"{name}: {_('not refreshed')}: {error}"
            if isinstance(error, lists.Shrunken):
                line += f" (--accept-shrunken {name})"
            failures.append(line)
            click.echo(line, err=True)
    if failures:
        raise click.exceptions.Exit(1)


@vocabulary.command()
@click.argument("names", metavar="[LIST]...", nargs=-1)
def check(names: tuple[str, ...]) -> None:
    """Tell which datasets hold values that these value lists, or any, do not have.

    A line for each: dataset, field, value, the list and the distribution, with tabs between them.
    Ends with status 1 when there are any.
    """
    count = 0
    for found in profile.unlisted(_originals(names)):
        count += 1
        facts = [found.dataset, found.field, found.value, found.value_list, found.distribution]
        click.echo("\t".join(" ".join(fact.split()) for fact in facts).rstrip())
    if count:
        click.echo(_("{count} values are not in their value list").format(count=count), err=True)
        raise click.exceptions.Exit(1)


def _refreshed(name: str, read: Reader, accept_shrunken: bool) -> str:
    """Refresh a list, and say what that did."""
    content, source = read(name)
    change = lists.refresh(name, content, source, accept_shrunken=accept_shrunken)
    return _("{count} values: {added} new, {lost} gone, {changed} changed").format(
        count=len(change.values),
        added=len(change.added),
        lost=len(change.lost),
        changed=len(change.changed),
    )


def _source(place: str | None) -> tuple[Reader, list[str]]:
    """How lists are read, and the names of those that are there to be read."""
    client = Client(config.private_hosts(), max_bytes=lists.MAX_BYTES, deadline=120)
    if place is None:
        return (lambda name: _fetched(lists.published_at(name), client)), lists.refreshable()
    if is_url(place):
        base = place.rstrip("/")
        return (lambda name: _fetched(f"{base}/{name}.json", client)), lists.refreshable()
    folder = Path(place)
    there = [name for name in lists.names() if (folder / f"{name}.json").is_file()]
    there = [name for name in there if name == lists.original(name)]
    if not there:
        raise click.ClickException(
            _("{place} is no URL and no folder with value lists (LIST.json)").format(place=place)
        )
    return (lambda name: _read(folder / f"{name}.json")), there


def _fetched(url: str, client: Client) -> tuple[bytes, str]:
    parts = urlsplit(url)
    # Visitors are shown the source: not who asked, nor with which key.
    host = parts.netloc.rpartition("@")[2]
    return client.get(url), f"{parts.scheme}://{host}{parts.path}"


def _read(path: Path) -> tuple[bytes, str]:
    try:
        with path.open("rb") as file:
            return file.read(lists.MAX_BYTES + 1), f"{path.resolve().parent.name}/{path.name}"
    except OSError as error:
        raise lists.Refused(f"{path}: {error.strerror}") from error


def _get(name: str) -> lists.ValueList:
    try:
        return lists.get(name)
    except lists.UnknownList as error:
        raise click.ClickException(str(error)) from error


def _originals(names: tuple[str, ...]) -> list[str]:
    """The lists that hold the values of these, each once."""
    return list(dict.fromkeys(lists.original(_get(name).name) for name in names))


def _end(faults: list[str]) -> None:
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.exceptions.Exit(1)
