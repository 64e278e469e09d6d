"""What a run of a source would do."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ..harvest.preview import Preview, preview
from ..harvest.repair import can_be_asked
from ..harvest.settings import SettingsError
from ..harvest.sources import SOURCES
from .checks import number, text

__all__ = ["donl_harvest_preview"]

_ = tk._


def donl_harvest_preview(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """What a run would do with the first records of a source: whether each would be added, updated
    or rejected, what would be stored, and why. Nothing is stored.

    :param source_id: id or name of a harvest source (optional); what follows takes the place of its
        own settings
    :param url: address of the catalogue
    :param source_type: such as ``ngr``
    :param config: settings as JSON (optional)
    :param owner_org: the organisation that the datasets would get (optional)
    :param limit: how many records (optional, 1 to 100, default 20)
    :returns: ``counts`` by outcome, ``left_out`` by reason, ``alerts``, and ``records``
    """
    return found(context, data_dict).as_dict()


def found(context: Any, data_dict: dict[str, Any]) -> Preview:
    """The preview itself; see :func:`donl_harvest_preview`."""
    limit = number(data_dict, "limit", 20, 100) or 1
    source = _source(context, text(data_dict, "source_id", ""))
    given = {
        name: text(data_dict, name, source.get(name) or "")
        for name in ("url", "source_type", "config", "owner_org")
    }
    if not source:
        tk.check_access("harvest_source_create", context, {"owner_org": given["owner_org"]})
    if given["source_type"] not in SOURCES:
        known = ", ".join(sorted(SOURCES))
        reason = _("Must be one of: {allowed}").format(allowed=known)
        raise tk.ValidationError({"source_type": [reason]})
    if not can_be_asked(given["url"]):
        raise tk.ValidationError({"url": [_("Must be a web address: http:// or https://")]})
    try:
        return preview(
            SOURCES[given["source_type"]],
            given["url"],
            given["config"],
            limit,
            source_id=source.get("id", ""),
            owner=given["owner_org"] or None,
        )
    except SettingsError as error:
        raise tk.ValidationError({"config": [str(error)]}) from error


def _source(context: Any, source_id: str) -> dict[str, Any]:
    """What is stored of a source, empty when none is named."""
    if not source_id:
        return {}
    # Only ckanext-harvest's plugin makes its model known.
    from ckanext.harvest.model import HarvestSource

    package = model.Package.get(source_id)
    stored = model.Session.get(HarvestSource, package.id) if package else None
    if package is None or stored is None:
        raise tk.ObjectNotFound(_("There is no such harvest source"))
    tk.check_access("harvest_source_update", context, {"id": package.id})
    return {
        "id": package.id,
        "url": stored.url,
        "source_type": stored.type,
        "config": stored.config,
        "owner_org": package.owner_org,
    }
