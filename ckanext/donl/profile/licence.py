"""What CKAN says of a licence beside its URI.

CKAN's own register of licences does not know our URIs: it would call the URI the title, and every
licence closed. The register is read once, in one language; the value list can be refreshed and has
two, so its words are put in when a dataset is shown, not when it is stored.
"""

from __future__ import annotations

from typing import Any

from ckanext.donl import vocabulary

from .fields import DATASET
from .language import current_language
from .rules import CLOSED_LICENCES


def is_open(uri: object) -> bool:
    """Whether a licence is an open one: one of the value list that is not among the closed."""
    return uri in vocabulary.get(str(DATASET["license_id"].value_list)) and (
        uri not in CLOSED_LICENCES
    )


def describe_licence(package: dict[str, Any]) -> None:
    """Give a package dict the title of its licence in the reader's language, its address and
    whether it is open, in CKAN's own keys."""
    licences = vocabulary.get(str(DATASET["license_id"].value_list))
    uri = str(package.get("license_id"))
    if uri in licences:
        package["license_title"] = licences.label(uri, current_language())
        package["license_url"] = uri
        package["isopen"] = is_open(uri)
