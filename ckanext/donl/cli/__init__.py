"""``ckan donl …``: one module per group of commands."""

from __future__ import annotations

import click

from .licence import licence
from .mapping import mapping
from .read import read
from .run import run

__all__ = ["donl"]


@click.group(short_help="The intake of data.overheid.nl.")
def donl() -> None:
    """The intake of data.overheid.nl."""


for command in (licence, mapping, read, run):
    donl.add_command(command)
