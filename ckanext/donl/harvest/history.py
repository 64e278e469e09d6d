"""What the portal still has of a record: the harvest object, and what is read from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.harvest.model import HarvestObject, HarvestSource

from ..mapping import Value
from . import extras, registered, settings


@dataclass(frozen=True)
class Kept:
    """A record as a run had it.

    :param package_id: the dataset that it was made into, if it was
    :param content: None for a record that was gone
    :param part: what it refers to and does not hold
    :param of_run: it is of the run that was asked for, not of another one
    """

    object_id: str
    package_id: str | None
    content: str | None
    part: str | None
    of_run: bool


def kept(source_id: str, job_id: str, guid: str) -> Kept | None:
    """A record as a run had it, else as the portal has it now, else as it was last; None when its
    history was cleared."""
    query = (
        sa.select(
            HarvestObject.id,
            HarvestObject.package_id,
            HarvestObject.content,
            HarvestObject.harvest_job_id,
        )
        .where(HarvestObject.harvest_source_id == source_id, HarvestObject.guid == guid)
        .order_by(
            (HarvestObject.harvest_job_id == job_id).desc(),
            HarvestObject.current.desc(),
            HarvestObject.gathered.desc(),
        )
        .limit(1)
    )
    row = model.Session.execute(query).first()
    if row is None:
        return None
    object_id, package_id, content, job = row
    part = extras.read(object_id, extras.PART)
    return Kept(object_id, package_id, content, part, job == job_id)


def values(source_id: str, record: Kept) -> list[tuple[str, Value]]:
    """The values that are read from a record, each with the name of its property.

    :raises ValueError: it cannot be read
    """
    source: Any = model.Session.get(HarvestSource, source_id)
    harvester = registered.of_type(source.type) if source else None
    if harvester is None or record.content is None:
        return []
    parsed = settings.parse(source.config, harvester.source_class.settings_table)
    reader = harvester.source_class(source.url, parsed)
    part = record.part.encode() if record.part else None
    return list(reader.read(record.content.encode(), part).all())
