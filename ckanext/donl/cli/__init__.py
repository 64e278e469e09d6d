"""``ckan donl …``: one module per group of commands."""

from __future__ import annotations

import click

from .mapping import mapping


@click.group(short_help="The intake of data.overheid.nl.")
def donl() -> None:
    """The intake of data.overheid.nl."""


donl.add_command(mapping)


def get_commands() -> list[click.Command]:
    """The commands that the plugin adds to ``ckan``."""
    return [donl]
