"""The harvest sources that somebody administers: a sysadmin all of them, an organisation's
administrator those of the organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from ckan import authz, model


def administered(user: str, *, active: bool = False) -> list[str]:
    """The ids of the sources, also those that are deleted.

    :param user: name of the user, empty for a visitor
    :param active: only those that are not
    """
    query = sa.select(model.Package.id).where(model.Package.type == "harvest")
    if active:
        query = query.where(model.Package.state == "active")
    if not authz.is_sysadmin(user):
        query = query.where(model.Package.owner_org.in_(_organisations(user)))
    return list(model.Session.scalars(query))


def administers(user: str, source_id: str) -> bool:
    """Whether the user administers this source. What is left of a source that was purged is a
    sysadmin's."""
    if authz.is_sysadmin(user):
        return True
    query = sa.select(model.Package.owner_org).where(model.Package.id == source_id)
    owner = model.Session.scalar(query)
    return owner is not None and owner in _organisations(user)


def is_administrator(context: Mapping[str, Any], source_id: str) -> bool:
    """Whether an action is called by somebody who administers this source, or by the portal."""
    return bool(context.get("ignore_auth")) or administers(context.get("user", ""), source_id)


def administers_organisation(user: str, organisation: str | None = None) -> bool:
    """Whether the user administers an organisation.

    :param organisation: its id or name; None for any
    """
    if organisation is None:
        return authz.is_sysadmin(user) or bool(_organisations(user))
    group = model.Group.get(organisation)
    return group is not None and (authz.is_sysadmin(user) or group.id in _organisations(user))


def administers_any(user: str) -> bool:
    """Whether the user has any source to look after."""
    if not user:
        return False
    sources = sa.exists().where(model.Package.type == "harvest")
    if not authz.is_sysadmin(user):
        sources = sources.where(model.Package.owner_org.in_(_organisations(user)))
    return bool(model.Session.scalar(sa.select(sources)))


def administers_catalogue(user: str, source_types: list[str]) -> bool:
    """Whether the user administers every active source of these types: a mapping table is for all
    of them."""
    if authz.is_sysadmin(user):
        return True
    from ckanext.harvest.model import HarvestSource

    query = sa.select(HarvestSource.id).where(
        HarvestSource.active, HarvestSource.type.in_(source_types)
    )
    sources = set(model.Session.scalars(query))
    return bool(sources) and sources <= set(administered(user))


def _organisations(user: str) -> list[str]:
    """The ids of the organisations of which the user is an administrator."""
    account = model.User.get(user) if user else None
    if account is None:
        return []
    found = authz.get_roles_with_permission("admin")
    query = sa.select(model.Member.group_id).where(
        model.Member.table_name == "user",
        model.Member.table_id == account.id,
        model.Member.state == "active",
        model.Member.capacity.in_(found),
    )
    return list(model.Session.scalars(query))
