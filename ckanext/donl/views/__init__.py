"""The portal's own pages, one module and one blueprint for each part of it; CKAN's blanket
registers what is listed here."""

from .dataset import dataset_pages
from .explanation import explanation_pages
from .health import health_pages
from .mappings import mapping_pages
from .preview import preview_pages
from .record import record_pages
from .runs import run_pages
from .vocabulary import vocabulary_pages

__all__ = [
    "dataset_pages",
    "explanation_pages",
    "health_pages",
    "mapping_pages",
    "preview_pages",
    "record_pages",
    "run_pages",
    "vocabulary_pages",
]
