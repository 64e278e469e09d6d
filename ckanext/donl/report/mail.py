"""Mails about runs, through CKAN's mailer. A mail that fails is logged; it never fails a job."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import mailer
from flask import current_app
from flask_babel import force_locale

from . import reading, words
from .counting import COUNTS
from .recipients import ALWAYS, PROBLEMS, Recipient, of_all_sources, once, parsed

_ = tk._
log = logging.getLogger(__name__)

_REASONS = _VALUES = _ALERTS = 10
_LONGEST = 200
# CKAN's mailer waits for ever for a server that takes the connection and says nothing.
_TIMEOUT = 15
_IN_SUBJECT = ("added", "updated", "deleted", "rejected", "errors")


def tell(job_id: str, addresses: list[str], frequency: str) -> None:
    """Tell of a run that has ended.

    :param addresses: the recipients of its source
    :param frequency: how often these are told
    """
    told = reading.show(job_id, limit=0)
    wanted = (ALWAYS, PROBLEMS) if told["problems"] else (ALWAYS,)
    people = [
        *of_all_sources(*wanted),
        *(parsed(addresses) if frequency in wanted else []),
    ]
    for person in once(people):
        _send(person, "run", lambda: _about_run(told))


def send_digest(
    person: Recipient, runs: list[dict[str, Any]], health: list[tuple[str, str]]
) -> None:
    """Send the runs of a day.

    :param runs: as ``reading.show`` gives them
    :param health: title and problem of each source with which something is wrong
    """
    _send(person, "digest", lambda: _about_day(runs, health))


def _send(person: Recipient, template: str, make: Any) -> None:
    try:
        with _read_by(person):
            subject, values = make()
            values = {**values, "words": words, "link": _link, "line": _line, "counts": COUNTS}
            text = tk.render(f"donl/mail/{template}.txt", values)
            page = tk.render(f"donl/mail/{template}.html", {**values, "language": person.locale})
            with _patience():
                mailer.mail_recipient("", person.address, _line(subject), text, page)
    except Exception as error:
        # Whatever it is: the server, the address, a template. The job is done all the same.
        log.error("The mail to %s about %s is not sent: %s", person.address, template, error)


def _about_run(told: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    state = "" if told["status"] == "finished" else f"{words.status(told['status']).upper()}: "
    title = told["source"]["title"] or told["source"]["name"]
    subject = f"[{tk.config['ckan.site_title']}] {state}{title}: {_summary(told['counts'])}"
    return subject, {
        "told": told,
        "title": title,
        "alerts": told["alerts"][:_ALERTS],
        "reasons": told["reasons"][:_REASONS],
        "unmapped": told["unmapped"][:_VALUES],
        "more_unmapped": max(len(told["unmapped"]) - _VALUES, 0),
    }


def _about_day(
    runs: list[dict[str, Any]], health: list[tuple[str, str]]
) -> tuple[str, dict[str, Any]]:
    totals = {name: sum(run["counts"][name] for run in runs) for name in COUNTS}
    amount = tk.ungettext("{count} run", "{count} runs", len(runs)).format(count=len(runs))
    subject = f"[{tk.config['ckan.site_title']}] {amount}: {_summary(totals)}"
    return subject, {
        "runs": runs,
        "totals": totals,
        "amount": amount,
        "health": health,
        "unmapped": _most_frequent(runs),
    }


def _summary(counts: dict[str, int]) -> str:
    """The counts that are not zero in a few words."""
    told = [f"{counts[name]} {words.count(name).lower()}" for name in _IN_SUBJECT if counts[name]]
    return ", ".join(told) or _("nothing changed")


def _most_frequent(runs: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The values without mapping of the last run of each source."""
    last = {run["source"]["id"]: run for run in runs}
    found = [line for run in last.values() for line in run["unmapped"]]
    return sorted(found, key=lambda line: -line["count"])[:_VALUES]


def _line(text: str) -> str:
    """A text of somebody else's on one line, and not too long for one."""
    text = " ".join(str(text).split())
    return f"{text[: _LONGEST - 1]}…" if len(text) > _LONGEST else text


def _link(endpoint: str, **values: Any) -> str:
    """An address that works from outside."""
    return str(tk.url_for(endpoint, qualified=True, locale="default", **values))


@contextmanager
def _read_by(person: Recipient) -> Iterator[None]:
    """Say everything in the language of the recipient, whoever's request this is, if anybody's."""
    application = current_app._get_current_object()  # type: ignore[attr-defined]
    with (
        application.test_request_context(base_url=tk.config["ckan.site_url"]),
        force_locale(person.locale),
    ):
        yield


@contextmanager
def _patience() -> Iterator[None]:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_TIMEOUT)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
