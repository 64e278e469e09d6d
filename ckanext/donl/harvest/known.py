"""What the portal already knows of a source: one query a run, no query a record."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any, NamedTuple

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import aliased

from ckanext.harvest.model import HarvestObject, HarvestObjectExtra

from ..mapping import Catalogue, Mapped
from . import extras
from .record import Record
from .settings import Setting
from .source import Source


class Fingerprint(NamedTuple):
    """By what a record that was imported is recognised as unchanged.

    :param content: of the record itself
    :param basis: of everything else that decides what is made of it: mapping tables, settings, this
        software
    :param package: of what was made of it
    :param stamp: of what its source tells of it without handing it out, empty where it does not
    """

    content: str
    basis: str
    package: str
    stamp: str = ""

    @classmethod
    def parse(cls, text: str | None) -> Fingerprint:
        parts = (text or "").split(":")
        return cls(*parts) if len(parts) in (3, 4) else cls("", "", "")

    def __str__(self) -> str:
        return ":".join(self)


def of_content(content: bytes) -> str:
    """Fingerprint of a record's canonical content."""
    return hashlib.sha256(content).hexdigest()


def of_basis(
    catalogue: Catalogue,
    settings: dict[str, Any],
    table: dict[str, Setting],
    url: str,
    owner: str | None,
) -> str:
    """Fingerprint of what decides, besides the record, what is made of it.

    :param url: the address of the source, which stands in identifiers and links
    :param owner: see :func:`owner_of`
    """
    deciding = {name: settings[name] for name, setting in table.items() if setting.decides_mapping}
    basis = [catalogue.version, deciding, version("ckanext-donl"), url, owner]
    text = json.dumps(basis, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def of_stamp(stamp: str, settings: dict[str, Any]) -> str:
    """Fingerprint of a record's stamp and of the settings, which may leave the record out."""
    if not stamp:
        return ""
    text = json.dumps([stamp, settings], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def of_package(mapped: Mapped, owner: str | None) -> str:
    """Fingerprint of what a record is mapped to, of what it refers to and does not hold, and of who
    owns it."""
    text = json.dumps([mapped.package, mapped.schema_id, owner], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def owner_of(source_id: str) -> str | None:
    """The organisation of a source, which owns its datasets."""
    source = model.Session.get(model.Package, source_id)
    return source.owner_org if source else None


# Only an import that stores a dataset leaves a fingerprint.
_MADE_A_DATASET = sa.and_(
    HarvestObjectExtra.harvest_object_id == HarvestObject.id,
    HarvestObjectExtra.key == extras.HASH,
)


@dataclass(frozen=True)
class Known:
    """A record that has a dataset, or had one.

    :param object_id: the harvest object that made it what it is
    :param current: the source has the record, as far as is known, and the dataset is there
    :param outcome: what its import told, as JSON
    """

    object_id: str
    package_id: str
    fingerprint: Fingerprint
    current: bool
    outcome: str = ""


def known_records(source_id: str) -> dict[str, Known]:
    """The records of a source that have or had a dataset, by guid.

    A dataset that was deleted, by the source or by hand, is known so that it comes back under its
    own name.
    """
    return dict(map(_known, model.Session.execute(_query(source_id))))


def known_record(obj: HarvestObject) -> Known | None:
    """What other harvest objects made of the record of this one."""
    query = _query(obj.harvest_source_id).where(
        HarvestObject.guid == obj.guid, HarvestObject.id != obj.id
    )
    row = model.Session.execute(query).first()
    return _known(row)[1] if row else None


def _query(source_id: str) -> sa.Select[Any]:
    """The harvest object that counts of each record: the current one, else the last that made a
    dataset. One that was refused may name somebody else's dataset, and says nothing of ours."""
    told = aliased(HarvestObjectExtra)
    return (
        sa.select(
            HarvestObject.guid,
            HarvestObject.id,
            HarvestObject.package_id,
            HarvestObjectExtra.value,
            sa.and_(HarvestObject.current, model.Package.state == "active"),
            told.value,
        )
        .distinct(HarvestObject.guid)
        .join(model.Package, model.Package.id == HarvestObject.package_id)
        .join(HarvestObjectExtra, _MADE_A_DATASET)
        .outerjoin(
            told,
            sa.and_(told.harvest_object_id == HarvestObject.id, told.key == extras.OUTCOME),
        )
        .where(HarvestObject.harvest_source_id == source_id)
        .order_by(
            HarvestObject.guid,
            HarvestObject.current.desc(),
            HarvestObject.import_finished.desc().nulls_last(),
        )
    )


def _known(row: Any) -> tuple[str, Known]:
    guid, object_id, package_id, fingerprint, current, outcome = row
    known = Known(
        object_id, package_id, Fingerprint.parse(fingerprint), bool(current), outcome or ""
    )
    return guid, known


def identifiers_of_others(source_id: str) -> dict[str, str]:
    """The identifiers of the portal's other datasets, with the dataset that has each.

    A harvest never makes a second dataset with an identifier that the portal has already. A dataset
    that this source brought, and whose harvest history was cleared, is found here again.
    """
    identifier = model.Package.extras["identifier"].astext
    ours = (
        sa.exists()
        .where(
            HarvestObject.package_id == model.Package.id,
            HarvestObject.harvest_source_id == source_id,
        )
        .where(_MADE_A_DATASET)
    )
    query = sa.select(identifier, model.Package.id).where(
        model.Package.type == "dataset",
        model.Package.state == "active",
        identifier.isnot(None),
        ~ours,
    )
    return dict(model.Session.execute(query).tuples().all())


def completed(record: Record, source: Source, before: Known) -> Record:
    """A record that is partial, with what its dataset had of what could not be read."""
    if not record.partial or not before.current:
        return record
    query = sa.select(HarvestObject.content).where(HarvestObject.id == before.object_id)
    earlier = model.Session.scalar(query)
    if not earlier:
        return record
    return replace(record, content=source.completed(record.content, earlier.encode()))


def confirm(object_ids: list[tuple[str, Fingerprint]]) -> None:
    """Note that these records, under new tables or settings, are mapped to the same datasets as
    before."""
    if object_ids:
        extra = HarvestObjectExtra.__table__
        statement = (
            sa.update(extra)
            .where(
                extra.c.harvest_object_id == sa.bindparam("object_id"), extra.c.key == extras.HASH
            )
            .values(value=sa.bindparam("fingerprint"))
        )
        rows = [{"object_id": key, "fingerprint": str(value)} for key, value in object_ids]
        model.Session.connection().execute(statement, rows)
