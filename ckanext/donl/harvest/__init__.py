"""The three stages of a harvest, written once; a source only says how it is paged and where its
values sit."""

from .harvester import Harvester
from .history import Kept, kept, values
from .origin import Explanation, Origin, explanation, explanation_of, origin
from .source import Source
from .upstream import actions

__all__ = [
    "Explanation",
    "Harvester",
    "Kept",
    "Origin",
    "Source",
    "actions",
    "explanation",
    "explanation_of",
    "kept",
    "origin",
    "values",
]
