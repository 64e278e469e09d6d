"""The values without mapping, and the lines that administrators add to the mappings."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

from .. import config, form, mapping, profile
from ..actions.mapping import types_of
from ..amendments import exported
from ..harvest import mapping_tables
from ..harvest.http import Client, SourceError
from ..page import concept, field_label, moment
from .answers import call, context, keep_private, page_number, pager

_ = tk._

mapping_pages = Blueprint("donl_mappings", __name__)
_PAGE = 50
# What is repeated of something that was typed wrong.
_SHOWN = 500


def unmapped() -> str:
    """The work list: values without mapping, each with the target it is likely to have."""
    asked = _asked()
    found = call("donl_unmapped_list", **asked, limit=_PAGE, offset=_PAGE * (page_number() - 1))
    lang = profile.current_language()
    rows = [
        {
            **line,
            "label": field_label(line["property"], lang),
            "offered": [form.text_of(line["value_list"], uri, lang) for uri in line["suggestions"]],
        }
        for line in found["results"]
    ]
    lists = sorted({line["value_list"] for line in rows})
    return tk.render(
        "donl/mapping/unmapped.html",
        {
            "rows": rows,
            "count": found["count"],
            "lists": {name: form.sorted_texts(name, lang) for name in lists},
            "page": pager(found["count"], _PAGE, asked),
            "asked": asked,
            "here": {**asked, "page": page_number()},
            "catalogues": mapping.catalogues(),
            "fields": {key: field_label(key, lang) for key in sorted(mapping.mapped_fields())},
            "may_change": _may_change({line["catalogue"] for line in rows}),
        },
    )


def save() -> Any:
    """Give a value the target that was accepted or typed: a label or a URI."""
    posted = {name: request.form.get(name, "") for name in ("catalogue", "property", "value")}
    typed = (request.form.get("instead") or request.form.get("target", "")).strip()
    fields = mapping.mapped_fields()
    list_name = fields.get(posted["property"])
    target = form.uri_of(list_name, typed) if list_name else typed
    lang = profile.current_language()
    try:
        tk.get_action("donl_mapping_save")(context(), {**posted, "target": target})
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    except tk.ValidationError as error:
        for reasons in error.error_dict.values():
            for reason in reasons:
                tk.h.flash_error(f"{posted['value'][:_SHOWN]}: {reason[:_SHOWN]}")
    else:
        told = _(
            "{value} becomes {target} from now on. The next run of each source imports the "
            "records anew that it touches."
        )
        label = form.text_of(list_name, target, lang) if list_name else target
        tk.h.flash_success(told.format(value=posted["value"], target=label))
    return tk.h.redirect_to("donl_mappings.unmapped", **_asked(), page=page_number())


def _asked() -> dict[str, str]:
    """What the work list is filtered by."""
    return {name: request.args.get(name, "") for name in ("catalogue", "property", "q")}


def stored() -> str:
    """The lines that were added, who added them and when."""
    lines = call("donl_mapping_list")
    lang = profile.current_language()
    fields = mapping.mapped_fields()
    return tk.render(
        "donl/mapping/stored.html",
        {
            "lines": [
                {
                    **line,
                    "label": field_label(line["property"], lang),
                    "shown": concept(fields[line["property"]], line["target"], lang),
                    "moment": moment(line["created"], lang),
                }
                for line in lines
            ],
            "exports": sorted({(line["catalogue"], line["property"]) for line in lines}),
            "may_change": _may_change({line["catalogue"] for line in lines}),
        },
    )


def delete(line_id: int) -> Any:
    """Remove a line; somebody else may have been first."""
    try:
        tk.get_action("donl_mapping_delete")(context(), {"id": line_id})
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    except (tk.ObjectNotFound, tk.ValidationError):
        tk.h.flash_notice(_("This line was removed already"))
    else:
        tk.h.flash_success(_("The line is removed: the tables of the catalogue decide again"))
    return tk.h.redirect_to("donl_mappings.stored")


def export(catalogue: str, key: str) -> Any:
    """A table with the lines of the browser, in the format in which mappings are published."""
    call("donl_mapping_list")
    if catalogue not in mapping.catalogues() or key not in mapping.mapped_fields():
        return tk.abort(404, _("There is no such mapping"))
    try:
        files = exported(mapping_tables.in_use(catalogue, Client(config.private_hosts())))
    except SourceError as error:
        return tk.abort(503, str(error))
    path = mapping.published_file(catalogue, key)
    if path not in files:
        return tk.abort(404, _("There is no such mapping"))
    answer = Response(files[path], mimetype="application/json")
    keep_private()
    answer.headers.set("Content-Disposition", "attachment", filename=path.rsplit("/", 1)[1])
    return answer


def _may_change(catalogues: set[str]) -> dict[str, bool]:
    found = {}
    for name in catalogues:
        try:
            tk.check_access("donl_mapping_change", context(), {"source_types": types_of(name)})
            found[name] = True
        except tk.NotAuthorized:
            found[name] = False
    return found


mapping_pages.add_url_rule("/donl/unmapped", view_func=unmapped)
mapping_pages.add_url_rule("/donl/unmapped", view_func=save, methods=["POST"])
mapping_pages.add_url_rule("/donl/mappings", view_func=stored)
mapping_pages.add_url_rule(
    "/donl/mappings/<int:line_id>/delete", view_func=delete, methods=["POST"]
)
mapping_pages.add_url_rule("/donl/mappings/<catalogue>/<key>.json", view_func=export)
