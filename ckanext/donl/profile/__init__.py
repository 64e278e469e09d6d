"""DCAT-AP-DONL 1.1: the table of fields, and the schemas and rules that are made from it."""

from .fields import FIELDS, Field
from .language import current_language
from .search import indexable
from .schema import create_schema, errors, show_schema, update_schema
from .validators import VALIDATORS

__all__ = [
    "FIELDS",
    "VALIDATORS",
    "Field",
    "create_schema",
    "current_language",
    "errors",
    "indexable",
    "show_schema",
    "update_schema",
]
