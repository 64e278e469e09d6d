"""The language of whoever reads a label or a sentence."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import has_request_context


def current_language() -> str:
    """The language of the request; that of the portal where there is none, as in a harvest."""
    requested = tk.h.lang() if has_request_context() else None
    return str(requested or tk.config.get("ckan.locale_default") or "en")
