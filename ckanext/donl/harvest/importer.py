"""The import stage: one record into one dataset, in one transaction."""

from __future__ import annotations

import hashlib
import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.munge import munge_title_to_name
from ckan.lib.search import SearchIndexError

from ckanext.harvest.model import HarvestObject, HarvestObjectError, HarvestObjectExtra

from ..mapping import Catalogue, Mapped
from . import indexing, intake, known
from .outcome import Refusal, refusals
from .run import OUTCOME
from .source import Source

_ = tk._

log = logging.getLogger(__name__)

TRACE = "donl_trace"
PART = "donl_part"
_NAME_LENGTH = 90

# What the portal itself records with a dataset, and a synchronisation does not wipe out.
# Source: the portal's configuration (dataoverheid/donlsync, config/catalog_DONL.json).
KEPT_DATASET = ("high_value", "basis_register", "referentie_data")
KEPT_DISTRIBUTION = ("link_status", "link_status_last_checked")


class Conflict(Exception):
    """Another dataset already has the identifier of the record."""


@dataclass
class Import:
    """One record on its way in.

    :param user: name of the user in whose name datasets are stored
    """

    obj: HarvestObject
    source: Source
    settings: dict[str, Any]
    catalogue: Catalogue
    user: str

    def run(self) -> bool | str:
        """Store, update or delete the dataset of a record.

        :returns: what ckanext-harvest expects of an import stage: True, ``"unchanged"``, or False
            with the errors stored with the harvest object
        """
        object_id = self.obj.id
        _lock(f"guid:{self.obj.guid}")
        model.Session.refresh(self.obj)
        if self.obj.current:
            # The queue hands out a record twice: when it takes long, and when the timer runs during
            # a gather. It has been done.
            outcome = json.loads(_extra(object_id, OUTCOME) or "{}").get("outcome")
            model.Session.commit()
            return "unchanged" if outcome == "unchanged" else True
        if self.obj.content is None:
            return self._delete()
        content = self.obj.content.encode()
        part = _extra(object_id, PART)
        mapped = self._prepare(content, part.encode() if part else None)
        fingerprint = self._fingerprint(mapped, content, part)
        before = _known(self.obj)
        try:
            # First the validators that need no database: a refusal by the action costs ten times as
            # much.
            intake.store(mapped, intake.check)
            return self._store(mapped, fingerprint, before)
        except intake.Refused as refused:
            reasons = refusals(refused.errors, mapped)
        except Conflict as conflict:
            reasons = [Refusal("identifier", mapped.package["identifier"], "", str(conflict))]
        model.Session.rollback()
        return self._reject(object_id, reasons, mapped, stale=before is not None and before.current)

    def _prepare(self, content: bytes, part: bytes | None) -> Mapped:
        return intake.prepare(self.source, self.settings, self.catalogue, content, part)

    def _fingerprint(self, mapped: Mapped, content: bytes, part: str | None) -> known.Fingerprint:
        """Of the record alone, as the gather stage compares it without having fetched the missing
        part."""
        if part == "":
            # The part could not be had: a record that nothing recognises is imported again by the
            # next run.
            return known.Fingerprint("", "", "")
        if part is not None:
            mapped = self._prepare(content, None)
        basis = known.of_basis(self.catalogue, self.settings, dict(self.source.settings_table))
        return known.Fingerprint(known.of_content(content), basis, known.of_package(mapped))

    # Storing

    def _store(
        self, mapped: Mapped, fingerprint: known.Fingerprint, before: known.Known | None
    ) -> bool | str:
        if before and before.current and before.fingerprint.package == fingerprint.package:
            self._finish(before.package_id, mapped, fingerprint, "unchanged", index=False)
            return "unchanged"
        package_id = before.package_id if before else self._adopted(mapped)
        mapped.package["owner_org"] = _owner(self.obj.harvest_source_id)
        if package_id is None:
            mapped.package["name"] = _free_name(mapped.package.get("title", ""), self.obj.guid)
            package_id = intake.store(mapped, self._action("package_create"))
            self._finish(package_id, mapped, fingerprint, "added")
            return True
        # Not from the search index, which may still wait for an earlier import of this dataset.
        existing = tk.get_action("package_show")(self._context(use_cache=False), {"id": package_id})
        _keep(mapped.package, existing, before)
        intake.store(mapped, self._action("package_update", original_package=existing))
        self._finish(package_id, mapped, fingerprint, "updated")
        return True

    def _action(self, name: str, **context: Any) -> Any:
        def run(package: dict[str, Any]) -> str:
            try:
                # A copy: actions change what they are given, and a refused dataset is tried again.
                return tk.get_action(name)(
                    self._context(**context), json.loads(json.dumps(package))
                )
            except tk.ValidationError as error:
                model.Session.rollback()
                _lock(f"guid:{self.obj.guid}")
                raise intake.Refused(error.error_dict) from error

        return run

    def _context(self, **more: Any) -> dict[str, Any]:
        return {
            "model": model,
            "session": model.Session,
            "user": self.user,
            "ignore_auth": True,
            # CKAN stores without its own commit and without indexing; `return_id_only` too, or the
            # change is lost.
            "defer_commit": True,
            "return_id_only": True,
            **more,
        }

    def _adopted(self, mapped: Mapped) -> str | None:
        """The dataset without harvest history that already has this identifier, when it can be of
        this source.

        :raises Conflict: somebody else's dataset has it
        """
        package_id = self.obj.package_id or self._of_another_source()
        package = model.Session.get(model.Package, package_id) if package_id else None
        if package is None or package.extras.get("identifier") != mapped.package.get("identifier"):
            return None
        harvested = (
            model.Session.query(HarvestObject.id)
            .filter_by(package_id=package.id, current=True)
            .first()
        )
        same_source = package.extras.get("source_catalog") == mapped.package.get("source_catalog")
        if harvested or not same_source or package.owner_org != _owner(self.obj.harvest_source_id):
            raise Conflict(
                _('the dataset "{name}" already has this identifier').format(name=package.name)
            )
        return package.id

    def _of_another_source(self) -> str | None:
        """The dataset that another source made of this record after our gather."""
        return model.Session.scalar(
            sa.select(HarvestObject.package_id).where(
                HarvestObject.guid == self.obj.guid,
                HarvestObject.current.is_(True),
                HarvestObject.harvest_source_id != self.obj.harvest_source_id,
            )
        )

    def _finish(
        self,
        package_id: str,
        mapped: Mapped,
        fingerprint: known.Fingerprint,
        outcome: str,
        *,
        index: bool = True,
    ) -> None:
        """Everything that belongs to the dataset is committed with it."""
        model.Session.execute(
            sa.update(HarvestObject)
            .where(HarvestObject.package_id == package_id, HarvestObject.id != self.obj.id)
            .values(current=False)
        )
        self.obj.package_id = package_id
        self.obj.current = True
        extras = {
            known.HASH: str(fingerprint),
            TRACE: _trace(mapped),
            OUTCOME: _outcome(outcome, mapped.package.get("title", ""), mapped),
        }
        if index:
            extras[indexing.MARK] = "1"
        save_extras(self.obj.id, extras)
        model.Session.commit()

    # Deleting and rejecting

    def _delete(self) -> bool:
        package_id = self.obj.package_id
        package = model.Session.get(model.Package, package_id)
        title = package.title if package else ""
        model.Session.execute(
            sa.update(HarvestObject)
            .where(HarvestObject.package_id == package_id)
            .values(current=False)
        )
        save_extras(self.obj.id, {OUTCOME: _outcome("deleted", title), indexing.MARK: "1"})
        if package and package.state == "active":
            # The action indexes before it commits; with Solr away the mark remains.
            with suppress(SearchIndexError):
                tk.get_action("package_delete")(self._context(), {"id": package_id})
        model.Session.commit()
        return True

    def _reject(
        self, object_id: str, reasons: list[Refusal], mapped: Mapped, *, stale: bool
    ) -> bool:
        """The record is not taken in. A dataset that it had stays as it was, and is called stale
        (decision 7)."""
        lines = [reason.line() for reason in reasons]
        if stale:
            lines.append(
                _("The dataset stays as it was; it is stale until the record is repaired.")
            )
        outcome = _outcome("rejected", mapped.package.get("title", ""), mapped, stale=stale)
        save_extras(object_id, {OUTCOME: outcome, TRACE: _trace(mapped)})
        errors = HarvestObjectError.__table__
        model.Session.execute(sa.delete(errors).where(errors.c.harvest_object_id == object_id))
        model.Session.execute(
            sa.insert(errors),
            [
                {
                    "id": str(uuid4()),
                    "harvest_object_id": object_id,
                    "message": line,
                    "stage": "Import",
                }
                for line in lines
            ],
        )
        model.Session.commit()
        return False


