"""``ckan donl mapping``: the mappings of the source catalogues."""

from __future__ import annotations

import click

from .. import config
from .. import mapping as mappings
from ..harvest import mapping_tables
from ..harvest.http import Client, SourceError
from ..harvest.repair import is_url


@click.group(short_help="Mappings of the source catalogues.")
def mapping() -> None:
    """The value tables, defaults and block lists of the source catalogues."""


@mapping.command()
@click.argument("catalogues", metavar="[CATALOGUE]...", nargs=-1)
@click.option(
    "--override",
    metavar="FOLDER|URL",
    help="Check with these files in the place of the shipped ones, instead of those that the "
    "configuration names.",
)
def check(catalogues: tuple[str, ...], override: str | None) -> None:
    """Check the mappings of these catalogues, or of all, as a harvest uses them.

    Every target and default must be in the value list of its field, and a value must have one
    target. Ends with status 1 when something is wrong, one line for each.
    """
    client = Client(config.private_hosts())
    failed = False
    for name in catalogues or mappings.catalogues():
        wrong, line = _checked(name, override, client)
        failed = failed or wrong
        click.echo(line)
    if failed:
        raise click.exceptions.Exit(1)


def _checked(name: str, override: str | None, client: Client) -> tuple[bool, str]:
    """:returns: whether something is wrong with a catalogue's mappings, and what there is to say"""
    place = config.mapping_override(name) if override is None else override
    try:
        catalogue = mapping_tables.load(name, client, place)
    except SourceError as error:
        return True, str(error)
    found = mappings.problems(catalogue)
    if place and not is_url(place):
        found += mappings.folder(place).unread(name)
    if found:
        return True, "\n".join(map(str, found))
    lines = sum(map(len, catalogue.tables.values()))
    blocked = sum(map(len, catalogue.blocked.values()))
    counts = (
        f"{len(catalogue.tables)} tables with {lines} lines, "
        f"{len(catalogue.defaults)} defaults, {blocked} blocked values"
    )
    source = f" with {place}" if place else ""
    return False, f"{name}: ok{source}, {counts}, version {catalogue.version}"
