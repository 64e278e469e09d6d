"""Finding datasets: what is indexed, how it is searched, the facets and the home page's numbers."""

from .document import document
from .facets import Facet, Row, facet, label, title, titles
from .home import Overview, overview
from .query import after_search, before_search
from .schema import SchemaError, bring_up_to_date, lines

__all__ = [
    "Facet",
    "Overview",
    "Row",
    "SchemaError",
    "after_search",
    "before_search",
    "bring_up_to_date",
    "document",
    "facet",
    "label",
    "lines",
    "overview",
    "title",
    "titles",
]
