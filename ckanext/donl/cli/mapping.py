"""``ckan donl mapping``: the mappings of the source catalogues."""

from __future__ import annotations

import click

from .. import mapping as mappings


@click.group(short_help="Mappings of the source catalogues.")
def mapping() -> None:
    """The value tables, defaults and block lists of the source catalogues."""


@mapping.command()
@click.argument("catalogues", metavar="[CATALOGUE]...", nargs=-1)
@click.option(
    "--override",
    metavar="FOLDER",
    help="Check with the files of this folder in the place of the shipped ones.",
)
def check(catalogues: tuple[str, ...], override: str | None) -> None:
    """Check the mappings of these catalogues, or of all.

    Every target and default must be in the value list of its field, and a value must have one
    target. Ends with status 1 when something is wrong, one line for each.
    """
    failed = False
    for name in catalogues or mappings.catalogues():
        wrong, line = _checked(name, override)
        failed = failed or wrong
        click.echo(line)
    if failed:
        raise click.exceptions.Exit(1)


def _checked(name: str, override: str | None) -> tuple[bool, str]:
    """:returns: whether something is wrong with a catalogue's mappings, and what there is to say"""
    try:
        folder = mappings.folder(override) if override else None
        catalogue = mappings.load(name, folder)
    except mappings.MappingError as error:
        return True, f"{name}: {error}"
    found = mappings.problems(catalogue) + (folder.unread(name) if folder else [])
    if found:
        return True, "\n".join(map(str, found))
    lines = sum(map(len, catalogue.tables.values()))
    blocked = sum(map(len, catalogue.blocked.values()))
    counts = (
        f"{len(catalogue.tables)} tables with {lines} lines, "
        f"{len(catalogue.defaults)} defaults, {blocked} blocked values"
    )
    return False, f"{name}: ok, {counts}, version {catalogue.version}"
