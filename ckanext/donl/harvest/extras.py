"""What is kept with a harvest object, in ckanext-harvest's table of extras."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from ckan import model

from ckanext.harvest.model import HarvestObjectExtra

HASH = "donl_hash"  # by what its record is recognised as unchanged
OUTCOME = "donl_outcome"  # what happened, as JSON
TRACE = "donl_trace"  # the reason behind each value, as JSON
PART = "donl_part"  # what the record refers to; empty when it could not be had
UNINDEXED = "donl_unindexed"  # its dataset is not yet in the search index


def read(object_id: str, key: str) -> str | None:
    """One of them, None when it is not there."""
    return model.Session.scalar(
        sa.select(HarvestObjectExtra.value).where(
            HarvestObjectExtra.harvest_object_id == object_id, HarvestObjectExtra.key == key
        )
    )


def save(object_id: str, extras: dict[str, str]) -> None:
    """Save what is told of a harvest object, in the place of what was told of it before."""
    table = HarvestObjectExtra.__table__
    model.Session.execute(
        sa.delete(table).where(
            table.c.harvest_object_id == object_id, table.c.key.in_(list(extras))
        )
    )
    model.Session.execute(
        sa.insert(table),
        [
            {"id": str(uuid4()), "harvest_object_id": object_id, "key": key, "value": value}
            for key, value in extras.items()
        ],
    )
