"""DCAT-AP-DONL 1.1: the table of fields, and the schemas and rules that are made from it."""

from .converters import from_text
from .fields import COMPOSITES, DATASET, DISTRIBUTION, FIELDS, GROUPS, Field, Part
from .language import current_language
from .rules import CLOSED_LICENCES, PUBLIC, SPATIAL_LISTS
from .schema import create_schema, errors, show_schema, update_schema
from .validators import VALIDATORS

__all__ = [
    "CLOSED_LICENCES",
    "COMPOSITES",
    "DATASET",
    "DISTRIBUTION",
    "FIELDS",
    "GROUPS",
    "PUBLIC",
    "SPATIAL_LISTS",
    "VALIDATORS",
    "Field",
    "Part",
    "create_schema",
    "current_language",
    "errors",
    "from_text",
    "show_schema",
    "update_schema",
]
