"""What a run of a source would do with its first records. It reads the source and the portal, and
writes nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ckan import model
from ckan.plugins.toolkit import _

from .. import config
from ..texts import storable, storable_keys
from . import intake, known, mapping_tables
from .http import Client, SourceError
from .importer import Conflict, adopted
from .outcome import Refusal
from .record import Fault, Item, LeftOut, Listed, NotAsked, Record, Unreadable
from .settings import parse
from .source import Source
from .trial import LEFT_OUT, REJECTED, Trial, try_item

ADDED, UPDATED, UNCHANGED = "added", "updated", "unchanged"
#: Seconds after which no further record is begun: somebody waits for the answer.
PATIENCE = 30


@dataclass(frozen=True)
class Foreseen:
    """What would happen to a record.

    :param outcome: added, updated, unchanged, rejected or left out
    :param stale: its dataset would stay as an earlier run made it
    """

    trial: Trial
    outcome: str
    stale: bool = False

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**self.trial.as_dict(), "outcome": self.outcome, "stale": self.stale}


@dataclass
class Preview:
    """What a run would do.

    :param left_out: records left out on purpose, by reason
    :param alerts: what is wrong with the source as a whole
    """

    records: list[Foreseen] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    alerts: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "counts": dict(Counter(record.outcome for record in self.records)),
            "left_out": dict(self.left_out),
            "alerts": self.alerts,
            "records": [record.as_dict() for record in self.records],
        }


def preview(
    source_class: type[Source],
    url: str,
    source_config: str | None,
    limit: int,
    *,
    source_id: str = "",
    owner: str | None = None,
) -> Preview:
    """What a run would do with the first records of a source.

    :param limit: how many records at most
    :param source_id: the source, when it is one of the portal's
    :param owner: the organisation that its datasets get
    :raises ckanext.donl.harvest.settings.SettingsError: its configuration is wrong
    """
    parsed = parse(source_config, source_class.settings_table)
    # Services are read first, all of them: in pages as large as ever.
    if "page_size" in parsed and not parsed.get("coupled_services"):
        parsed["page_size"] = min(parsed["page_size"], limit)
    client = Client(config.private_hosts(), timeout=10, deadline=PATIENCE, retries=1, patience=5)
    found = Preview()
    try:
        _Look(source_class(url, parsed), parsed, client, source_id, owner, limit, found).run()
    except SourceError as error:
        found.alerts.append(str(error))
    finally:
        client.close()
        # A server may say anything.
        found.alerts = list(map(storable, found.alerts))
        found.left_out = storable_keys(found.left_out)
        # What was read is not kept in the session of who asked.
        model.Session.rollback()
    return found


@dataclass
class _Look:
    """One look at a source."""

    source: Source
    settings: dict[str, Any]
    client: Client
    source_id: str
    owner: str | None
    limit: int
    found: Preview

    def run(self) -> None:
        self._until = time.monotonic() + PATIENCE
        self._catalogue = mapping_tables.in_use(self.source.catalogue, self.client)
        self._known = known.known_records(self.source_id) if self.source_id else {}
        self._others = known.identifiers_of_others(self.source_id)
        for item in self._items():
            if isinstance(item, LeftOut):
                self.found.left_out[item.reason] += 1
            elif isinstance(item, NotAsked):
                self.found.left_out[item.reason] += item.count
            elif isinstance(item, Unreadable | Fault):
                reason = item.reason if isinstance(item, Unreadable) else item.message
                self.found.alerts.append(reason)
            elif isinstance(item, Record):
                self.found.records.append(self._foreseen(item))
        if not (self.found.records or self.found.alerts):
            self.found.alerts.append(_("the catalogue delivers no records of datasets"))

    def _items(self) -> Iterator[Item]:
        """Items until there are enough records, or no time is left."""
        for page in self._pages():
            for item in page:
                if isinstance(item, Record) and len(self.found.records) == self.limit:
                    return
                if self._late():
                    return
                yield item
            # A page without items is of something else than records, such as services.
            if len(self.found.records) == self.limit or self._late():
                return

    def _late(self) -> bool:
        """Whether no time is left, which is told."""
        if time.monotonic() <= self._until:
            return False
        late = _("The source is slow: the preview ends after {count} records")
        self.found.alerts.append(late.format(count=len(self.found.records)))
        return True

    def _pages(self) -> Iterator[list[Item]]:
        """The source's pages, with the records that are only listed, as many as are asked for."""
        for page in self.source.pages(self.client):
            yield [item for item in page if not isinstance(item, Listed)]
            listed = [item.guid for item in page if isinstance(item, Listed)]
            while listed and len(self.found.records) < self.limit:
                some, listed = listed[: self.limit], listed[self.limit :]
                yield from self.source.contents(some, self.client)

    def _foreseen(self, record: Record) -> Foreseen:
        before = self._known.get(record.guid)
        if before is not None:
            record = known.completed(record, self.source, before)
        trial = try_item(
            self.source, self.settings, self._catalogue, "", record, self._part(record)
        )
        if trial.outcome == LEFT_OUT:
            return Foreseen(trial, LEFT_OUT)
        current = before is not None and before.current
        if trial.outcome == REJECTED or trial.mapped is None:
            return Foreseen(trial, REJECTED, stale=current)
        if before is not None:
            same = current and before.fingerprint.package == self._package(record)
            return Foreseen(trial, UNCHANGED if same else UPDATED)
        other = self._others.get(intake.identifier(self.source, record))
        try:
            return Foreseen(trial, UPDATED if adopted(other, trial.mapped, self.owner) else ADDED)
        except Conflict as conflict:
            reason = Refusal("identifier", trial.mapped.package["identifier"], "", str(conflict))
            return Foreseen(replace(trial, errors=[*trial.errors, reason]), REJECTED)

    def _part(self, record: Record) -> bytes | None:
        """What the record refers to; a dataset is taken in without it where it cannot be had."""
        try:
            return self.source.missing_part(record.content, self.client)
        except (SourceError, ValueError):
            return None

    def _package(self, record: Record) -> str:
        """The fingerprint of what is made of the record, as the gather compares it."""
        mapped = intake.prepare(self.source, self.settings, self._catalogue, record.content, None)
        return known.of_package(mapped, self.owner)
