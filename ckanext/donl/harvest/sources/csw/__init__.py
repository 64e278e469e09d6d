"""CSW 2.0.2 catalogues with ISO 19139 and ISO 19115-3 records."""

from .catalogue import CswCatalogue
from .derived import presets
from .source import CswSource

__all__ = ["CswCatalogue", "CswSource", "presets"]
