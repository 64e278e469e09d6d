"""Mails about runs, sent to a real SMTP server."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any

import pytest
from ckan import model

from ckanext.donl.harvest import telling
from ckanext.donl.report import Recipient, mail
from ckanext.donl.report.model import Run
from demo.csw import StaticCsw

from ..harvest import portal as p
from ..harvest import variants as v
from . import smtp

# The timer is a command of CKAN, which has its Flask application at hand.
pytestmark = pytest.mark.usefixtures("portal", "with_request_context")

NOWHERE = "http://127.0.0.1:9/csw"
RECORDS = v.valid(4)
EVIL = "Bomen\r\nBcc: slachtoffer@example.nl <script>alert(1)</script>"
REFUSED = v.changed(RECORDS[0], v.TOPICS, "disaster")


@pytest.fixture
def site(ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets options of the portal."""

    def setting(**options: Any) -> None:
        for name, value in options.items():
            monkeypatch.setitem(ckan_config, f"ckanext.donl.mail.{name}", value)

    monkeypatch.setitem(ckan_config, "smtp.mail_from", "portaal@example.nl")
    return setting


@pytest.fixture
def server(ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[smtp.Kept]:
    with smtp.running() as (address, kept):
        monkeypatch.setitem(ckan_config, "smtp.server", address)
        yield kept


def run(records: list[Any], name: str = "ngr", /, **config: Any) -> dict[str, Any]:
    with StaticCsw(records) as catalogue:
        return p.run(p.make_source(catalogue.url, name, **config))


def test_a_run_is_told_with_its_counts_reasons_and_links(server: smtp.Kept, site: Any) -> None:
    site(recipients=["beheer@example.nl"], language="en")
    report = run([REFUSED, *RECORDS[1:]])

    (message,) = server.messages
    assert message["To"] == "beheer@example.nl"
    assert message["Subject"] == "[Test portal] Source ngr: 3 added, 1 rejected"
    link = f"/donl/run/{report['id']}"
    for part in (smtp.text(message), smtp.page(message)):
        assert link in part
        assert "/donl/unmapped" in part
        assert "disaster" in part
        assert "no mapping to the value list" in part
        assert "http://" in part
    assert "Added: 3" in smtp.text(message)
    assert "<strong>3</strong>" in smtp.page(message)
    assert "/donl/unmapped?q=disaster" in smtp.page(message)


def test_everybody_reads_it_in_a_language_of_their_own(server: smtp.Kept, site: Any) -> None:
    site(recipients=["jan@example.nl:nl", "joan@example.nl:en", "site@example.nl"])
    run([REFUSED, *RECORDS[1:]])

    subjects = {str(m["To"]): str(m["Subject"]) for m in server.messages}
    assert subjects["jan@example.nl"] == "[Test portal] Source ngr: 3 toegevoegd, 1 geweigerd"
    assert subjects["joan@example.nl"] == "[Test portal] Source ngr: 3 added, 1 rejected"
    assert subjects["site@example.nl"] == subjects["joan@example.nl"]
    (dutch,) = server.to("jan@")
    assert 'lang="nl"' in smtp.page(dutch)
    assert "Waarden zonder toewijzing" in smtp.text(dutch)


@pytest.mark.parametrize("frequency", ["always", "problems", "digest", "never"])
def test_frequency(frequency: str, server: smtp.Kept, site: Any) -> None:
    site(recipients=["site@example.nl"], frequency=frequency, digest_hour=0)
    config = {"mail_recipients": ["source@example.nl"], "mail_frequency": frequency}
    told = telling._turn(datetime.utcnow())
    assert told
    run([REFUSED, *RECORDS[1:]], "wrong", **config)
    run(RECORDS[1:3], "second", **config, page_size=9)

    subjects = {str(m["Subject"]).split("] ")[1].split(":")[0] for m in server.messages}
    assert (
        subjects
        == {
            "always": {"Source wrong", "Source second"},
            "problems": {"Source wrong", "Source second"},
            "digest": set(),
            "never": set(),
        }[frequency]
    )
    assert {str(m["To"]) for m in server.messages} == (
        {"site@example.nl", "source@example.nl"} if subjects else set()
    )


def test_a_run_without_problems_is_told_only_always(server: smtp.Kept, site: Any) -> None:
    site(recipients=["site@example.nl"], frequency="problems")
    run(RECORDS[:2], mail_recipients=["bron@example.nl"], mail_frequency="always")

    assert [m["To"] for m in server.messages] == ["bron@example.nl"]


def test_who_is_named_twice_gets_one_mail(server: smtp.Kept, site: Any) -> None:
    site(recipients=["Beheer@example.nl", "beheer@example.nl"])
    run([REFUSED], mail_recipients=["beheer@example.nl"])

    assert len(server.messages) == 1


def test_a_failure_is_said_first(server: smtp.Kept, site: Any) -> None:
    site(recipients=["beheer@example.nl"], language="en")
    p.run(p.make_source(NOWHERE))

    (message,) = server.messages
    assert message["Subject"] == "[Test portal] FAILED: Source ngr: nothing changed"
    assert f"{NOWHERE} cannot be reached" in smtp.text(message)


def test_an_aborted_run_is_told(server: smtp.Kept, site: Any) -> None:
    site(recipients=["beheer@example.nl"], language="en")
    job = p.start(p.make_source(NOWHERE))
    p.act("harvest_job_abort", id=job)

    (message,) = server.messages
    assert str(message["Subject"]).startswith("[Test portal] ABORTED: Source ngr")
    p.tick()
    assert len(server.messages) == 1


def test_what_a_source_is_called_is_no_header_and_no_markup(server: smtp.Kept, site: Any) -> None:
    site(recipients=["beheer@example.nl"])
    source = p.make_source(NOWHERE)
    model.Package.get(source["id"]).title = EVIL
    model.Session.commit()
    p.run(source)

    (message,) = server.messages
    assert message["Bcc"] is None
    assert "Bomen Bcc: slachtoffer@example.nl" in str(message["Subject"])
    assert "<script>" not in smtp.page(message)
    assert "&lt;script&gt;" in smtp.page(message)
    assert "<script>" in smtp.text(message)


def test_a_mail_that_fails_is_logged_and_costs_nobody_else_one(
    server: smtp.Kept, site: Any, caplog: pytest.LogCaptureFixture
) -> None:
    site(recipients=["geen adres", smtp.REFUSED, "beheer@example.nl"])
    report = run([REFUSED])

    assert report["status"] == "finished"
    assert [m["To"] for m in server.messages] == ["beheer@example.nl"]
    logged = " ".join(r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR)
    assert smtp.REFUSED in logged
    assert '"geen adres" is not an e-mail address' in logged


def test_without_a_server_the_job_is_done(
    ckan_config: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    site: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setitem(ckan_config, "smtp.server", "127.0.0.1:9")
    monkeypatch.setitem(ckan_config, "smtp.user", "portaal")
    monkeypatch.setitem(ckan_config, "smtp.password", "geheim-wachtwoord")
    site(recipients=["beheer@example.nl"])

    assert run([REFUSED])["status"] == "finished"
    assert "The mail to beheer@example.nl about run is not sent" in caplog.text
    assert "geheim-wachtwoord" not in caplog.text


def test_a_server_that_says_nothing_does_not_stop_the_timer(
    ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch, site: Any
) -> None:
    monkeypatch.setattr(mail, "_TIMEOUT", 1)
    site(recipients=["beheer@example.nl"])
    with smtp.silent() as address:
        monkeypatch.setitem(ckan_config, "smtp.server", address)
        started = time.monotonic()
        assert run([REFUSED])["status"] == "finished"

    assert time.monotonic() - started < 30


@pytest.mark.parametrize("text", ["geen adres", "a@b", "a@b.nl:fr", "a@b.nl,c@d.nl", "<a@b.nl>"])
def test_a_wrong_recipient_is_refused_with_the_source(text: str) -> None:
    with pytest.raises(p.tk.ValidationError, match="mail_recipients"):
        p.make_source(NOWHERE, mail_recipients=[text])


def test_a_recipient_may_have_a_language() -> None:
    assert Recipient.parse(" a@b.nl:en ") == Recipient("a@b.nl", "en")
    assert Recipient.parse("a@b.nl") == Recipient("a@b.nl")


# The digest


def remember(moment: datetime) -> None:
    """The last digest was then."""
    model.set_system_info("ckanext.donl.digest", moment.isoformat())
    model.Session.commit()


def afternoon(days: int) -> datetime:
    """After noon, so many days from now."""
    return datetime.combine(datetime.utcnow() + timedelta(days=days), clock(12, 30))


def test_the_digest_tells_of_all_runs_once_a_day(server: smtp.Kept, site: Any) -> None:
    site(recipients=["dag@example.nl:en"], frequency="digest", digest_hour=12)
    remember(datetime.utcnow())
    run([REFUSED, *RECORDS[1:]], mail_recipients=["bron@example.nl:en"], mail_frequency="digest")
    p.run(p.make_source(NOWHERE, "nowhere"))
    assert server.messages == []

    telling.digest(afternoon(2))
    telling.digest(afternoon(2) + timedelta(minutes=5))

    assert sorted(str(m["To"]) for m in server.messages) == ["bron@example.nl", "dag@example.nl"]
    (all_sources,), (of_source,) = server.to("dag@"), server.to("bron@")
    assert all_sources["Subject"] == "[Test portal] 2 runs: 3 added, 1 rejected"
    assert "Source nowhere: failed" in smtp.text(all_sources)
    assert "disaster" in smtp.page(all_sources)
    assert of_source["Subject"] == "[Test portal] 1 run: 3 added, 1 rejected"
    assert "Source nowhere" not in smtp.text(of_source)

    telling.digest(afternoon(3))
    assert len(server.messages) == 4
    assert "No source was synchronised" in smtp.text(server.to("dag@")[1])


def test_a_run_whose_end_is_seen_after_the_digest_is_in_the_next(
    server: smtp.Kept, site: Any
) -> None:
    site(recipients=["dag@example.nl:en"], frequency="digest", digest_hour=12)
    remember(datetime.utcnow())
    job = run(RECORDS)["id"]
    finished = model.Session.get(Run, job).finished
    # It is over when the digest is sent, and no timer has seen it yet.
    for ended, day in ((None, 1), (finished, 2), (finished, 3)):
        model.Session.get(Run, job).finished = ended
        model.Session.commit()
        telling.digest(afternoon(day))

    subjects = [str(m["Subject"]) for m in server.messages]
    assert ["4 added" in subject for subject in subjects] == [False, True, False]


def test_what_ended_long_ago_is_no_news(server: smtp.Kept, site: Any) -> None:
    remember(datetime.utcnow())
    run(RECORDS)
    site(recipients=["dag@example.nl:en"], frequency="digest", digest_hour=12)
    telling.digest(afternoon(200))
    (message,) = server.messages
    assert "No source was synchronised" in smtp.text(message)


def test_the_timer_sends_the_digest(server: smtp.Kept, site: Any) -> None:
    site(recipients=["dag@example.nl"], frequency="digest", digest_hour=0)
    remember(datetime.utcnow() - timedelta(days=1))
    p.tick()
    p.tick()

    assert len(server.messages) == 1
