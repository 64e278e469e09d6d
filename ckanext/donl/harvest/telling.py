"""Whom the timer tells what by mail: of every run that has ended, and of the day."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from ckan import model

from ckanext.harvest.model import HarvestSource

from .. import config, health, identity
from ..report import DIGEST, NEVER, Recipient, mail, reading
from ..report.model import Run
from ..report.recipients import of_all_sources, parsed
from . import registered, settings

log = logging.getLogger(__name__)

_DUTCH = ZoneInfo("Europe/Amsterdam")
# Where the time of the last digest is kept: in CKAN's own table of what a portal remembers.
_KEY = "ckanext.donl.digest"
_NEWS = timedelta(days=7)


def tell(job_id: str) -> None:
    """Tell of a run that has ended; what fails is logged."""
    try:
        addresses, frequency = _of_source(reading.get(job_id).source_id)
        mail.tell(job_id, addresses, frequency)
    except Exception:
        model.Session.rollback()
        log.exception("Nobody is told of the run %s", job_id)


def digest(now: datetime) -> None:
    """Send the digest of the day, when it is time and it has not been sent.

    :param now: UTC without zone
    """
    try:
        _digest(now)
    except Exception:
        model.Session.rollback()
        log.exception("The digest is not sent")


def _digest(now: datetime) -> None:
    people = _readers()
    if not people or not _turn(now):
        return
    runs = [reading.show(job_id, limit=0) for job_id in _news(now)]
    found = health.of_sources()
    for person, source_ids in people.items():
        of_person = [run for run in runs if _concerns(run["source"]["id"], source_ids)]
        problems = [
            (source.title, problem)
            for source_id, source in found.items()
            if _concerns(source_id, source_ids)
            for problem in source.problems
        ]
        mail.send_digest(person, of_person, problems)


def _concerns(source_id: str, source_ids: set[str] | None) -> bool:
    return source_ids is None or source_id in source_ids


def _readers() -> dict[Recipient, set[str] | None]:
    """Who reads the digest, with the sources that it is about; None for all."""
    readers: dict[str, tuple[Recipient, set[str] | None]] = {}
    for person in of_all_sources(DIGEST):
        readers[person.address.casefold()] = (person, None)
    for source_id in model.Session.scalars(sa.select(HarvestSource.id).where(HarvestSource.active)):
        addresses, frequency = _of_source(source_id)
        for person in parsed(addresses if frequency == DIGEST else ()):
            _person, sources = readers.setdefault(person.address.casefold(), (person, set()))
            if sources is not None:
                sources.add(source_id)
    return dict(readers.values())


def _news(now: datetime) -> list[str]:
    """The jobs of which no digest has told. What ended longer ago, while nobody read digests, is no
    news any more."""
    query = (
        sa.update(Run)
        .where(Run.finished.isnot(None), ~Run.in_digest)
        .values(in_digest=True)
        .returning(Run.job_id, Run.started, Run.finished)
        .execution_options(synchronize_session=False)
    )
    taken = sorted(model.Session.execute(query), key=lambda run: (run.started, run.job_id))
    model.Session.commit()
    return [run.job_id for run in taken if run.finished > now - _NEWS]


def _turn(now: datetime) -> bool:
    """Whether it is this process's turn to send a digest.

    The turn is taken before anything is sent: a mail that fails is not sent anew for ever.
    """
    identity.wait_for(_KEY)
    stored = model.get_system_info(_KEY)
    last = datetime.fromisoformat(stored) if stored else now - timedelta(days=1)
    local = now.replace(tzinfo=timezone.utc).astimezone(_DUTCH)
    due = datetime.combine(local.date(), time(config.digest_hour()), _DUTCH)
    if local < due or last.replace(tzinfo=timezone.utc) >= due:
        model.Session.rollback()
        return False
    model.set_system_info(_KEY, now.isoformat())
    model.Session.commit()
    return True


def _of_source(source_id: str) -> tuple[list[str], str]:
    """The recipients of a source, and how often they are told."""
    source: Any = model.Session.get(HarvestSource, source_id)
    harvester = registered.of_type(source.type) if source else None
    if harvester is None:
        return [], NEVER
    try:
        parsed_config = settings.parse(source.config, harvester.source_class.settings_table)
    except settings.SettingsError:
        return [], NEVER
    return parsed_config["mail_recipients"], parsed_config["mail_frequency"]
