"""What a run would do: the same as it then does, and without writing anything."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories
from click.testing import CliRunner
from lxml import html

from ckanext.donl.cli.preview import preview as command
from ckanext.donl.harvest import preview
from demo.csw import StaticCsw

from ..access.test_sources import member
from ..page.portal import text
from . import portal as p
from . import variants as v

pytestmark = pytest.mark.usefixtures("portal")

RECORDS = v.valid(6)
SCRIPT = "<script>alert(1)</script>"
REFUSED = v.changed(v.changed(RECORDS[0], v.TOPICS, "disaster"), v.TITLE, SCRIPT)
NOWHERE = "http://127.0.0.1:9/csw"


def look(**asked: Any) -> dict[str, Any]:
    seen: dict[str, Any] = p.act("donl_harvest_preview", **asked)
    return seen


def rows() -> dict[str, int]:
    """How many rows every table has."""
    model.Session.rollback()
    tables = sa.inspect(model.meta.engine).get_table_names()
    count = "SELECT count(*) FROM "
    return {t: model.Session.scalar(sa.text(f'{count}"{t}"')) or 0 for t in tables}


def test_it_foresees_what_the_run_does_and_writes_nothing() -> None:
    with StaticCsw(RECORDS[:4]) as server:
        source = p.make_source(server.url, deletion_threshold=100)
        p.run(source)
        server.records = [
            REFUSED,
            v.changed(RECORDS[1], v.TITLE, "Een andere titel"),
            *RECORDS[2:],
        ]
        before = rows()
        seen = look(source_id="ngr", limit=50)
        assert rows() == before
        report = p.run(source)

    assert seen["counts"] == {"rejected": 1, "updated": 1, "unchanged": 2, "added": 2}
    foreseen = {r["guid"]: r["outcome"] for r in seen["records"] if r["outcome"] != "unchanged"}
    assert foreseen == {r["guid"]: r["outcome"] for r in report["records"]["results"]}
    (refused,) = [r for r in seen["records"] if r["outcome"] == "rejected"]
    assert refused["stale"]
    assert refused["errors"][0]["field"] == "theme"
    (told,) = [r for r in report["records"]["results"] if r["outcome"] == "rejected"]
    assert refused["errors"] == told["reasons"]
    added = next(r for r in seen["records"] if r["outcome"] == "added")
    stored = p.dataset(added["guid"])
    assert added["package"]["title"] == stored["title"]
    assert added["licence"]["license_id"] == stored["license_id"]
    assert added["selectors"]["title"]


def test_a_conflict_is_foreseen() -> None:
    with StaticCsw(RECORDS[:2]) as server:
        p.run(p.make_source(server.url))
        seen = look(url=server.url, source_type="ngr")

    assert seen["counts"] == {"rejected": 2}
    assert "already has this identifier" in seen["records"][0]["errors"][0]["reason"]


def test_unsaved_settings_count() -> None:
    with StaticCsw(RECORDS) as server:
        p.make_source(server.url)
        blocked = json.dumps({"blocked_identifiers": [RECORDS[0].uuid]})
        seen = look(source_id="ngr", config=blocked)

    assert seen["counts"] == {"added": 5}
    assert seen["left_out"] == {"blocked identifier": 1}


def test_no_more_is_asked_than_is_shown() -> None:
    with StaticCsw(RECORDS) as server:
        assert look(url=server.url, source_type="ngr", limit=2)["counts"] == {"added": 2}


def test_a_slow_source_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "PATIENCE", 0)
    with StaticCsw(RECORDS) as server:
        seen = look(url=server.url, source_type="ngr")
    assert seen["records"] == []
    assert "The source is slow" in seen["alerts"][0] or "seconds" in seen["alerts"][0]


def test_sources_that_cannot_be_read() -> None:
    assert "cannot be reached" in look(url=NOWHERE, source_type="ngr")["alerts"][0]
    assert look(url="http://10.0.0.1/csw", source_type="ngr")["alerts"]

    with StaticCsw([b"<html>no record</html>"]) as server:
        assert look(url=f"{server.url}/nowhere", source_type="ngr")["alerts"]
    with StaticCsw([]) as server:
        (alert,) = look(url=server.url, source_type="ngr")["alerts"]
    assert "delivers no records of datasets" in alert


def test_no_password_is_told() -> None:
    address = NOWHERE.replace("//", "//jan:geheim@")
    (alert,) = look(url=address, source_type="ngr")["alerts"]
    assert NOWHERE in alert
    assert "geheim" not in alert


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"url": NOWHERE, "source_type": "x"}, "source_type"),
        ({"url": "file:///etc/passwd", "source_type": "ngr"}, "url"),
        ({"url": "javascript:alert(1)", "source_type": "ngr"}, "url"),
        ({"url": NOWHERE, "source_type": "ngr", "config": "{"}, "config"),
        ({"url": NOWHERE, "source_type": "ngr", "config": '{"pagesize": 1}'}, "config"),
        ({"url": NOWHERE, "source_type": "ngr", "config": "[" * 100_000}, "config"),
        ({"url": NOWHERE, "source_type": "ngr", "limit": 1000}, "limit"),
    ],
)
def test_wrong_questions_are_told(asked: dict[str, Any], field: str) -> None:
    with pytest.raises(tk.ValidationError) as refused:
        look(**asked)
    assert refused.value.error_dict[field]


def test_who_may_look(app: Any) -> None:
    p.make_source(NOWHERE)
    p.make_source(f"{NOWHERE}2", "theirs")
    form = {"url": NOWHERE, "source_type": "ngr", "source_id": "ngr"}

    def status(user: dict[str, Any] | None, **data: str) -> int:
        headers = {"Authorization": user["token"]} if user else {}
        code: int = app.post("/donl/preview", data={**form, **data}, headers=headers).status_code
        return code

    assert status(member("ngr-organisation", "admin")) == 200
    assert status(member("theirs-organisation", "admin")) == 403
    assert status(factories.UserWithToken()) == 403
    assert status(None) == 403
    assert status(None, source_id="") == 403
    assert status(factories.SysadminWithToken(), source_id="nowhere") == 404


def test_the_page_shows_it_as_text(app: Any) -> None:
    headers = {"Authorization": factories.SysadminWithToken()["token"]}

    def page(**form: str) -> Any:
        answer = app.post("/donl/preview", data=form, headers=headers)
        return html.fromstring(answer.body)

    with StaticCsw([REFUSED, RECORDS[1]]) as server:
        shown = page(url=server.url, source_type="ngr", config="", name="new", title="x")
    assert next(text(h) for h in shown.xpath("//h2[ancestor::section]")) == SCRIPT
    assert shown.xpath("//script[contains(text(), 'alert(1)')]") == []
    assert "theme" in text(shown)
    wrong = page(url=NOWHERE, source_type="ngr", config='{"pagesize": 1}')
    assert 'Unknown setting "pagesize"' in text(wrong)


def test_by_command() -> None:
    run = CliRunner()
    with StaticCsw([REFUSED, *RECORDS[1:]]) as server:
        p.make_source(server.url)
        table = run.invoke(command, ["ngr", "--limit", "2"])
        as_json = run.invoke(command, [server.url, "--format", "json"])
    assert table.exit_code == as_json.exit_code == 0, table.output
    assert "1 added, 1 rejected" in table.output
    assert json.loads(as_json.output)["counts"] == {"added": 5, "rejected": 1}
    failed = run.invoke(command, [NOWHERE])
    assert failed.exit_code == 1
    assert "cannot be reached" in failed.output
    assert "there is no harvest source nix" in run.invoke(command, ["nix"]).output
