"""Keywords as CKAN takes them for tags, and as a person can still read them."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[/\\|&+,;:]+")
_NOT_ALLOWED = re.compile(r"[^\w \-.]")
_SHORTEST, _LONGEST = 2, 100


def tag(keyword: str) -> str:
    """A keyword in the characters and the length of a CKAN tag, its capitals and spaces kept; empty
    when nothing is left. CKAN allows letters, digits, spaces and ``-_.``, 2 to 100 characters."""
    text = _NOT_ALLOWED.sub("", _SEPARATORS.sub(" ", keyword))
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        text = text[: _LONGEST + 1].rsplit(" ", 1)[0][:_LONGEST].rstrip()
    return text if len(text) >= _SHORTEST else ""
