"""DCAT-AP-DONL 1.1: the table of fields, and the schemas and rules that are made from it."""

from .converters import from_text
from .fields import COMPOSITES, DATASET, DISTRIBUTION, FIELDS, GROUPS, Field, Part
from .language import current_language, language_code
from .licence import describe_licence, is_open
from .rules import (
    CLOSED_LICENCES,
    DATASET_RULES,
    DISTRIBUTION_RULES,
    PUBLIC,
    SPATIAL_LISTS,
    SPATIAL_SYNTAXES,
    Rule,
    distribution_key,
)
from .schema import create_schema, errors, show_schema, update_schema
from .stored import Unlisted, unlisted
from .validators import VALIDATORS

__all__ = [
    "CLOSED_LICENCES",
    "COMPOSITES",
    "DATASET",
    "DATASET_RULES",
    "DISTRIBUTION",
    "DISTRIBUTION_RULES",
    "FIELDS",
    "GROUPS",
    "PUBLIC",
    "SPATIAL_LISTS",
    "SPATIAL_SYNTAXES",
    "VALIDATORS",
    "Field",
    "Part",
    "Rule",
    "Unlisted",
    "create_schema",
    "current_language",
    "describe_licence",
    "distribution_key",
    "errors",
    "from_text",
    "is_open",
    "language_code",
    "show_schema",
    "unlisted",
    "update_schema",
]
