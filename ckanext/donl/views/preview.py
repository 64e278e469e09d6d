"""What a run of a source would do, from its form: nothing need be saved for it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, request

from .. import harvest
from ..actions.preview import found
from ..page import Why, explained
from ..report import words
from .answers import context

_ = tk._

preview_pages = Blueprint("donl_preview", __name__)
_LIMIT = 20
# What the source's form calls them.
_FIELDS = {"url": "URL", "source_type": "Source type", "config": "Configuration"}


def show() -> Any:
    """The preview of what the source's form holds."""
    posted = {name: request.form.get(name, "") for name in ("url", "source_type", "config")}
    asked: dict[str, Any] = {**posted, "limit": _LIMIT}
    for name in ("source_id", "owner_org"):
        if request.form.get(name):
            asked[name] = request.form[name]
    seen, errors = None, []
    try:
        seen = found(context(), asked)
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error))
    except tk.ValidationError as error:
        errors = [
            f"{_(_FIELDS.get(name, name))}: {reason}"
            for name, reasons in error.error_dict.items()
            for reason in reasons
        ]
    return tk.render(
        "donl/preview/show.html",
        {
            "seen": seen,
            "told": seen.as_dict() if seen else None,
            "errors": errors,
            "url": posted["url"],
            "whys": [_why(record.trial) for record in seen.records] if seen else [],
            "words": words,
        },
    )


def _why(trial: harvest.Trial) -> Why | None:
    """The reasons behind what would be stored."""
    if trial.mapped is None:
        return None
    licence = trial.mapped.licence
    origin = harvest.Origin("", "", trial.guid, "", None)
    found = harvest.Explanation(
        origin, tuple(trial.mapped.trace), licence.as_dict() if licence else None
    )
    return explained(found, trial.mapped.package)


preview_pages.add_url_rule("/donl/preview", view_func=show, methods=["POST"])
