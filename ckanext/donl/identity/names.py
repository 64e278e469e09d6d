"""What tells a dataset from all others: its name in the portal's addresses, and its identifier."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import count

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.munge import munge_title_to_name

from .locks import wait_for

_NAME_LENGTH = 90


def free_name(title: str, key: str) -> str:
    """A name for the dataset's address, which it keeps: from its title, told apart by ``key`` (what
    tells it from others) where that is taken."""
    name = munge_title_to_name(title)[:_NAME_LENGTH].strip("-_") or "dataset"
    try:
        tk.get_validator("name_validator")(name, {})
    except tk.Invalid:
        # One character, or a word that CKAN has pages of its own for, such as "new".
        name = f"dataset-{name}"
    wait_for(f"name:{name}")
    return next(one for one in _candidates(name, key) if not _is_taken(one))


def _candidates(name: str, key: str) -> Iterator[str]:
    yield name
    # Two sources may have the same record, and with it the same key.
    for number in count():
        salted = f"{key}:{number}" if number else key
        yield f"{name}-{hashlib.sha256(salted.encode()).hexdigest()[:8]}"


def _is_taken(name: str) -> bool:
    return model.Session.query(model.Package.id).filter_by(name=name).first() is not None


def dataset_with(identifier: str, *, but: str | None = None) -> model.Package | None:
    """The dataset that has this identifier, which no other process gives to a dataset until the
    transaction ends.

    :param but: id of a dataset that is not meant
    """
    if "\0" in identifier:  # PostgreSQL has no such text, and does not even compare with it
        return None
    wait_for(f"identifier:{identifier}")
    # By the index of our migration: an expression and a state that are exactly those.
    query = sa.select(model.Package).where(
        model.Package.extras["identifier"].astext == identifier,
        model.Package.type == "dataset",
        model.Package.state == "active",
        model.Package.id != (but or ""),
    )
    return model.Session.scalars(query).first()
