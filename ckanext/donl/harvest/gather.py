"""The gather stage: which records of a source are new, changed, unchanged or gone."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.harvest.model import HarvestGatherError, HarvestJob, HarvestObject

from .. import config
from ..mapping import Mapped
from ..report import writing
from ..texts import storable, storable_keys
from . import intake, known, mapping_tables
from .announced import not_delivered
from .http import Client, SourceError
from .language import number
from .outcome import unmapped
from .record import Fault, Item, LeftOut, Listed, NotAsked, Record, Unreadable
from .source import Source

_ = tk._

log = logging.getLogger(__name__)


class BrokenOff(Exception):
    """The job was aborted meanwhile."""


class NothingDelivered(SourceError):
    """A catalogue without records: an error, never an empty catalogue (design decision 8)."""


@dataclass
class Gather:
    """One gather of one source; :meth:`run` does it and :attr:`summary` tells of it."""

    job: HarvestJob
    source: Source
    settings: dict[str, Any]
    client: Client
    object_ids: list[str] = field(default_factory=list)
    summary: writing.Gathered = field(default_factory=writing.Gathered)

    def run(self) -> None:
        """Walk through the catalogue and save a harvest object for every record that is new,
        changed or gone.

        What was found before a source fails is kept and imported; nothing is deleted then.

        :raises SourceError: the source or the mapping tables cannot be read (any further)
        """
        self._catalogue = mapping_tables.in_use(self.source.catalogue, self.client)
        self._owner = known.owner_of(self.job.source_id)
        self._basis = known.of_basis(
            self._catalogue,
            self.settings,
            dict(self.source.settings_table),
            self.job.source.url,
            self._owner,
        )
        self._known = known.known_records(self.job.source_id)
        self._others = known.identifiers_of_others(self.job.source_id)
        self._seen: set[str] = set()
        self._left_out = self.summary.left_out
        self._faults = self.summary.alerts
        for items in self.source.pages(self.client):
            self._take(items)
        if not self._seen:
            raise NothingDelivered(_("the catalogue delivers no records of datasets"))
        self.summary.complete = not self._faults
        self._delete()

    def _take(self, items: Iterable[Item]) -> None:
        """One page: its objects are saved before the next page is asked for."""
        rows: list[dict[str, Any]] = []
        confirmed: list[tuple[str, known.Fingerprint]] = []
        wanted: list[str] = []
        for item in items:
            if isinstance(item, Record | Listed) and intake.is_blocked(
                self.source, self._catalogue, item
            ):
                self._left_out[_("block list")] += 1
            elif isinstance(item, Record):
                row = self._record(item, confirmed)
                rows += [row] if row else []
            elif isinstance(item, Listed):
                wanted += [] if self._stays(item) else [item.guid]
            elif isinstance(item, LeftOut):
                self._left_out[item.reason] += 1
            elif isinstance(item, NotAsked):
                self._left_out[item.reason] += item.count
            elif isinstance(item, Unreadable | Fault):
                self._faults.append(item.reason if isinstance(item, Unreadable) else item.message)
        self._check_wanted()
        known.confirm(confirmed)
        self.summary.found = len(self._seen)
        writing.gathering(self.job.id, self.summary.found, self.summary.unchanged)
        self._save(rows)
        if wanted:
            self._ask_for(wanted)

    def _stays(self, listed: Listed) -> bool:
        """Whether a record that is only listed is as it was, so that its content is not needed."""
        before = self._known.get(listed.guid)
        if before is None or not before.current or getattr(self.job, "force_import", False):
            return False
        stamp = known.of_stamp(listed.stamp, self.settings)
        if not stamp or (before.fingerprint.stamp, before.fingerprint.basis) != (
            stamp,
            self._basis,
        ):
            return False
        self._seen.add(listed.guid)
        self._leave(listed.guid, before)
        return True

    def _ask_for(self, guids: list[str]) -> None:
        """The records of a page that was a list. One that does not come is still there: nothing is
        deleted for it."""
        come: set[str] = set()
        for items in self.source.contents(guids, self.client):
            come.update(item.guid for item in items if isinstance(item, Record | LeftOut))
            self._take(items)
        missing = [guid for guid in guids if guid not in come]
        if missing:
            self._seen.update(missing)
            self._faults.append(not_delivered(missing).message)

    def _check_wanted(self) -> None:
        """:raises BrokenOff: nobody waits for what is gathered any more"""
        status = sa.select(HarvestJob.status).where(HarvestJob.id == self.job.id)
        if model.Session.scalar(status) == "Finished":
            raise BrokenOff

    def _record(
        self, record: Record, confirmed: list[tuple[str, known.Fingerprint]]
    ) -> dict[str, Any] | None:
        self._seen.add(record.guid)
        known_record = self._known.get(record.guid)
        if known_record is None:
            same = self._others.get(intake.identifier(self.source, record))
            return self._row(record.guid, record.content, same)
        record = known.completed(record, self.source, known_record)
        now = self._unchanged(record, known_record)
        if now is None:
            return self._row(record.guid, record.content, known_record.package_id)
        if now != known_record.fingerprint:
            confirmed.append((known_record.object_id, now))
        self._leave(record.guid, known_record)
        return None

    def _leave(self, guid: str, before: known.Known) -> None:
        """Count a record that is unchanged. What it lacks is told by every run, not only by the one
        that took it in."""
        self.summary.unchanged += 1
        told = json.loads(before.outcome or "{}")
        self.summary.values.note(guid, told.get("unmapped", ()), told.get("ambiguous_licences", ()))

    def _unchanged(self, record: Record, before: known.Known) -> known.Fingerprint | None:
        """The fingerprint that the record has now, None when it has to be imported."""
        if not before.current or getattr(self.job, "force_import", False):
            return None
        if known.of_content(record.content) != before.fingerprint.content:
            return None
        stamp = known.of_stamp(self.source.stamp(record.content), self.settings)
        if before.fingerprint.basis == self._basis:
            return before.fingerprint._replace(stamp=stamp)
        # Tables or settings are other ones: it is unchanged if they make the same of it, and leave
        # the same values without mapping.
        mapped = self._mapped(record)
        if mapped is None or known.of_package(mapped, self._owner) != before.fingerprint.package:
            return None
        if unmapped(mapped) != json.loads(before.outcome or "{}").get("unmapped", []):
            return None
        return before.fingerprint._replace(basis=self._basis, stamp=stamp)

    def _mapped(self, record: Record) -> Mapped | None:
        try:
            return intake.prepare(self.source, self.settings, self._catalogue, record.content, None)
        except Exception:
            # One record must not end the gather; its import fails on the same and tells of it.
            log.exception("Record %s cannot be mapped", record.guid)
            return None

    def _row(self, guid: str, content: bytes | None, package_id: str | None) -> dict[str, Any]:
        return {
            "id": str(uuid4()),
            "guid": guid,
            # Without content: the record is gone and its dataset is to be deleted.
            "content": None if content is None else content.decode(),
            "current": False,
            "state": "WAITING",
            "retry_times": 0,
            "gathered": datetime.now(timezone.utc).replace(tzinfo=None),
            "harvest_job_id": self.job.id,
            "harvest_source_id": self.job.source_id,
            "package_id": package_id,
        }

    def _save(self, rows: list[dict[str, Any]]) -> None:
        if rows:
            model.Session.execute(sa.insert(HarvestObject.__table__), rows)
            self.object_ids += [row["id"] for row in rows]
        model.Session.commit()

    def _delete(self) -> None:
        """Datasets whose record is gone: only after a complete gather, and only up to the threshold
        (decision 8)."""
        present = {guid for guid, record in self._known.items() if record.current}
        gone = sorted(present - self._seen)
        if not gone:
            return
        threshold = self.settings["deletion_threshold"]
        share = 100 * len(gone) / len(present)
        if self._faults:
            self._withhold(gone, _("the catalogue was not read completely."))
        elif share > threshold:
            self._withhold(
                gone,
                _(
                    "they are {share} of the datasets of this source, more than the {threshold} "
                    "that deletion_threshold allows. Raise it for one run to delete them after "
                    "all. The first are: {first}."
                ).format(
                    share=f"{number(share, '0.0')} %",
                    threshold=f"{number(threshold)} %",
                    first=", ".join(gone[:5]),
                ),
            )
        else:
            self._save([self._row(guid, None, self._known[guid].package_id) for guid in gone])

    def _withhold(self, gone: list[str], reason: str) -> None:
        self.summary.withheld = self._told_withheld(gone)
        self._faults.append(
            tk.ungettext(
                "{count} dataset is no longer in the catalogue and is not deleted: {reason}",
                "{count} datasets are no longer in the catalogue and are not deleted: {reason}",
                len(gone),
            ).format(count=len(gone), reason=reason)
        )

    def _told_withheld(self, gone: list[str]) -> list[writing.Told]:
        packages = {self._known[guid].package_id: guid for guid in gone}
        query = sa.select(model.Package.id, model.Package.name, model.Package.title)
        return [
            writing.Told(
                packages[package_id],
                "withheld",
                title,
                package_id=package_id,
                name=name,
                source_url=self.source.original_url(packages[package_id]),
            )
            for package_id, name, title in model.Session.execute(
                query.where(model.Package.id.in_(packages))
            )
        ]


def gather(job: HarvestJob, source: Source, settings: dict[str, Any]) -> list[str]:
    """Gather a source for a job; faults become gather errors of the job.

    :returns: the ids of the harvest objects that are saved, also when the source failed half-way:
        they would keep the job from ever ending if they were not handed on
    """
    client = Client(config.private_hosts())
    work = Gather(job, source, settings, client)
    try:
        work.run()
    except BrokenOff:
        log.info("Gather of %s ends: its job was aborted", job.source_id)
        model.Session.rollback()
        return []
    except SourceError as error:
        log.warning("Gather of %s failed: %s", job.source_id, storable(str(error)))
        work.summary.alerts.append(str(error))
        work.summary.failed = True
    except Exception:
        # An exception that leaves the stage ends the consumer and with it every other source's
        # harvest.
        log.exception("Gather of %s failed", job.source_id)
        model.Session.rollback()
        work.summary.alerts.append(
            _("the gather stage failed on a fault of this software; the log has the details")
        )
        work.summary.failed = True
    finally:
        client.close()
    _tell(job, work.summary)
    return work.object_ids


def fail(job: HarvestJob, reason: str) -> None:
    """End a gather that cannot begin."""
    _tell(job, writing.Gathered(alerts=[reason], failed=True))


def _tell(job: HarvestJob, summary: writing.Gathered) -> None:
    # A server may say anything.
    summary.alerts = list(map(storable, summary.alerts))
    summary.left_out = storable_keys(summary.left_out)
    writing.gathered(job.id, summary)
    model.Session.commit()
    for alert in summary.alerts:
        HarvestGatherError.create(message=alert, job=job)
