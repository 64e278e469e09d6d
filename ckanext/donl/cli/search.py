"""``ckan donl search``: what Solr needs for finding datasets by Dutch words."""

from __future__ import annotations

import click
from ckan.plugins.toolkit import _

from .. import search as room


@click.group(short_help="The search index.")
def search() -> None:
    """The search index."""


@search.command()
def schema() -> None:
    """Add to Solr's schema what Dutch search needs; nothing where it is there already.

    Without it everything works, but a search for "bomen" does not find "boom". Where Solr's schema
    is a file that cannot be changed over Solr's API, tells which lines to put into that file.
    """
    try:
        added = room.bring_up_to_date()
    except room.SchemaError as error:
        if error.by_hand:
            click.echo(room.lines(), nl=False)
            click.echo(_by_hand(), err=True)
        raise click.ClickException(str(error)) from error
    if added:
        click.echo(_("Added to Solr's schema: {names}").format(names=", ".join(added)))
        click.echo(_("Datasets are found by Dutch words after: ckan search-index rebuild"))
    else:
        click.echo(_("Solr's schema has all that Dutch search needs."))


def _by_hand() -> str:
    return _(
        "Put the lines above into Solr's schema.xml, right before </schema>, have Solr read it, "
        "and then: ckan search-index rebuild"
    )