def _lock(key: str) -> None:
    """Wait until no other consumer works on this; the lock ends with the transaction."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def _known(obj: HarvestObject) -> known.Known | None:
    """The dataset that this record has or had, asked under the lock."""
    query = (
        sa.select(
            HarvestObject.id,
            HarvestObject.package_id,
            HarvestObjectExtra.value,
            HarvestObject.current,
            model.Package.state,
        )
        .join(model.Package, model.Package.id == HarvestObject.package_id)
        .outerjoin(
            HarvestObjectExtra,
            sa.and_(
                HarvestObjectExtra.harvest_object_id == HarvestObject.id,
                HarvestObjectExtra.key == known.HASH,
            ),
        )
        .where(
            HarvestObject.guid == obj.guid,
            HarvestObject.harvest_source_id == obj.harvest_source_id,
            HarvestObject.id != obj.id,
        )
        .order_by(HarvestObject.current.desc(), HarvestObject.import_finished.desc().nulls_last())
        .limit(1)
    )
    row = model.Session.execute(query).first()
    if row is None:
        return None
    object_id, package_id, fingerprint, current, state = row
    return known.Known(
        object_id,
        package_id,
        known.Fingerprint.parse(fingerprint),
        bool(current) and state == "active",
    )


def _owner(source_id: str) -> str | None:
    """The organisation of the source, which owns its datasets."""
    source = model.Session.get(model.Package, source_id)
    return source.owner_org if source else None


def _free_name(title: str, guid: str) -> str:
    """A name for the dataset's address, which it keeps: from its title, told apart by its guid
    where that is taken."""
    name = munge_title_to_name(title)[:_NAME_LENGTH].strip("-_") or "dataset"
    try:
        tk.get_validator("name_validator")(name, {})
    except tk.Invalid:
        # One character, or a word that CKAN has pages of its own for, such as "new".
        name = f"dataset-{name}"
    _lock(f"name:{name}")
    if model.Session.query(model.Package.id).filter_by(name=name).first() is None:
        return name
    return f"{name}-{hashlib.sha256(guid.encode()).hexdigest()[:8]}"


def _keep(package: dict[str, Any], existing: dict[str, Any], before: known.Known | None) -> None:
    """Let the dataset keep its identity, its distributions theirs, and what the portal recorded
    with them; what an earlier record said and this one does not is not the portal's."""
    for name in ("id", "name", "private"):
        package[name] = existing[name]
    package["state"] = "active"
    kept = [name for name in KEPT_DATASET if existing.get(name) and name not in package]
    read = _fields_read(before.object_id) if kept and before else set()
    package.update({name: existing[name] for name in kept if name not in read})
    by_url: dict[str, list[dict[str, Any]]] = {}
    for resource in existing.get("resources", ()):
        by_url.setdefault(resource["url"], []).append(resource)
    for resource in package["resources"]:
        same = by_url.get(resource.get("url", ""))
        if same:
            old = same.pop(0)
            resource["id"] = old["id"]
            resource.update({name: old[name] for name in KEPT_DISTRIBUTION if name in old})


