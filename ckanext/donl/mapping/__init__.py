"""What the values of a source catalogue become: value tables, defaults and block lists."""

from .catalogues import Folder, Override, catalogues, folder, load
from .tables import Catalogue, MappingError, Problem, Row, Table, problems

__all__ = [
    "Catalogue",
    "Folder",
    "MappingError",
    "Override",
    "Problem",
    "Row",
    "Table",
    "catalogues",
    "folder",
    "load",
    "problems",
]
