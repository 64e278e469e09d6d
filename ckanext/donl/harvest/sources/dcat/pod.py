"""The ``data.json`` of Project Open Data, which OpenDataSoft and Socrata give as well as RDF."""

from __future__ import annotations

from ckan.plugins.toolkit import _

from ....mapping import Values


def datasets(content: bytes) -> list[tuple[str, str, bytes]]:
    """The datasets of a catalogue.

    :returns: of each its identity, its title, and its canonical content, a JSON object
    :raises ValueError: it is no such catalogue
    """
    raise ValueError(_("a data.json catalogue is not read"))


def read(canonical: bytes) -> Values:
    """The values of a dataset.

    :param canonical: as :func:`datasets` gives it
    """
    raise ValueError(_("a data.json catalogue is not read"))
