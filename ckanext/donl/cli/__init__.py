"""``ckan donl …``: one module per group of commands."""

from __future__ import annotations

import click

from ..harvest.language import site_language
from .health import health
from .licence import licence
from .mapping import mapping
from .preview import preview
from .read import read
from .report import report
from .run import run
from .search import search
from .vocabulary import vocabulary

__all__ = ["donl"]


@click.group(short_help="The intake of data.overheid.nl.")
@click.pass_context
def donl(context: click.Context) -> None:
    """The intake of data.overheid.nl."""
    # Reasons are told in the words in which the portal's pages tell them.
    context.with_resource(site_language())


for command in (health, licence, mapping, preview, read, report, run, search, vocabulary):
    donl.add_command(command)
