"""The language of whoever reads a label or a sentence, and that of what a dataset says itself."""

from __future__ import annotations

from flask_babel import get_locale

_CODES = {"NLD": "nl", "ENG": "en", "FRY": "fy", "DEU": "de"}


def current_language() -> str:
    """The language in which CKAN translates at this moment, so that labels and the sentences around
    them agree: that of the request, or of the portal in a harvest; English where CKAN translates
    nothing, as in a script without its application."""
    return str(get_locale() or "en")


def language_code(uri: object) -> str:
    """A language of the value list as HTML and RDF name it (``nl``); empty when it is none."""
    return _CODES.get(str(uri).rpartition("/")[2], "")
