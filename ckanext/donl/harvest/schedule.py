"""Keeps scheduled runs at their hour of the day.

ckanext-harvest 1.6.3 sets the next run a day, a week or a month after the moment at which its timer
looked: a nightly run gets some minutes later every day, and a source that was made in the afternoon
runs in the afternoon.
"""

from __future__ import annotations

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from ckan import model

from ckanext.harvest.model import HarvestSource

from .. import config

_DUTCH = ZoneInfo("Europe/Amsterdam")
_SCHEDULED = ("DAILY", "WEEKLY", "BIWEEKLY", "MONTHLY")


def keep_hour() -> None:
    """Put the next run of every source that has a frequency at the hour of scheduled runs."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    query = sa.select(HarvestSource).where(
        HarvestSource.frequency.in_(_SCHEDULED), HarvestSource.next_run > now
    )
    for source in model.Session.scalars(query):
        source.next_run = at_hour(source.next_run, config.schedule_hour())
    model.Session.commit()


def at_hour(moment: datetime, hour: int) -> datetime:
    """The same day in the Netherlands, at this hour there.

    :param moment: UTC without zone; so is what is returned
    """
    local = moment.replace(tzinfo=timezone.utc).astimezone(_DUTCH)
    kept = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return kept.astimezone(timezone.utc).replace(tzinfo=None)
