"""``ckan donl preview``: what a run of a source would do."""

from __future__ import annotations

import json

import ckan.plugins.toolkit as tk
import click

from ..actions.preview import found
from ..harvest.repair import is_url
from ..harvest.sources import SOURCES
from .read import record_lines


@click.command(short_help="Show what a run of a source would do, and write nothing.")
@click.argument("place", metavar="SOURCE|URL")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100))
@click.option(
    "--type",
    "source_type",
    type=click.Choice(sorted(SOURCES)),
    help="The type of the source, where a URL is given; ngr when not given.",
)
@click.option("--config", "source_config", metavar="JSON", help="Other settings for the source.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)
def preview(
    place: str, limit: int, source_type: str | None, source_config: str | None, form: str
) -> None:
    """Gather the first records of a harvest SOURCE (name or id), or of the catalogue at a URL, and
    show for each what would be stored, why, and whether it would be added, updated or rejected.

    Ends with status 1 when the source cannot be read.
    """
    asked: dict[str, object] = {"limit": limit}
    if is_url(place):
        asked.update(url=place, source_type=source_type or "ngr")
    else:
        asked.update(source_id=place)
        if source_type:
            asked.update(source_type=source_type)
    if source_config is not None:
        asked.update(config=source_config)
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    try:
        seen = found({"user": user, "ignore_auth": True}, asked)
    except tk.ValidationError as error:
        reasons = "; ".join(f"{name}: {', '.join(why)}" for name, why in error.error_dict.items())
        raise click.ClickException(reasons) from error
    except tk.ObjectNotFound as error:
        raise click.ClickException(f"there is no harvest source {place}") from error
    if form == "json":
        click.echo(json.dumps(seen.as_dict(), ensure_ascii=False, indent=2))
    else:
        for record in seen.records:
            click.echo("\n".join(record_lines(record.trial, record.outcome)) + "\n")
        told = seen.as_dict()
        counts = {**told["counts"], **{f"left out: {why}": n for why, n in seen.left_out.items()}}
        click.echo(", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
        for alert in seen.alerts:
            click.echo(f"! {alert}")
    if not seen.records and seen.alerts:
        raise click.exceptions.Exit(1)
