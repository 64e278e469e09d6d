"""The import stage: one record into one dataset, in one transaction."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.search import SearchIndexError

from ckanext.harvest.model import HarvestObject, HarvestObjectError

from .. import identity
from ..mapping import Catalogue, Mapped
from ..report import writing
from . import continuity, extras, intake, known
from .http import public
from .outcome import Refusal, refusals, unmapped
from .source import Source

_ = tk._

log = logging.getLogger(__name__)

# Of what a record refers to, in the fingerprint of its dataset.
_WITHOUT_PART = "~"


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
        identity.wait_for(f"guid:{self.obj.guid}")
        model.Session.refresh(self.obj)
        if self.obj.current:
            # The queue hands out a record twice: when it takes long, and when the timer runs during
            # a gather. It has been done.
            outcome = json.loads(extras.read(object_id, extras.OUTCOME) or "{}").get("outcome")
            model.Session.commit()
            return "unchanged" if outcome == "unchanged" else True
        if self.obj.content is None:
            return self._delete()
        content = self.obj.content.encode()
        part = extras.read(object_id, extras.PART)
        mapped = self._prepare(content, part.encode() if part else None)
        fingerprint = self._fingerprint(mapped, content, part)
        before = known.known_record(self.obj)
        try:
            # First the validators that need no database: a refusal by the action costs ten times as
            # much.
            intake.store(mapped, intake.check)
            return self._store(mapped, fingerprint, before)
        except intake.Refused as refused:
            reasons = refusals(refused.errors, mapped)
            conflict = False
        except Conflict as error:
            reasons = [Refusal("identifier", mapped.package["identifier"], "", str(error))]
            conflict = True
        model.Session.rollback()
        stale = before.package_id if before and before.current else None
        return self._reject(object_id, reasons, mapped, conflict=conflict, stale=stale)

    def _prepare(self, content: bytes, part: bytes | None) -> Mapped:
        return intake.prepare(self.source, self.settings, self.catalogue, content, part)

    def _fingerprint(self, mapped: Mapped, content: bytes, part: str | None) -> known.Fingerprint:
        """Of the record alone, as the gather stage compares it without having fetched the missing
        part."""
        owner = known.owner_of(self.obj.harvest_source_id)
        if part == "":
            # The part could not be had: a record that no gather recognises is imported again by the
            # next run, which finds its dataset unchanged only if the part is still away.
            return known.Fingerprint("", "", known.of_package(mapped, owner) + _WITHOUT_PART)
        if part is not None:
            mapped = self._prepare(content, None)
        basis = known.of_basis(
            self.catalogue,
            self.settings,
            dict(self.source.settings_table),
            self.obj.source.url,
            owner,
        )
        stamp = known.of_stamp(self.source.stamp(content), self.settings)
        package = known.of_package(mapped, owner)
        return known.Fingerprint(known.of_content(content), basis, package, stamp)

    # Storing

    def _store(
        self, mapped: Mapped, fingerprint: known.Fingerprint, before: known.Known | None
    ) -> bool | str:
        same = before and before.current and before.fingerprint.package == fingerprint.package
        # `ckan harvester run-test` can have it done anew.
        if before and same and not getattr(self.obj, "force_import", False):
            self._finish(before.package_id, mapped, fingerprint, "unchanged", index=False)
            return "unchanged"
        package_id = before.package_id if before else self._adopted(mapped)
        mapped.package["owner_org"] = known.owner_of(self.obj.harvest_source_id)
        if package_id is None:
            mapped.package["name"] = identity.free_name(
                mapped.package.get("title", ""), self.obj.guid
            )
            package_id = intake.store(mapped, self._action("package_create"))
            self._finish(package_id, mapped, fingerprint, "added")
            return True
        # Not from the search index, which may still wait for an earlier import of this dataset.
        existing = tk.get_action("package_show")(self._context(use_cache=False), {"id": package_id})
        continuity.keep(mapped.package, existing, before)
        intake.store(mapped, self._action("package_update", original_package=existing))
        self._finish(package_id, mapped, fingerprint, "updated")
        return True

    def _action(self, name: str, **context: Any) -> Any:
        def run(package: dict[str, Any]) -> str:
            identity.wait_for_new_tags(tag["name"] for tag in package["tags"])
            try:
                # A copy: actions change what they are given, and a refused dataset is tried again.
                return tk.get_action(name)(
                    self._context(**context), json.loads(json.dumps(package))
                )
            except tk.ValidationError as error:
                model.Session.rollback()
                identity.wait_for(f"guid:{self.obj.guid}")
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
        return adopted(package_id, mapped, known.owner_of(self.obj.harvest_source_id))

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
        told = {
            extras.HASH: str(fingerprint),
            extras.TRACE: _trace(mapped),
            extras.OUTCOME: _outcome(outcome, mapped),
        }
        if index:
            told[extras.UNINDEXED] = "1"
        extras.save(self.obj.id, told)
        self._tell(outcome, mapped, package_id)
        model.Session.commit()

    # Deleting and rejecting

    def _delete(self) -> bool:
        package_id = self.obj.package_id
        package = model.Session.get(model.Package, package_id)
        model.Session.execute(
            sa.update(HarvestObject)
            .where(HarvestObject.package_id == package_id)
            .values(current=False)
        )
        extras.save(self.obj.id, {extras.OUTCOME: _outcome("deleted"), extras.UNINDEXED: "1"})
        self._tell("deleted", None, package_id)
        if package and package.state == "active":
            # The action indexes before it commits; with Solr away the mark remains.
            with suppress(SearchIndexError):
                tk.get_action("package_delete")(self._context(), {"id": package_id})
        model.Session.commit()
        return True

    def _reject(
        self,
        object_id: str,
        reasons: list[Refusal],
        mapped: Mapped,
        *,
        conflict: bool,
        stale: str | None,
    ) -> bool:
        """The record is not taken in. A dataset that it had stays as it was, and is called stale
        (decision 7).

        :param stale: id of that dataset
        """
        lines = [reason.line() for reason in reasons]
        if stale:
            lines.append(
                _("The dataset stays as it was; it is stale until the record is repaired.")
            )
        # The gather named the dataset that it may take over, and it is none of ours.
        mine = sa.update(HarvestObject).where(HarvestObject.id == object_id)
        model.Session.execute(mine.values(package_id=stale))
        outcome = _outcome("rejected", mapped)
        extras.save(object_id, {extras.OUTCOME: outcome, extras.TRACE: _trace(mapped)})
        self._tell("rejected", mapped, stale, reasons, conflict=conflict)
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

    def _tell(
        self,
        outcome: str,
        mapped: Mapped | None,
        package_id: str | None,
        reasons: Sequence[Refusal] = (),
        *,
        conflict: bool = False,
    ) -> None:
        """The record's line in the report of the run.

        :param mapped: what was made of it, None for one that is gone
        :param package_id: its dataset, if it has one
        """
        package = model.Session.get(model.Package, package_id) if package_id else None
        title = mapped.package.get("title", "") if mapped else package.title if package else ""
        told = writing.Told(
            self.obj.guid,
            outcome,
            title,
            stale=outcome == "rejected" and package_id is not None,
            conflict=conflict,
            package_id=package_id,
            name=package.name if package else "",
            source_url=public(self.source.original_url(self.obj.guid)),
            reasons=[reason.as_dict() for reason in reasons],
            unmapped=unmapped(mapped) if mapped else [],
            ambiguous=_ambiguous(mapped) if mapped else [],
        )
        writing.records(self.obj.harvest_job_id, [told])


def adopted(package_id: str | None, mapped: Mapped, owner: str | None) -> str | None:
    """The dataset that a record takes over instead of making one of its own: one with its
    identifier and without harvest history, of the same catalogue and organisation.

    :param package_id: the dataset that may have its identifier
    :param owner: the organisation of the source
    :raises Conflict: somebody else's dataset has the identifier
    """
    package = model.Session.get(model.Package, package_id) if package_id else None
    if package is None or package.extras.get("identifier") != mapped.package.get("identifier"):
        return None
    harvested = (
        model.Session.query(HarvestObject.id).filter_by(package_id=package.id, current=True).first()
    )
    same_source = package.extras.get("source_catalog") == mapped.package.get("source_catalog")
    if harvested or not same_source or package.owner_org != owner:
        raise Conflict(
            _('the dataset "{name}" already has this identifier').format(name=package.name)
        )
    return str(package.id)


def _trace(mapped: Mapped) -> str:
    trace = {
        "decisions": [line.as_dict() for line in mapped.trace],
        "licence": mapped.licence.as_dict() if mapped.licence else None,
    }
    return json.dumps(trace, ensure_ascii=False)


def _outcome(name: str, mapped: Mapped | None = None) -> str:
    outcome: dict[str, Any] = {"outcome": name}
    if mapped:
        outcome["unmapped"] = unmapped(mapped)
        outcome["ambiguous_licences"] = _ambiguous(mapped)
    return json.dumps(outcome, ensure_ascii=False)


def _ambiguous(mapped: Mapped) -> list[list[str]]:
    licence = mapped.licence
    if licence is None or licence.likely is None or not licence.ambiguous:
        return []
    return [[licence.likely.text, licence.license_id]]
