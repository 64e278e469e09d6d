"""Why a dataset is as it is, for those who may change it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.common import current_user
from flask import Blueprint

from .. import page

_ = tk._

explanation_pages = Blueprint("donl_explanation", __name__)


def read(id: str) -> Any:
    """The decisions behind the values of a harvested dataset."""
    if "\0" in id:  # which the database takes in no text
        return tk.abort(404, _("Dataset not found"))
    context = {"user": current_user.name, "auth_user_obj": current_user}
    try:
        package = tk.get_action("package_show")(context, {"id": id})
        tk.check_access("package_update", context, {"id": id})
    except tk.ObjectNotFound:
        return tk.abort(404, _("Dataset not found"))
    except tk.NotAuthorized:
        return tk.abort(
            403,
            _("Only those who may change this dataset can see why its values are what they are"),
        )
    return tk.render(
        "donl/dataset/explanation.html",
        {"pkg_dict": package, "dataset_type": package["type"], "why": page.why(package)},
    )


explanation_pages.add_url_rule("/donl/dataset/<id>/explanation", view_func=read)
