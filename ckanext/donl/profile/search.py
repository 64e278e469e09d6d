"""What Solr can take of a dataset."""

from __future__ import annotations

from typing import Any

# Lucene refuses a document with a longer term, and the field of an extra is one term.
_LONGEST_TERM = 32_766


def indexable(document: dict[str, Any]) -> dict[str, Any]:
    """``document`` without what Solr would refuse it for.

    CKAN writes each extra twice: as text (``extras_…``) and under its own name as one exact term.
    A long extra, such as a list of hundreds of web addresses, can only be found as text.
    """
    return {
        name: value
        for name, value in document.items()
        if f"extras_{name}" not in document
        or not isinstance(value, str)
        or len(value.encode()) <= _LONGEST_TERM
    }
