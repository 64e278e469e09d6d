"""CKAN schemas made from the table of fields.

What CKAN's core does not store itself is kept in the package's extras, whose values must be strings
(CKAN 2.12 has the database check that): one converter writes lists, booleans and numbers as JSON,
one reads them back. A distribution's own extras are JSON, so its lists are stored as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.navl.dictization_functions import DataError
from ckan.logic import schema as core

from . import converters as convert
from .fields import DATASET, DISTRIBUTION
from .rules import DATASET_RULES, DISTRIBUTION_RULES

Schema = dict[str, Any]

CREATED, UPDATED = ":created", ":updated"
# CKAN's own keys that need the database or a user, and say nothing of DCAT-AP-DONL.
_NEEDS_DATABASE = frozenset(
    {
        "id", "name", "author", "author_email", "maintainer", "maintainer_email", "state", "type",
        "owner_org", "private", "plugin_data", "save", "return_to", "groups", "metadata_modified",
        "relationships_as_object", "relationships_as_subject",
    }
)  # fmt: skip


def create_schema() -> Schema:
    """The schema of ``package_create``: CKAN's own with the fields of DCAT-AP-DONL."""
    return _copy(_create_schema())


def update_schema() -> Schema:
    """The schema of ``package_update`` and of all actions that end there."""
    return _copy(_update_schema())


def show_schema() -> Schema:
    """The schema of ``package_show``: CKAN's own, after which the fields leave the extras.

    Values were validated when they were stored, so the fields themselves are not in it.
    """
    return _copy(_show_schema())


def errors(package: Mapping[str, Any]) -> dict[str, Any]:
    """What ``package_create`` would say of ``package``, as far as that needs no database.

    :param package: a package dict as for ``package_create``; it is not changed
    :returns: errors by field as in CKAN's ``ValidationError``; empty when there are none
    """
    try:
        _values, found = tk.navl_validate(dict(package), _offline_schema(), {})
    except DataError as error:
        return {"__junk": [str(error.error)]}
    return dict(found)


def _copy(schema: Schema) -> Schema:
    """A copy that a caller may change: new dicts, and in them the same validators."""
    return {key: dict(part) if isinstance(part, dict) else part for key, part in schema.items()}


@cache
def _create_schema() -> Schema:
    return _with_fields(core.default_create_package_schema(), CREATED)


@cache
def _update_schema() -> Schema:
    return _with_fields(core.default_update_package_schema(), UPDATED)


@cache
def _show_schema() -> Schema:
    schema = core.default_show_package_schema()
    # CKAN would look each format up in its own list; ours are URIs of the European list.
    schema["resources"]["format"] = []
    schema["__after"] = [convert.from_extras]
    return schema


@cache
def _offline_schema() -> Schema:
    schema = {key: part for key, part in create_schema().items() if key not in _NEEDS_DATABASE}
    schema["resources"].pop("id")
    schema["tags"].pop("vocabulary_id")
    schema["extras"].pop("id")
    schema["identifier"] = [v for v in schema["identifier"] if v is not convert.unique_identifier]
    return schema


def _alone(validators: list[Any]) -> list[Any]:
    place = validators.index(tk.get_validator("package_name_validator"))
    return [*validators[:place], convert.alone_with_name, *validators[place:]]


def _with_fields(schema: Schema, changetype: str) -> Schema:
    schema.update(convert.validators_of(DATASET))
    schema["identifier"] = [*schema["identifier"], convert.unique_identifier]
    schema["name"] = _alone(schema["name"])
    schema["__before"] = [convert.storable, convert.keywords, *schema["__before"]]
    schema["__after"] = [
        convert.keep_rules(DATASET_RULES, DATASET),
        convert.distinct_distributions,
        convert.to_extras(changetype),
    ]
    resources = schema["resources"]
    resources["url_type"] = [convert.not_uploaded, *resources["url_type"]]
    resources["upload"] = [convert.not_uploaded]
    resources["clear_upload"] = [tk.get_validator("ignore")]
    resources["media_type"] = []
    resources.update(convert.validators_of(DISTRIBUTION))
    resources["__before"] = [convert.media_type_to_mimetype]
    resources["__after"] = [convert.keep_rules(DISTRIBUTION_RULES, DISTRIBUTION)]
    return schema
