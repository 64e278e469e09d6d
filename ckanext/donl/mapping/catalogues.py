"""The mappings of a source catalogue: those shipped in ``data/<catalogue>/``, and what a folder or
a site puts in their place; over both come the lines that are given to :func:`load`.

What overrides has the layout of the portal's published mappings. Each of these files *replaces* the
shipped one:

    value-mappings/NGR__Dataset__Theme.json
    blacklists/NGR__Dataset__Identifier.json
    defaults/NGR.json

and the lines of a table of our own are put in the place of single lines, whichever table they find:

    ngr/dataset.theme.csv

A table that the catalogue shares between fields (``shared`` in its ``catalogue.yaml``) is changed
for all of them, except those that have a file of their own. A catalogue that is much like another
has that one as its ``base``: it uses the base's tables, its own lines in the place of theirs.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from ckan.plugins.toolkit import _

from . import files
from .properties import DATA, Property, properties
from .tables import Catalogue, MappingError, Problem, Table

#: Gives the content of a file by its path in the layout above, None when there is no such file.
Override = Callable[[str], bytes | None]


def catalogues() -> list[str]:
    """The names of the catalogues for which mappings are shipped."""
    return sorted(path.parent.name for path in DATA.glob("*/catalogue.yaml"))


def load(
    catalogue: str, override: Override | None = None, lines: Mapping[str, Table] | None = None
) -> Catalogue:
    """The mappings of a source catalogue.

    :param override: gives the files that replace or amend the shipped ones
    :param lines: what takes the place of single lines of any file, by field
    :raises MappingError: there is no such catalogue, or a file cannot be used; what is merely odd
        is among its ``problems``
    """
    if catalogue not in catalogues():
        known = ", ".join(catalogues())
        reason = _("there are no mappings for this catalogue; there are for: {known}")
        raise MappingError(catalogue, reason.format(known=known))
    return _Loader(catalogue, override or (lambda _file: None), lines or {}).load()


def table_of(catalogue: str, key: str) -> str:
    """The field whose table a field uses; its own for most."""
    return str(_about(catalogue).get("shared", {}).get(key, key))


def mapped_fields() -> dict[str, str]:
    """The value list of each field that has a value table."""
    return {
        key: line.value_list
        for key, line in properties().items()
        if line.table is not None and line.value_list is not None
    }


def published_file(catalogue: str, key: str) -> str:
    """The path of a field's value table in the published layout."""
    return _published_table(_about(catalogue), properties()[key])


def field_of(catalogue: str, path: str) -> str:
    """The field whose value table is published under this name.

    :raises MappingError: no field of the catalogue has a table of this name
    """
    names = {Path(published_file(catalogue, key)).name: key for key in mapped_fields()}
    file = Path(path).name
    if file not in names:
        raise MappingError(file, _not_read(file, set(names)))
    return names[file]


class Folder:
    """A folder that overrides mappings; calling it gives a file's content."""

    def __init__(self, path: str | Path) -> None:
        """:raises MappingError: there is no such folder"""
        self.path = Path(path)
        if not self.path.is_dir():
            raise MappingError(str(path), _("there is no such folder"))

    def __call__(self, file: str) -> bytes | None:
        try:
            return (self.path / file).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise MappingError(file, _("cannot be read: {error}").format(error=error)) from error

    def unread(self, catalogue: str) -> list[Problem]:
        """The files that are named as if they were this catalogue's, and that nothing reads."""
        read = set(_file_names(catalogue))
        name = _about(catalogue)["published"]
        patterns = (f"*/{name}__*", f"defaults/{name}.*", f"{catalogue}/*.csv")
        found = {
            path.relative_to(self.path).as_posix()
            for pattern in patterns
            for path in self.path.glob(pattern)
        }
        return [Problem(catalogue, file, _not_read(file, read)) for file in sorted(found - read)]


def folder(path: str | Path) -> Folder:
    """What overrides mappings with the files of a folder.

    :raises MappingError: there is no such folder
    """
    return Folder(path)


