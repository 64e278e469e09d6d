"""DCAT-AP-DONL 1.1: the table of fields, and the schemas and rules that are made from it."""

from .fields import COMPOSITES, DATASET, DISTRIBUTION, FIELDS, GROUPS, Field, Part
from .language import current_language
from .rules import CLOSED_LICENCES, PUBLIC
from .schema import create_schema, errors, show_schema, update_schema
from .search import indexable
from .validators import VALIDATORS

__all__ = [
    "CLOSED_LICENCES",
    "COMPOSITES",
    "DATASET",
    "DISTRIBUTION",
    "FIELDS",
    "GROUPS",
    "PUBLIC",
    "VALIDATORS",
    "Field",
    "Part",
    "create_schema",
    "current_language",
    "errors",
    "indexable",
    "show_schema",
    "update_schema",
]
