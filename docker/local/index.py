"""The portal's search index."""

from __future__ import annotations

from docker.local import paths, solr, state
from docker.local.console import run, step

_DOCUMENT = paths.ROOT / "ckanext" / "donl" / "search" / "document.py"


def rebuild() -> None:
    """Index all datasets anew after Solr's schema, or what we index of a dataset, has changed."""
    mark = state.fingerprint(solr.fingerprint(), _DOCUMENT)
    if state.is_done("index", mark):
        return
    with step("search index"):
        command = [paths.program("ckan"), "-c", paths.CKAN_INI, "search-index", "rebuild", "-q"]
        run("The search index", command, log="search-index")
    state.mark_done("index", mark)