@dataclass
class _Loader:
    """One loading of a catalogue's mappings."""

    catalogue: str
    override: Override
    lines: Mapping[str, Table]
    remarks: list[Problem] = field(default_factory=list)

    @cached_property
    def about(self) -> dict[str, Any]:
        return _about(self.catalogue)

    def load(self) -> Catalogue:
        tables: dict[str, Table] = {}
        shared = self.about.get("shared", {})
        # Tables that others share come first.
        for line in sorted(properties().values(), key=lambda line: line.key in shared):
            table = self.table(line, tables.get(shared.get(line.key, "")))
            if table is not None:
                tables[line.key] = table
        return Catalogue(
            self.catalogue,
            self.about["title"],
            tables,
            self.defaults(),
            self.blocked(),
            frozenset(self.about.get("by_label", ())),
            tuple(self.remarks),
        )

    def table(self, line: Property, shared: Table | None) -> Table | None:
        if line.table is None:
            return None
        table = shared
        for shipped in self.shipped(_csv_name(line), inherited=shared is None):
            lines = self.noted(line.key, files.table_from_csv(shipped, _csv_name(line)))
            table = table.updated(lines) if table and table is not shared else lines
        file = _published_table(self.about, line)
        if (content := self.override(file)) is not None:
            table = self.noted(file, files.table_from_json(content, file))
        file = f"{self.catalogue}/{_csv_name(line)}"
        if (content := self.override(file)) is not None:
            lines = self.noted(file, files.table_from_csv(content, file))
            table = table.updated(lines) if table else lines
        for key in dict.fromkeys((table_of(self.catalogue, line.key), line.key)):
            if key in self.lines:
                table = table.updated(self.lines[key]) if table else self.lines[key]
        return table

    def defaults(self) -> dict[str, str]:
        file = f"defaults/{self.about['published']}.json"
        content = self.override(file)
        if content is None:
            return dict(self.about.get("defaults", {}))
        return self.noted(file, files.defaults_from_json(content, file))

    def blocked(self) -> dict[str, frozenset[str]]:
        blocked: dict[str, frozenset[str]] = {}
        for shipped in self.shipped("blocked.csv"):
            blocked = files.blocked_from_csv(shipped, "blocked.csv")
        for line in properties().values():
            if line.block is None:
                continue
            file = _json_name("blacklists", self.about["published"], line.block)
            if (content := self.override(file)) is not None:
                blocked[line.key] = files.blocked_from_json(content, file)
        return blocked

    def shipped(self, file: str, *, inherited: bool = False) -> Iterator[bytes]:
        """The catalogue's own file, if there is one.

        :param inherited: before it, the base's
        """
        bases = [self.about["base"]] if inherited and "base" in self.about else []
        paths = (DATA / folder / file for folder in (*bases, self.catalogue))
        return (path.read_bytes() for path in paths if path.is_file())

    def noted(self, where: str, read: tuple[Any, list[str]]) -> Any:
        """What was read; what is odd about it is kept."""
        value, oddities = read
        self.remarks += [Problem(self.catalogue, where, what) for what in oddities]
        return value


def _not_read(file: str, names: set[str]) -> str:
    """With the names that are most like it: a file that nothing reads is a file misspelt."""
    near = difflib.get_close_matches(file, sorted(names), 3, 0)
    what = _("is not read: no field has mappings of this name; names like it are: {names}")
    return what.format(names=", ".join(near))


@cache
def _about(catalogue: str) -> dict[str, Any]:
    about: dict[str, Any] = yaml.safe_load((DATA / catalogue / "catalogue.yaml").read_text("utf-8"))
    if "base" in about:
        base = _about(about["base"])
        for key in ("shared", "by_label"):
            about.setdefault(key, base.get(key, {}))
    return about


def _file_names(catalogue: str) -> Iterator[str]:
    """Every file that can override something of a catalogue's."""
    about = _about(catalogue)
    name = about["published"]
    yield f"defaults/{name}.json"
    for line in properties().values():
        if line.table:
            yield _published_table(about, line)
            yield f"{catalogue}/{_csv_name(line)}"
        if line.block:
            yield _json_name("blacklists", name, line.block)


def _csv_name(line: Property) -> str:
    return f"{line.key}.csv"


def _published_table(about: Mapping[str, Any], line: Property) -> str:
    """The path of a value table in the published layout; some catalogues spell a name in their own
    way."""
    name = about.get("published_as", {}).get(line.key, line.table)
    return _json_name("value-mappings", about["published"], name)


def _json_name(kind: str, catalogue: str, name: str) -> str:
    return f"{kind}/{catalogue}__{name}.json"
