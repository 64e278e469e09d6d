"""The form in which somebody registers a dataset: made from the table of fields, and read back."""

from .areas import list_of as area_list
from .areas import rows as area_rows
from .choices import sorted_texts, text_of, uri_of
from .controls import TAGS, date_type
from .posted import MAX_BYTES, followed, merged, package
from .sections import PORTAL, Form, form, searched_lists

__all__ = [
    "MAX_BYTES",
    "PORTAL",
    "TAGS",
    "Form",
    "area_list",
    "area_rows",
    "date_type",
    "followed",
    "form",
    "merged",
    "package",
    "searched_lists",
    "sorted_texts",
    "text_of",
    "uri_of",
]
