"""What becomes of a search on its way to Solr and back.

Searches say ``theme``, in addresses, in ``fq`` and in ``facet.field``; Solr has the themes in a
field of another name (see ``document.py``).
"""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search.query import QUERY_FIELDS

from ckanext.donl import vocabulary

from .document import THEME
from .facets import FACETS, name_items
from .typed import understood

# Where Solr lacks these fields of ours (see `schema.py`), no document has them: then they find
# nothing, and all is as CKAN's own search.
_QUERY_FIELDS = f"{QUERY_FIELDS} donl_title_nl^4 donl_text_nl"
# A field name where one can be, and quoted texts, which are left as they are.
_THEME = re.compile(r'"(?:[^"\\]|\\.)*"|(^|[\s(])([+\-!]?)theme:')


def before_search(params: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a dataset search as Solr needs them."""
    changed = dict(params)
    # Who names a parser writes for that parser.
    if isinstance(params.get("q"), str) and "defType" not in params:
        changed["q"] = understood(params["q"])
    for name in ("q", "fq"):
        if name in changed:
            changed[name] = _renamed(changed[name])
    if "fq_list" in params:
        changed["fq_list"] = [_renamed(query) for query in params["fq_list"]]
    changed.setdefault("qf", _QUERY_FIELDS)
    facets = list(params.get("facet.field") or ())
    if "theme" in facets:
        changed["facet.field"] = [THEME if name == "theme" else name for name in facets]
        # A tree with branches missing would be no tree.
        themes = len(vocabulary.get(str(FACETS["theme"].value_list)))
        changed.setdefault("facet.limit", max(tk.config["search.facets.limit"], themes))
    return changed


def after_search(results: dict[str, Any]) -> dict[str, Any]:
    """The results of a dataset search, the values of our facets with their labels."""
    for part in ("facets", "search_facets"):
        if THEME in results[part]:
            results[part]["theme"] = results[part].pop(THEME)
    if "theme" in results["search_facets"]:
        results["search_facets"]["theme"]["title"] = "theme"
    name_items(results["search_facets"])
    return results


def _renamed(query: Any) -> Any:
    if not isinstance(query, str) or "theme:" not in query:
        return query
    return _THEME.sub(
        lambda found: found[0] if found[0].startswith('"') else f"{found[1]}{found[2]}{THEME}:",
        query,
    )
