"""``ckan donl licence``: why a record has the licence it has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import click

from .. import config, mapping
from ..harvest import settings
from ..harvest.http import Client, SourceError
from ..harvest.mapping_tables import load
from ..harvest.repair import is_url
from ..harvest.sources import SOURCES
from ..harvest.trial import try_file


@click.group(short_help="Licences of records.")
def licence() -> None:
    """Licences of records."""


@licence.command()
@click.argument("place", metavar="FILE|URL|DATASET")
@click.option(
    "--type", "kind", type=click.Choice(sorted(SOURCES)), default="ngr", show_default=True
)
def explain(place: str, kind: str) -> None:
    """Print how a licence was decided: the possible licences with the selector that gave each,
    which was chosen and why, what the value table and the value list say.

    Of the records in a FILE or at a URL, or of a harvested DATASET (name or id).
    """
    source_class = SOURCES[kind]
    client = Client(config.private_hosts())
    parsed = settings.parse(None, source_class.settings_table)
    source = source_class("", parsed)
    try:
        catalogue = load(source.catalogue, client)
        content = _content(place, client)
        for trial in try_file(source, parsed, catalogue, place, content):
            click.echo(f"{trial.guid or trial.origin}  {trial.title}".rstrip())
            found = trial.mapped.licence if trial.mapped else None
            lines = found.lines() if found else [error.line() for error in trial.errors]
            click.echo("".join(f"  {line}\n" for line in lines))
    except (SourceError, mapping.MappingError) as error:
        raise click.ClickException(str(error)) from error


def _content(place: str, client: Client) -> bytes:
    if is_url(place):
        return client.get(place)
    path = Path(place)
    if path.is_file():
        return path.read_bytes()
    content = _harvested(place)
    if content is None:
        raise click.ClickException(f"{place} is no file, no URL and no harvested dataset")
    return content


def _harvested(name: str) -> bytes | None:
    """The record from which a dataset was made."""
    try:
        obj: dict[str, Any] = tk.get_action("harvest_object_show")(
            {"ignore_auth": True}, {"dataset_id": name}
        )
    except tk.ObjectNotFound:
        return None
    return obj["content"].encode() if obj.get("content") else None
