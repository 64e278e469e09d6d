"""Who sees the runs of a source."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from ckanext.donl import access
from demo.csw import StaticCsw

from ..harvest import portal as p
from ..harvest import variants as v

pytestmark = pytest.mark.usefixtures("portal")

NOWHERE = "http://127.0.0.1:9/csw"


def member(organisation: str, role: str) -> dict[str, Any]:
    """A user with a role in an organisation."""
    user: dict[str, Any] = factories.UserWithToken()
    p.act("organization_member_create", id=organisation, username=user["name"], role=role)
    return user


def test_an_organisations_administrators_see_the_runs_of_its_sources(app: Any) -> None:
    ours, theirs = p.make_source(NOWHERE), p.make_source(f"{NOWHERE}2", "theirs")
    job, other = p.run(ours)["id"], p.run(theirs)["id"]
    admin = member("ngr-organisation", "admin")
    both = {source["id"] for source in (ours, theirs)}
    sysadmin = factories.SysadminWithToken()

    def status(user: dict[str, Any] | None, action: str, **data: str) -> int:
        headers = {"Authorization": user["token"]} if user else {}
        code: int = app.post(f"/api/action/{action}", json=data, headers=headers).status_code
        return code

    assert access.administered(admin["name"]) == [ours["id"]]
    assert set(access.administered(sysadmin["name"])) == both
    assert status(admin, "donl_run_report_show", id=job) == 200
    assert status(admin, "donl_run_report_list", source_id="ngr") == 200
    assert status(sysadmin, "donl_run_report_show", id=other) == 200
    listed = tk.get_action("donl_run_report_list")({"user": admin["name"]}, {})
    assert [run["id"] for run in listed["results"]] == [job]

    outsiders = [
        None,
        factories.UserWithToken(),
        member("ngr-organisation", "editor"),
        member("theirs-organisation", "admin"),
    ]
    for user in outsiders:
        assert status(user, "donl_run_report_show", id=job) == 403
        assert status(user, "donl_run_report_list", source_id="ngr") == 403
    assert status(outsiders[-1], "donl_run_report_list") == 200
    assert [status(user, "donl_run_report_list") for user in outsiders[:-1]] == [403] * 3


def test_what_was_refused_is_for_administrators(app: Any) -> None:
    records = v.valid(2)
    with StaticCsw([v.changed(records[0], v.TOPICS, "disaster"), records[1]]) as server:
        source = p.make_source(server.url)
        p.run(source)
    theirs = p.make_source(f"{NOWHERE}2", "theirs")
    (refused,), (taken,) = (p.objects(guid=record.uuid) for record in records)
    admin = member("ngr-organisation", "admin")
    outsiders = [None, factories.UserWithToken(), member("theirs-organisation", "admin")]

    def status(user: dict[str, Any] | None, action: str, **data: Any) -> int:
        headers = _as(user) if user else {}
        code: int = app.post(f"/api/action/{action}", json=data, headers=headers).status_code
        return code

    assert theirs
    assert status(admin, "harvest_object_show", id=refused.id) == 200
    for odd in ("\0", ["x"], 5, {"a": 1}):
        assert status(admin, "harvest_object_show", id=odd) == 404
        assert status(admin, "harvest_object_list", source_id=odd) == 404
    shown = tk.get_action("harvest_source_show")({"user": admin["name"]}, {"id": "ngr"})
    assert shown["status"]["last_job"]["object_error_summary"]
    assert status(admin, "harvest_object_list", source_id=source["id"]) == 200
    dataset = p.dataset(records[1].uuid)["name"]
    for user in outsiders:
        assert status(user, "harvest_object_show", id=refused.id) == 403
        assert status(user, "harvest_object_list", source_id=source["id"]) == 403
        assert status(user, "harvest_object_list") == 403
        # The record of a dataset that everybody sees.
        assert status(user, "harvest_object_show", id=taken.id) == 200
        assert status(user, "harvest_object_show", dataset_id=dataset) == 200
        assert status(user, "harvest_object_show", id="\0") == 404
        told = app.post(
            "/api/action/harvest_source_show",
            json={"id": "ngr"},
            headers=_as(user) if user else {},
        ).json["result"]
        assert told["status"]["last_job"]["object_error_summary"] == []
    assert app.get(f"/harvest/object/{refused.id}").status_code == 403
    p.act("package_patch", id=dataset, private=True)
    assert [status(user, "harvest_object_show", id=taken.id) for user in outsiders] == [403] * 3


@pytest.mark.parametrize("action", ["harvest_source_show", "package_show", "package_search"])
def test_whom_runs_are_told_to_is_for_administrators(app: Any, action: str) -> None:
    p.make_source(NOWHERE, mail_recipients=["geheim@example.nl"], deletion_threshold=20)
    admin, other = member("ngr-organisation", "admin"), factories.UserWithToken()
    asked = {"fq": "dataset_type:harvest"} if action == "package_search" else {"id": "ngr"}

    def told(user: dict[str, Any] | None) -> str:
        headers = _as(user) if user else {}
        body: str = app.post(f"/api/action/{action}", json=asked, headers=headers).body
        assert "deletion_threshold" in body
        return body

    for user in (None, other):
        assert "geheim" not in told(user)
    (listed,) = app.get("/api/action/harvest_source_list").json["result"]
    assert json.loads(listed["config"]) == {"deletion_threshold": 20}
    # A search answers everybody the same.
    assert ("geheim" in told(admin)) == (action != "package_search")
    p.act("harvest_source_patch", id="ngr", title="Ours")
    assert "geheim" in told(admin) or action == "package_search"


def test_administrators_may_abort_what_they_may_run(app: Any) -> None:
    job = p.start(p.make_source(NOWHERE))
    admin, other = member("ngr-organisation", "admin"), factories.UserWithToken()

    def status(user: dict[str, Any] | None, given: Any) -> int:
        headers = _as(user) if user else {}
        data = {"id": given}
        code: int = app.post(
            "/api/action/harvest_job_abort", json=data, headers=headers
        ).status_code
        return code

    assert [status(user, job) for user in (None, other)] == [403, 403]
    assert status(None, "nowhere") == 403
    assert status(admin, "\0") == 404
    assert status(admin, job) == 200
    assert p.report(job)["status"] == "aborted"


def test_sources_are_the_business_of_administrators(app: Any) -> None:
    p.make_source(NOWHERE)
    admin, editor = member("ngr-organisation", "admin"), member("ngr-organisation", "editor")
    other = member(factories.Organization()["id"], "admin")

    def status(user: dict[str, Any], action: str, **data: str) -> int:
        headers = {"Authorization": user["token"]}
        code: int = app.post(f"/api/action/{action}", json=data, headers=headers).status_code
        return code

    source = {
        "name": "second",
        "title": "Second",
        "url": f"{NOWHERE}3",
        "source_type": "ngr",
        "owner_org": "ngr-organisation",
    }
    for user in (editor, other):
        assert status(user, "harvest_source_create", **source) == 403
        assert status(user, "package_create", **source, type="harvest") == 403
        assert status(user, "harvest_source_patch", id="ngr", title="Mine") == 403
        assert status(user, "harvest_job_create", source_id="ngr") == 403
        assert app.get("/harvest/admin/ngr", headers={"Authorization": user["token"]}).status_code
    assert "/harvest/new" not in app.get("/harvest", headers=_as(editor)).body
    assert "/harvest/new" in app.get("/harvest", headers=_as(admin)).body
    assert status(admin, "harvest_source_create", **source) == 200
    assert status(admin, "harvest_source_patch", id="ngr", title="Ours") == 200


def _as(user: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": user["token"]}


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "x",
        5,
        "http://[::1",
        "http://a:b/",
        "http://a:99999999/",
        "http://exa mple.nl/",
        "http://a\u202ebc.nl/",
        f"http://a.nl/{'x' * 5000}",
    ],
)
def test_a_source_has_a_web_address(address: Any) -> None:
    source = p.make_source(NOWHERE)
    with pytest.raises(tk.ValidationError, match="Must be a web address"):
        p.act("harvest_source_patch", id=source["id"], url=address)
    with pytest.raises(tk.ValidationError, match="Must be a web address"):
        p.make_source(address, "other")
    assert p.act("harvest_source_show", id=source["id"])["url"] == NOWHERE
    with pytest.raises(tk.ObjectNotFound):
        p.act("harvest_source_show", id="other")


def test_who_is_no_longer_an_administrator_sees_no_more() -> None:
    source = p.make_source(NOWHERE)
    admin = member("ngr-organisation", "admin")["name"]
    assert access.administers(admin, source["id"])
    p.act("organization_member_delete", id="ngr-organisation", username=admin)
    assert not access.administers(admin, source["id"])
    assert not access.administers("", source["id"])


def test_a_catalogue_is_of_who_administers_all_its_sources() -> None:
    p.make_source(NOWHERE)
    admin = member("ngr-organisation", "admin")["name"]
    sysadmin = factories.Sysadmin()["name"]
    assert access.administers_catalogue(admin, ["ngr"])
    assert not access.administers_catalogue(admin, ["cbs"])

    second = p.make_source(f"{NOWHERE}2", "second")
    assert not access.administers_catalogue(admin, ["ngr"])
    assert access.administers_catalogue(sysadmin, ["ngr", "cbs"])
    p.act("harvest_source_delete", id=second["id"])
    assert access.administers_catalogue(admin, ["ngr"])


def test_the_reports_of_a_purged_source_are_a_sysadmins() -> None:
    source = p.make_source(NOWHERE)
    job = p.run(source)["id"]
    admin = member("ngr-organisation", "admin")["name"]
    p.act("harvest_source_delete", id=source["id"])
    p.act("harvest_source_clear", id=source["id"])
    p.act("dataset_purge", id=source["id"])

    show = tk.get_action("donl_run_report_show")
    with pytest.raises(tk.NotAuthorized):
        show({"user": admin}, {"id": job})
    told = show({"user": factories.Sysadmin()["name"]}, {"id": job})
    assert told["source"]["title"] == "Source ngr"