def _fields_read(object_id: str) -> set[str]:
    """The fields that a harvest object gave its dataset."""
    trace = json.loads(_extra(object_id, TRACE) or "{}")
    return {line["field"] for line in trace.get("decisions", ()) if line["value"]}


def _trace(mapped: Mapped) -> str:
    trace = {
        "decisions": [line.as_dict() for line in mapped.trace],
        "licence": mapped.licence.as_dict() if mapped.licence else None,
    }
    return json.dumps(trace, ensure_ascii=False)


def _outcome(name: str, title: str, mapped: Mapped | None = None, *, stale: bool = False) -> str:
    outcome: dict[str, Any] = {"outcome": name, "title": title}
    if stale:
        outcome["stale"] = True
    if mapped:
        outcome["unmapped"] = [[line.property, line.raw] for line in mapped.unmapped]
        outcome["ambiguous"] = mapped.licence is not None and mapped.licence.ambiguous
    return json.dumps(outcome, ensure_ascii=False)


def _extra(object_id: str, key: str) -> str | None:
    return model.Session.scalar(
        sa.select(HarvestObjectExtra.value).where(
            HarvestObjectExtra.harvest_object_id == object_id, HarvestObjectExtra.key == key
        )
    )


def save_extras(object_id: str, extras: dict[str, str]) -> None:
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
