"""The harvesters of this extension among those that the portal has."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import ckan.plugins as p

from ckanext.harvest.interfaces import IHarvester

if TYPE_CHECKING:
    from .harvester import Harvester


def of_type(source_type: str) -> Harvester | None:
    """The harvester of a type of source, None when it is not one of ours."""
    for harvester in p.PluginImplementations(IHarvester):
        source_class = getattr(harvester, "source_class", None)
        if source_class is not None and source_class.type == source_type:
            return cast("Harvester", harvester)
    return None
