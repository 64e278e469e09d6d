"""Locks among the portal's processes, in the database: each ends with its transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import sqlalchemy as sa
from ckan import model


def wait_for(key: str) -> None:
    """Wait until no other process works on this."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def wait_for_new_tags(names: Iterable[str]) -> None:
    """Wait until no other process makes one of these tags.

    CKAN's unique constraint on tags does not hold for those without a vocabulary, so that two
    consumers could make the same one. In one order, so that they never wait for each other.
    """
    wanted = set(names)
    query = sa.select(model.Tag.name).where(
        model.Tag.name.in_(wanted), model.Tag.vocabulary_id.is_(None)
    )
    for name in sorted(wanted - set(model.Session.scalars(query))):
        wait_for(f"tag:{name}")
