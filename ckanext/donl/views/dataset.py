"""Registering and editing a dataset: CKAN's own pages, with our form read in our way."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.common import current_user
from ckan.views.dataset import CreateView, EditView
from flask import Blueprint, request
from werkzeug.wrappers import Response

from .. import form, identity, profile

_ = tk._
h = tk.h

TYPE = "dataset"
_DUTCH = "http://publications.europa.eu/resource/authority/language/NLD"

# What an address may have of a new dataset: CKAN's links on the page of an organisation do.
_GIVEN = ("owner_org", "title", "notes", "url")

dataset_pages = Blueprint("donl_dataset", __name__)


class Register(CreateView):
    """A new dataset."""

    def post(self, package_type: str = TYPE) -> Any:
        context = self._prepare()
        typed = form.package(request.form)
        name = identity.free_name(typed["title"], typed["identifier"])
        try:
            package = tk.get_action("package_create")(
                context, {**form.followed(typed), "name": name, "type": package_type}
            )
        except tk.NotAuthorized:
            return tk.abort(403, _("You may not register datasets for this organisation"))
        except tk.ValidationError as error:
            same = _posted_before(typed, error.error_dict)
            if same:
                h.flash_notice(_("This dataset has been registered already"))
                return h.redirect_to("dataset.read", id=same)
            return self.get(package_type, typed, error.error_dict)
        h.flash_success(_("The dataset has been registered"))
        return h.redirect_to("dataset.read", id=package["name"])

    def get(
        self,
        package_type: str = TYPE,
        data: dict[str, Any] | None = None,
        errors: dict[str, Any] | None = None,
        error_summary: dict[str, Any] | None = None,
    ) -> str:
        page: str = super().get(package_type, data or _offered(), errors, error_summary)
        return page


class Edit(EditView):
    """A dataset that is there."""

    def post(self, package_type: str = TYPE, id: str = "") -> Any:
        context = self._prepare()
        if not _is_ours(id):
            return super().post(package_type, id)
        typed = form.package(request.form)
        try:
            # Not from the search index, which may still wait for somebody's change.
            fresh = {**context, "for_update": True, "use_cache": False}
            stored = tk.get_action("package_show")(fresh, {"id": id})
            now = stored["metadata_modified"]
            if request.form.get("seen", now) != now:
                typed["metadata_modified"] = now
                return self._again(package_type, id, typed, {"__changed": [_changed_meanwhile()]})
            package = tk.get_action("package_update")(
                context, form.merged(stored, form.followed(typed))
            )
        except tk.ObjectNotFound:
            return tk.abort(404, _("Dataset not found"))
        except tk.NotAuthorized:
            return tk.abort(403, _("You may not change this dataset"))
        except tk.ValidationError as error:
            return self._again(package_type, id, typed, error.error_dict)
        h.flash_success(_("The dataset has been changed"))
        return h.redirect_to("dataset.read", id=package["name"])

    def _again(
        self, package_type: str, id: str, typed: dict[str, Any], errors: dict[str, Any]
    ) -> Any:
        # CKAN shows the stored keywords where there are none at all.
        typed[form.TAGS] = typed[form.TAGS] or " "
        return self.get(package_type, id, typed, errors)


def identified(key: UUID) -> Response:
    """The dataset whose identifier is this address; see :func:`_identifier`."""
    found = identity.dataset_with(_identifier(str(key)))
    if found is None or not h.check_access("package_show", {"id": found.id}):
        return tk.abort(404, _("There is no dataset with this identifier"))
    return h.redirect_to("dataset.read", id=found.name)


def distributions(id: str, resource_id: str = "") -> Response:
    """A dataset and its distributions are one form: CKAN's pages of single ones lead there."""
    return h.redirect_to("dataset.edit", id=id, _anchor=f"distribution-{resource_id or 'NEW'}")


def _changed_meanwhile() -> str:
    return _(
        "This dataset was changed after you opened this form, by somebody else or in another "
        "window. Look at it there first: saved once more, this form takes the place of that change"
    )


def _is_ours(id: str) -> bool:
    package = model.Package.get(id)
    return package is None or package.type == TYPE


def _posted_before(typed: dict[str, Any], errors: dict[str, Any]) -> str | None:
    """The name of the dataset that the same form made a moment ago, when it was sent twice."""
    if set(errors) != {"identifier"}:
        return None
    found = identity.dataset_with(typed["identifier"])
    if found and found.title == typed["title"] and found.creator_user_id == current_user.id:
        return str(found.name)
    return None


def _offered() -> dict[str, Any]:
    """What a new form has in it already."""
    defaults = {
        field.name: field.default for field in profile.DATASET.values() if field.default is not None
    }
    return {
        **defaults,
        "identifier": _identifier(str(uuid4())),
        "access_rights": profile.PUBLIC,
        "language": [_DUTCH],
        "metadata_language": _DUTCH,
        "modified": date.today().isoformat(),
        **{name: text for name, text in request.args.items() if name in _GIVEN},
    }


def _identifier(key: str) -> str:
    """An identifier of the portal's own, which leads to its dataset whatever its name is."""
    return str(h.url_for("donl_dataset.identified", key=key, locale="default", _external=True))


dataset_pages.add_url_rule("/id/dataset/<uuid:key>", view_func=identified)
dataset_pages.add_url_rule(
    "/dataset/new", view_func=Register.as_view("new"), defaults={"package_type": TYPE}
)
dataset_pages.add_url_rule(
    "/dataset/edit/<id>", view_func=Edit.as_view("edit"), defaults={"package_type": TYPE}
)
dataset_pages.add_url_rule("/dataset/<id>/resource/new", "new_distribution", distributions)
dataset_pages.add_url_rule(
    "/dataset/<id>/resource/<resource_id>/edit", "edit_distribution", distributions
)
