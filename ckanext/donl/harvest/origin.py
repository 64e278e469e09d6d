"""Where a harvested dataset comes from, and the reason behind each of its values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ckan.plugins as p
import sqlalchemy as sa
from ckan import model

from ckanext.harvest.model import HarvestObject, HarvestObjectExtra, HarvestSource

from ..mapping import Decision
from . import extras, registered


@dataclass(frozen=True)
class Origin:
    """The record that a dataset was made from.

    :param source_id: id of the harvest source, which is a package too
    :param guid: the identity of the record at its source
    :param url: where a person sees the record at its source, empty when that is not known
    :param imported: when the dataset got what it has now
    """

    source_id: str
    source_title: str
    guid: str
    url: str
    imported: datetime | None


@dataclass(frozen=True)
class Explanation:
    """Why a dataset is as it is.

    :param decisions: one for every value that was set, mapped or left out
    :param licence: as ``mapping.Licence.as_dict``, None when the record was not resolved
    """

    origin: Origin
    decisions: tuple[Decision, ...]
    licence: dict[str, Any] | None


def origin(package_id: str) -> Origin | None:
    """Where a dataset comes from, in one query; None when nothing synchronises it."""
    row = _row(_query(package_id))
    return _origin(row) if row else None


def explanation(package_id: str) -> Explanation | None:
    """Why a dataset is as it is, in one query; None when nothing synchronises it."""
    return _explanation(_query(package_id))


def explanation_of(object_id: str) -> Explanation | None:
    """What a harvest object was made into, or would have been; None when there is none of this
    id."""
    return _explanation(_objects().where(HarvestObject.id == object_id))


def _explanation(query: sa.Select[Any]) -> Explanation | None:
    trace = sa.orm.aliased(HarvestObjectExtra)
    on = sa.and_(trace.harvest_object_id == HarvestObject.id, trace.key == extras.TRACE)
    row = _row(query.add_columns(trace.value).outerjoin(trace, on))
    if row is None:
        return None
    told = json.loads(row[-1] or "{}")
    decisions = tuple(Decision.of_dict(line) for line in told.get("decisions", ()))
    return Explanation(_origin(row), decisions, told.get("licence"))


def _row(query: sa.Select[Any]) -> Any:
    # Without ckanext-harvest's plugin its tables need not be there.
    return model.Session.execute(query).first() if p.plugin_loaded("harvest") else None


def _query(package_id: str) -> sa.Select[Any]:
    return _objects().where(HarvestObject.package_id == package_id, HarvestObject.current).limit(1)


def _objects() -> sa.Select[Any]:
    return (
        sa.select(
            HarvestObject.guid,
            HarvestObject.import_finished,
            HarvestSource.id,
            HarvestSource.title,
            HarvestSource.url,
            HarvestSource.type,
            HarvestSource.config,
        )
        .select_from(HarvestObject)
        .join(HarvestSource, HarvestSource.id == HarvestObject.harvest_source_id)
    )


def _origin(row: Any) -> Origin:
    guid, imported, source_id, title, url, source_type, config = row[:7]
    harvester = registered.of_type(source_type)
    record_url = harvester.record_url(url, config, guid) if harvester else ""
    return Origin(source_id, title, guid, record_url, imported)
