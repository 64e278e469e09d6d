"""The three stages of a harvest, written once; a source only says how it is paged and where its
values sit."""

from .harvester import Harvester
from .origin import Explanation, Origin, explanation, origin
from .source import Source
from .upstream import actions

__all__ = [
    "Explanation",
    "Harvester",
    "Origin",
    "Source",
    "actions",
    "explanation",
    "origin",
]
