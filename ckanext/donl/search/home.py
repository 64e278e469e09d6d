"""What the home page tells of the portal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError, SolrConnectionError

from .facets import Facet, facet

NEWEST = 5


@dataclass(frozen=True)
class Overview:
    """The datasets that the visitor may see, counted.

    :param themes: the broadest themes
    :param newest: the datasets whose data changed last
    """

    datasets: int
    high_value: int
    authorities: int
    catalogues: int
    themes: Facet
    newest: list[dict[str, Any]]


def overview() -> Overview | None:
    """The numbers of the home page, by one query; None when Solr does not answer."""
    facets = ["theme", "authority", "source_catalog", "high_value"]
    search: dict[str, Any] = {
        "q": "*:*",
        "fq": "+dataset_type:dataset",
        "facet.field": facets,
        "facet.limit": -1,
        "rows": NEWEST,
        "sort": "modified desc, title_string asc",
        # As the pages of the search do, to which the numbers are links.
        "include_private": tk.config["ckan.search.default_include_private"],
    }
    user = tk.current_user
    context: Any = {"user": user.name, "auth_user_obj": user, "for_view": True}
    try:
        found = tk.get_action("package_search")(context, search)
    except (SearchError, SolrConnectionError):
        return None
    counts = found["facets"]
    return Overview(
        datasets=found["count"],
        high_value=counts["high_value"].get("true", 0),
        authorities=len(counts["authority"]),
        catalogues=len(counts["source_catalog"]),
        themes=facet("theme", found["search_facets"], active=(), limit=None),
        newest=found["results"],
    )
