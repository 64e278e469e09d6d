"""The language of whoever reads a label or a sentence."""

from __future__ import annotations

from flask_babel import get_locale


def current_language() -> str:
    """The language in which CKAN translates at this moment, so that labels and the sentences around
    them agree: that of the request, or of the portal in a harvest; English where CKAN translates
    nothing, as in a script without its application."""
    return str(get_locale() or "en")
