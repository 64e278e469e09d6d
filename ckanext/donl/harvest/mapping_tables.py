"""The mapping tables a run works with: the shipped ones, overridden by a folder or a site."""

from __future__ import annotations

from collections.abc import Mapping

from ckan.plugins.toolkit import _

from .. import amendments, config, mapping
from .http import BadAnswer, Client, SourceError
from .repair import is_url


def in_use(catalogue: str, client: Client) -> mapping.Catalogue:
    """The tables of a catalogue as a harvest uses them: with the lines of the browser.

    :raises SourceError: as :func:`load`
    """
    return load(catalogue, client, lines=amendments.tables(catalogue))


def load(
    catalogue: str,
    client: Client,
    place: str | None = None,
    lines: Mapping[str, mapping.Table] | None = None,
) -> mapping.Catalogue:
    """The tables of a catalogue with what a folder or a site puts in their place.

    :param place: the folder or URL; that of ``ckanext.donl.mapping.<catalogue>`` when not given
    :param lines: what takes the place of single lines, by field
    :raises SourceError: the folder or the site cannot be read, or a file of it cannot be used
    """
    place = config.mapping_override(catalogue) if place is None else place
    try:
        if is_url(place):
            return mapping.load(catalogue, _site(place, client), lines)
        return mapping.load(catalogue, mapping.folder(place) if place else None, lines)
    except mapping.MappingError as error:
        raise SourceError(
            _("mapping tables of {catalogue}: {error}").format(catalogue=catalogue, error=error)
        ) from error


def _site(place: str, client: Client) -> mapping.Override:
    def read(file: str) -> bytes | None:
        try:
            return client.get(f"{place.rstrip('/')}/{file}")
        except BadAnswer as answer:
            if answer.status in (404, 410):
                return None
            raise

    return read
