"""The pages on which administrators follow the synchronisation, without a browser."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import pytest
from ckan.tests import factories
from lxml import html

from ckanext.donl.report.model import Run
from ckanext.harvest.model import HarvestSource
from demo.csw import StaticCsw

from ..access.test_sources import member
from ..harvest import portal as p
from ..harvest import variants as v
from ..page.portal import page, text

pytestmark = pytest.mark.usefixtures("portal")

SCRIPT = "<script>alert(1)</script>"
RECORDS = v.valid(5)
REFUSED = v.changed(v.changed(RECORDS[0], v.TOPICS, SCRIPT), v.TITLE, SCRIPT)
NATURE = "http://standaarden.overheid.nl/owms/terms/Natuur_en_milieu"


@pytest.fixture
def job() -> str:
    """A run with a hostile record."""
    with StaticCsw([REFUSED, *RECORDS[1:]]) as server:
        return str(p.run(p.make_source(server.url))["id"])


@pytest.fixture
def admin(job: str) -> dict[str, str]:
    return {"Authorization": member("ngr-organisation", "admin")["token"]}


def addresses(job: str) -> list[str]:
    return [
        "/donl/runs",
        "/donl/runs/ngr",
        f"/donl/run/{job}",
        f"/donl/run/{job}/progress",
        f"/donl/run/{job}/value?property=dataset.theme&value={SCRIPT}",
        f"/donl/run/{job}.csv",
        f"/donl/run/{job}/record?guid={REFUSED.uuid}",
        f"/donl/run/{job}/record.txt?guid={REFUSED.uuid}",
        "/donl/unmapped",
        "/donl/mappings",
    ]


def test_who_sees_them(app: Any, job: str, admin: dict[str, str]) -> None:
    theirs = p.make_source("http://127.0.0.1:9/csw", "theirs")
    assert theirs
    outsiders = {
        "nobody": {},
        "somebody": {"Authorization": factories.UserWithToken()["token"]},
        "editor": {"Authorization": member("ngr-organisation", "editor")["token"]},
        "other": {"Authorization": member("theirs-organisation", "admin")["token"]},
    }
    for address in addresses(job):
        assert app.get(address, headers=admin).status_code == 200, address
        for who, headers in outsiders.items():
            answer = app.get(address, headers=headers, follow_redirects=False)
            of_all = address in ("/donl/runs", "/donl/unmapped", "/donl/mappings")
            allowed = who == "other" and of_all
            assert answer.status_code == (200 if allowed else 403), (address, who)
            assert SCRIPT not in answer.body


@pytest.mark.parametrize(
    "address",
    [
        "/donl/runs/nowhere",
        "/donl/run/nowhere",
        "/donl/run/%00",
        "/donl/run/nowhere/record?guid=x",
        "/donl/run/{job}/record?guid=x",
        "/donl/run/{job}/record",
        "/donl/run/{job}/record?guid=%00",
        "/donl/run/{job}/value?property=x&value=y",
        "/donl/run/nowhere.csv",
        "/donl/mappings/ngr/dataset.theme.json",
        "/donl/mappings/x/y.json",
    ],
)
def test_what_is_not_there(app: Any, job: str, admin: dict[str, str], address: str) -> None:
    assert app.get(address.format(job=job), headers=admin).status_code == 404


def test_a_wrong_filter_is_told(app: Any, job: str, admin: dict[str, str]) -> None:
    answer = app.get(f"/donl/run/{job}?outcome=lost", headers=admin)
    assert answer.status_code == 400
    assert "Must be one of" in answer.body
    assert app.get(f"/donl/run/{job}?page=x&q=%00", headers=admin).status_code == 200


def test_a_run_shows_why_and_leads_on(app: Any, job: str, admin: dict[str, str]) -> None:
    shown = page(app, f"/donl/run/{job}", headers=admin)
    assert shown.xpath("//script[contains(text(), 'alert')]") == []
    row = shown.xpath(f"//tr[.//a[contains(@href, '{REFUSED.uuid}')]]")[-1]
    assert SCRIPT in text(row)
    assert "no mapping to the value list" in text(row)
    (link,) = shown.xpath("//a[contains(@href, 'outcome=rejected')]")
    filtered = page(app, str(link.get("href")), headers=admin)
    assert len(filtered.xpath("//*[@id='records']/following-sibling::table//tbody/tr")) == 1


def test_the_records_are_paged(
    app: Any, job: str, admin: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckanext.donl.views import runs

    monkeypatch.setattr(runs, "_RECORDS", 2)
    rows = "//*[@id='records']/following-sibling::table//tbody/tr"
    counts = [
        len(page(app, f"/donl/run/{job}?page={n}", headers=admin).xpath(rows)) for n in range(1, 4)
    ]
    assert counts == [2, 2, 1]
    past = f"/nl/donl/run/{job}?page=4&outcome=added"
    answer = app.get(past, headers=admin, follow_redirects=False)
    assert answer.status_code == 302
    assert answer.location.endswith(f"/nl/donl/run/{job}?outcome=added&q=&page=2")


def test_a_number_of_a_page_may_be_anything(app: Any, job: str, admin: dict[str, str]) -> None:
    for number, page_of in (("9" * 5000, "1"), ("0", None), ("²", None), ("-1", None)):
        answer = app.get(f"/donl/run/{job}?page={number}", headers=admin, follow_redirects=False)
        assert answer.status_code == (302 if page_of else 200)
        assert not page_of or answer.location.endswith(f"page={page_of}")


def test_a_record_that_its_reader_fails_on_has_its_page(
    app: Any, job: str, admin: dict[str, str]
) -> None:
    """Such as after the source became one of another type."""
    for source_type in ("cbs", "dcat", "ckan"):
        p.model.Session.query(HarvestSource).update({"type": source_type})
        p.model.Session.commit()
        shown = page(app, f"/donl/run/{job}/record?guid={REFUSED.uuid}", headers=admin)
        assert "The record is not taken in" in text(shown)


def test_the_records_of_a_value_are_shown_by_title(
    app: Any, job: str, admin: dict[str, str]
) -> None:
    address = f"/donl/run/{job}/value?property=dataset.theme&value={SCRIPT}"
    (link,) = page(app, address, headers=admin).xpath(f"//a[contains(@href, '{REFUSED.uuid}')]")
    assert text(link) == SCRIPT


def test_the_csv_keeps_the_filter(app: Any, job: str, admin: dict[str, str]) -> None:
    def lines(query: str) -> list[dict[str, str]]:
        body = app.get(f"/donl/run/{job}.csv{query}", headers=admin).body
        return list(csv.DictReader(body.removeprefix("\ufeff").splitlines(), delimiter=";"))

    assert len(lines("")) == 5
    (line,) = lines("?outcome=rejected")
    assert (line["title"], line["field"], line["value"]) == (SCRIPT, "theme", SCRIPT)


def test_a_record_shows_all_that_is_known(app: Any, job: str, admin: dict[str, str]) -> None:
    refused = page(app, f"/donl/run/{job}/record?guid={REFUSED.uuid}", headers=admin)
    told = text(refused)
    assert "The record is not taken in" in told
    assert "gmd:MD_Metadata" in text(refused.xpath("//pre")[0])
    assert "topicCategory" in told
    assert refused.xpath("//script[contains(text(), 'alert')]") == []
    added = page(app, f"/donl/run/{job}/record?guid={RECORDS[1].uuid}", headers=admin)
    assert added.xpath(f"//a[contains(@href, '/dataset/{p.dataset(RECORDS[1].uuid)['name']}')]")
    raw = app.get(f"/donl/run/{job}/record.txt?guid={REFUSED.uuid}", headers=admin)
    assert raw.headers["Content-Type"].startswith("text/plain")
    assert "attachment" in raw.headers["Content-Disposition"]

    source = p.act("harvest_source_show", id="ngr")
    p.act("harvest_source_job_history_clear", id=source["id"])
    cleared = text(page(app, f"/donl/run/{job}/record?guid={REFUSED.uuid}", headers=admin))
    assert "history of this source was cleared" in cleared
    assert "no mapping to the value list" in cleared


def test_progress_is_told_until_the_run_is_over(app: Any) -> None:
    sysadmin = {"Authorization": factories.SysadminWithToken()["token"]}
    with StaticCsw(RECORDS) as server:
        job = p.start(p.make_source(server.url))
        p.tick()

        def told() -> Any:
            return app.get(f"/donl/run/{job}/progress", headers=sysadmin)

        assert "Waiting for a gather consumer" in told().body
        assert "hx-get" in app.get(f"/donl/run/{job}", headers=sysadmin).body
        p.consume_gather()
        assert "Importing: 0 of 5 records" in told().body
        p.consume_fetch(2)
        assert "Importing: 2 of 5 records" in told().body
        assert "records per second" in told().body
        p.consume_fetch()
        assert "the timer ends the run" in told().body
        assert "HX-Refresh" not in told().headers
        p.tick()
    assert told().headers["HX-Refresh"] == "true"
    assert "hx-get" not in app.get(f"/donl/run/{job}", headers=sysadmin).body


def test_the_overview_draws_the_last_runs(app: Any, job: str, admin: dict[str, str]) -> None:
    source = p.act("harvest_source_show", id="ngr")
    failed = p.run(source)
    assert failed["status"] == "failed"
    shown = page(app, "/donl/runs", headers=admin)
    (chart,) = shown.xpath("//*[name()='svg']")
    kinds = {str(piece.get("class")) for piece in chart.iter("{*}rect", "rect")}
    assert {"donl-trend-added", "donl-trend-rejected"} <= kinds
    assert len(chart.xpath(".//*[@class='donl-trend-failed']")) == 1
    assert "the last run: failed" in text(shown)
    assert "failed" in text(page(app, "/donl/runs/ngr", headers=admin))


def test_a_source_that_never_ran(app: Any) -> None:
    sysadmin = {"Authorization": factories.SysadminWithToken()["token"]}
    assert "no harvest sources yet" in app.get("/donl/runs", headers=sysadmin).body
    p.make_source("http://127.0.0.1:9/csw")
    assert "has not run yet" in app.get("/donl/runs", headers=sysadmin).body
    assert "has not run yet" in app.get("/donl/runs/ngr", headers=sysadmin).body


def test_accepting_a_suggestion(app: Any, job: str) -> None:
    sysadmin = {"Authorization": factories.SysadminWithToken()["token"]}
    asked = f"/donl/unmapped?q={SCRIPT}"
    shown = page(app, asked, headers=sysadmin)
    (form,) = shown.xpath("//form[@method='post' and .//input[@name='target']]")
    posted = {field.get("name"): field.get("value") or "" for field in form.xpath(".//input")}
    assert posted["value"] == SCRIPT

    def post(target: str) -> str:
        answer = app.post(form.get("action"), data={**posted, "target": target}, headers=sysadmin)
        return text(html.fromstring(answer.body))

    assert "is not in the value list" in post("iets anders")
    assert "becomes" in post("Natuur en milieu")
    assert post(NATURE)
    (line,) = p.act("donl_mapping_list")
    assert (line["value"], line["target"]) == (SCRIPT, NATURE)
    assert "0 values" in text(page(app, asked, headers=sysadmin))

    stored = page(app, "/donl/mappings", headers=sysadmin)
    exported = app.get("/donl/mappings/ngr/dataset.theme.json", headers=sysadmin).json
    assert {"name": SCRIPT, "target_value": NATURE} in exported
    (form,) = stored.xpath("//form[contains(@action, '/delete')]")
    for told in ("The line is removed", "was removed already"):
        answer = app.post(form.get("action"), data={}, headers=sysadmin)
        assert told in answer.body
    assert p.act("donl_mapping_list") == []


def test_another_suggestion_takes_one_click_too(app: Any, job: str) -> None:
    sysadmin = {"Authorization": factories.SysadminWithToken()["token"]}
    line = {"catalogue": "ngr", "property": "dataset.theme", "value": "natuur"}
    answer = app.post(
        "/donl/unmapped",
        data={**line, "target": "Natuur en milieu", "instead": "Verkeer"},
        headers=sysadmin,
    )
    assert answer.status_code == 200
    (saved,) = p.act("donl_mapping_list")
    assert saved["target"].endswith("/Verkeer_(thema)")


@pytest.mark.parametrize("place", ["/donl/unmapped", "/donl/runs", "/donl/run/{job}"])
def test_nothing_in_an_address_is_taken_for_something_else(
    app: Any, job: str, admin: dict[str, str], place: str
) -> None:
    names = ("controller", "action", "qualified", "locale", "job_id", "endpoint", "_anchor", "host")
    asked = "&".join(f"{name}=evil.example" for name in names)
    answer = app.get(f"{place.format(job=job)}?{asked}", headers=admin)
    assert answer.status_code == 200
    assert "//evil.example" not in answer.body


def test_a_deleted_source_asks_for_no_mapping(job: str) -> None:
    assert p.act("donl_unmapped_list")["count"]
    p.act("harvest_source_delete", id="ngr")
    assert p.act("donl_unmapped_list")["count"] == 0


def test_there_is_no_such_line_to_remove(app: Any) -> None:
    sysadmin = {"Authorization": factories.SysadminWithToken()["token"]}
    for line in (1, 2**31, 10**20):
        answer = app.post(f"/donl/mappings/{line}/delete", data={}, headers=sysadmin)
        assert "was removed already" in answer.body


@pytest.mark.parametrize("address", ["/donl/run/{job}.csv", "/donl/run/{job}/record.txt?guid={r}"])
def test_no_shared_cache_keeps_a_file(
    app: Any, job: str, admin: dict[str, str], address: str
) -> None:
    answer = app.get(address.format(job=job, r=REFUSED.uuid), headers=admin)
    assert "public" not in answer.headers["Cache-Control"]


def test_who_may_not_change_sees_no_buttons(app: Any, job: str, admin: dict[str, str]) -> None:
    assert page(app, "/donl/unmapped", headers=admin).xpath("//input[@name='target']")
    p.make_source("http://127.0.0.1:9/csw", "theirs")
    shown = page(app, "/donl/unmapped", headers=admin)
    assert shown.xpath("//input[@name='target']") == []
    assert "only who administers all of them" in text(shown)
    line = {"catalogue": "ngr", "property": "dataset.theme", "value": "a", "target": NATURE}
    assert app.post("/donl/unmapped", data=line, headers=admin).status_code == 403


def test_the_header_leads_administrators_here(app: Any, admin: dict[str, str]) -> None:
    def link(headers: dict[str, str]) -> list[Any]:
        found: list[Any] = page(app, "/dataset/", headers=headers).xpath("//a[@href='/donl/runs']")
        return found

    assert link(admin)
    assert not link({})
    assert not link({"Authorization": factories.UserWithToken()["token"]})


def test_a_report_of_many_runs_is_paged(app: Any, job: str, admin: dict[str, str]) -> None:
    stored = p.model.Session.get(Run, job)
    for number in range(40):
        values = {c.name: getattr(stored, c.name) for c in Run.__table__.columns}
        p.model.Session.add(Run(**{**values, "job_id": f"run-{number}"}))
    p.model.Session.commit()
    rows: Callable[[int], int] = lambda n: len(  # noqa: E731
        page(app, f"/donl/runs/ngr?page={n}", headers=admin).xpath("//tbody/tr")
    )
    assert (rows(1), rows(2)) == (30, 11)
