"""Lines out of and into the portal's published format (repository dataoverheid/donlsync-mappings).

A published file takes the place of the whole table that is shipped. So an exported one holds the
whole table, lines of the browser included, and a site that is given it maps as this portal does; of
one that is imported, only the lines that the file tables do not have are stored."""

from __future__ import annotations

from .. import mapping
from .lines import WrongLine, save, tables


def exported(catalogue: mapping.Catalogue) -> dict[str, bytes]:
    """The tables that have lines of the browser.

    :param catalogue: the mappings in use, with these lines
    :returns: the content of files by their path in the published layout
    """
    return {
        mapping.published_file(catalogue.name, key): mapping.as_json(catalogue.tables[key])
        for key in sorted(tables(catalogue.name))
    }


def imported(files: mapping.Catalogue, path: str, content: bytes, author: str) -> int:
    """Store the lines of a published file.

    :param files: the mappings in use, without the lines of the browser
    :param path: of the file, which ends as in the published layout
    :returns: how many lines the file tables did not have
    :raises ckanext.donl.mapping.MappingError: the file cannot be read, or is none of the catalogue
    :raises WrongLine: a line cannot be stored; its reason begins with the value of the line
    """
    key = mapping.field_of(files.name, path)
    table = files.tables.get(key)
    count = 0
    for row in mapping.read_json(content, path):
        known = table.lookup(row.value) if table else None
        if known is None or known.target != row.target:
            try:
                save(files.name, key, row.value, row.target, author=author, note=row.note)
            except WrongLine as error:
                raise WrongLine(error.field, f"{row.value!r}: {error.reason}") from error
            count += 1
    return count
