"""``ckan donl mapping``: the mappings of the source catalogues."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ckan.plugins.toolkit as tk
import click
from ckan import model

from .. import amendments, config
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
    target. Ends with status 1 when something is wrong, one line for each. It needs no database and
    does not look at the lines that were added in the browser: those are checked when they are made.
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


@mapping.command("list")
@click.option("--catalogue", metavar="CATALOGUE", help="Only the lines of this catalogue.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)
def list_lines(catalogue: str | None, form: str) -> None:
    """Print the lines that were added in the browser or imported, the newest first."""
    lines = tk.get_action("donl_mapping_list")(_context(), {"catalogue": catalogue or ""})
    if form == "json":
        click.echo(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(
            f"{line['created'][:16]}  {line['author']}  {line['catalogue']}  {line['property']}  "
            f"{line['value']}  ->  {line['target']}"
        )


@mapping.command("export")
@click.argument("catalogue")
@click.option(
    "--out",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Where to put the files; here when not given.",
)
def export_lines(catalogue: str, out: Path) -> None:
    """Write the tables of a CATALOGUE that have lines of the browser, in the published format.

    A published file takes the place of the whole shipped table; so each holds the whole table.
    """
    with _told_errors():
        files = amendments.exported(
            mapping_tables.in_use(catalogue, Client(config.private_hosts()))
        )
    for path, content in files.items():
        target = out / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        except OSError as error:
            raise click.ClickException(f"{target} cannot be written: {error.strerror}") from error
        click.echo(target)
    if not files:
        click.echo(f"{catalogue} has no lines of the browser")


@mapping.command("import")
@click.argument("catalogue")
@click.argument("places", metavar="FILE|FOLDER...", nargs=-1, required=True)
@click.option("--user", help="In whose name; the site user when not given.")
def import_lines(catalogue: str, places: tuple[str, ...], user: str | None) -> None:
    """Add the lines of published value mappings of a CATALOGUE that its tables do not have.

    They are kept in the database, as those of the browser, and override the files.
    """
    author = user or _site_user()
    if model.User.get(author) is None:
        raise click.ClickException(f"there is no user {author}")
    with _told_errors():
        tables = mapping_tables.load(catalogue, Client(config.private_hosts()))
    for file in _files(places):
        with _told_errors(f"{file}: "):
            count = amendments.imported(tables, str(file), file.read_bytes(), author)
        click.echo(f"{file}: {count} {'line' if count == 1 else 'lines'} added")


def _files(places: tuple[str, ...]) -> list[Path]:
    found: list[Path] = []
    for place in map(Path, places):
        if not place.exists():
            raise click.ClickException(f"{place}: there is no such file or folder")
        found += sorted(place.rglob("*.json")) if place.is_dir() else [place]
    return found


@contextmanager
def _told_errors(where: str = "") -> Iterator[None]:
    try:
        yield
    except (SourceError, mappings.MappingError) as error:
        raise click.ClickException(str(error)) from error
    except amendments.WrongLine as error:
        raise click.ClickException(f"{where}{error.field}: {error.reason}") from error


def _context() -> dict[str, object]:
    return {"user": _site_user(), "ignore_auth": True}


def _site_user() -> str:
    return str(tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"])
