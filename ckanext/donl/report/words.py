"""The words in which a report is told, in the language of who reads it."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask_babel import format_decimal

from .model import ABORTED, FAILED, FINISHED, RUNNING, TIMED_OUT

_ = tk._


def status(name: str) -> str:
    """How a run stands, or ended."""
    return {
        RUNNING: _("running"),
        FINISHED: _("finished"),
        FAILED: _("failed"),
        TIMED_OUT: _("timed out"),
        ABORTED: _("aborted"),
    }[name]


def outcome(name: str) -> str:
    """What happened to a record, or what is the matter with it."""
    return {
        "added": _("added"),
        "updated": _("updated"),
        "unchanged": _("unchanged"),
        "rejected": _("rejected"),
        "errored": _("error"),
        "deleted": _("deleted"),
        "withheld": _("deletion withheld"),
        "not_processed": _("not processed"),
        "stale": _("stale"),
        "conflict": _("conflict of identifiers"),
    }[name]


def count(name: str) -> str:
    """What a count of a report counts."""
    return {
        "found": _("Found"),
        "added": _("Added"),
        "updated": _("Updated"),
        "unchanged": _("Unchanged"),
        "rejected": _("Rejected"),
        "stale": _("Stale"),
        "conflicts": _("Conflicts of identifiers"),
        "errors": _("Errors"),
        "deleted": _("Deleted"),
        "withheld": _("Deletion withheld"),
        "not_processed": _("Not processed"),
        "ambiguous": _("Ambiguous licences"),
        "left_out": _("Left out on purpose"),
    }[name]


def stage(name: str) -> str:
    """A stage of a run, of which the report tells how long it took."""
    return {
        "gather": _("Reading the catalogue"),
        "fetch": _("Fetching what records refer to"),
        "import": _("Storing datasets"),
        "total": _("In all"),
    }[name]


def duration(seconds: float) -> str:
    """A time span as people say it."""
    if seconds < 60:
        return _("{seconds} s").format(
            seconds=format_decimal(round(seconds, 1 if seconds < 10 else None))
        )
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
    hours, minutes = divmod(minutes, 60)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
