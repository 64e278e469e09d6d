"""What the values of a record become: tables, defaults, block lists and licences, and the reason
behind each value."""

from .catalogues import (
    Folder,
    Override,
    catalogues,
    field_of,
    folder,
    load,
    mapped_fields,
    published_file,
    table_of,
)
from .dataset import Mapped, by_property, to_package
from .files import as_json, read_json
from .licence import Licence
from .tables import Catalogue, MappingError, Problem, Row, Table, fold, problems
from .trace import Decision, How
from .values import Value, Values

__all__ = [
    "Catalogue",
    "Decision",
    "Folder",
    "How",
    "Licence",
    "Mapped",
    "MappingError",
    "Override",
    "Problem",
    "Row",
    "Table",
    "Value",
    "Values",
    "as_json",
    "by_property",
    "catalogues",
    "field_of",
    "fold",
    "folder",
    "load",
    "mapped_fields",
    "problems",
    "published_file",
    "read_json",
    "table_of",
    "to_package",
]
