"""What the values of a record become: tables, defaults, block lists and licences, and the reason
behind each value."""

from .catalogues import Folder, Override, catalogues, folder, load
from .dataset import Mapped, to_package
from .licence import Licence
from .tables import Catalogue, MappingError, Problem, Row, Table, problems
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
    "catalogues",
    "folder",
    "load",
    "problems",
    "to_package",
]
