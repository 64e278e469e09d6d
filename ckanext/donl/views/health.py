"""``/donl/health``: for whoever watches over the portal."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, jsonify

from .answers import context

health_pages = Blueprint("donl_health", __name__)


def show() -> tuple[Response, int]:
    """Status 200 when all is well, else 503; the JSON says what is not."""
    told = tk.get_action("donl_health")(context(), {})
    answer = jsonify(told)
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if told["healthy"] else 503


health_pages.add_url_rule("/donl/health", view_func=show)
