"""The three stages of a harvest, written once; a source only says how it is paged and where its
values sit."""

from .harvester import Harvester
from .history import Kept, kept, values
from .origin import Explanation, Origin, explanation, explanation_of, origin
from .settings import leave_out_recipients
from .source import Source
from .sources import described_settings
from .trial import Trial
from .upstream import actions

__all__ = [
    "Explanation",
    "Harvester",
    "Kept",
    "Origin",
    "Source",
    "Trial",
    "actions",
    "described_settings",
    "explanation",
    "explanation_of",
    "kept",
    "leave_out_recipients",
    "origin",
    "values",
]
