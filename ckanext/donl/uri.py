"""What counts as a web address, for a field as for a value of a list."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_SCHEMES = frozenset({"http", "https", "ftp"})
_NOT_IN_A_URI = re.compile(r'[\s<>"]')


def is_uri(text: str) -> bool:
    """Whether a text is a URI with a scheme that a browser may follow and a host."""
    if _NOT_IN_A_URI.search(text):
        return False
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - an impossible port is a ValueError
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and bool(parts.hostname)
