"""Whole runs from another portal into this one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ckan.tests import factories

from ckanext.donl.harvest.sources.ckan import reading
from demo.ckan_packages import PackageRecord
from demo.ckan_portal import CkanPortal, records
from demo.standin import Reply, Request

from ... import served
from .. import portal as p
from .walking import walk

pytestmark = pytest.mark.usefixtures("portal")

VALID = p.valid(records(30))
ROOT = Path(__file__).parents[5]


def make_source(server: CkanPortal, **config: Any) -> dict[str, Any]:
    return p.make_source(server.source_url, "ckan", source_type="ckan", **config)


def test_a_portal_is_followed_through_its_changes() -> None:
    first, second, *rest = VALID
    with CkanPortal([first, second, *rest]) as server:
        source = make_source(server, deletion_threshold=100)
        report = p.run(source)

        assert p.counts(report) == {"added": len(VALID)}
        assert report["alerts"] == []
        assert p.dataset(first.id)["title"] == first.package["title"]

        server.requests.clear()
        assert p.counts(p.run(source)) == {"unchanged": len(VALID)}
        # Nothing but the list was asked for.
        (asked,) = server.requests
        assert asked.parameters["fl"] == "id,metadata_modified,dataset_type"

        before = p.dataset(first.id)
        server.records = [first.retitled("Anders"), second.changed(), *rest]
        server.requests.clear()
        # The second was touched and says the same: its date of modification is DCAT-AP-DONL's own.
        assert p.counts(p.run(source)) == {"updated": 1, "unchanged": len(VALID) - 1}
        assert len(server.requests) == 2
        after = p.dataset(first.id)
        assert (after["title"], after["id"], after["name"]) == (
            "Anders",
            before["id"],
            before["name"],
        )

        server.records = rest
        assert p.counts(p.run(source)) == {"deleted": 2, "unchanged": len(rest)}
        assert p.active() == len(rest)

        server.fault, server.after = "error_500", len(server.requests)
        server.records = rest[:3]
        report = p.run(source)
        assert "500" in " ".join(report["alerts"])
        assert p.active() == len(rest)

        server.mend()
        server.records = rest
        assert p.counts(p.run(source)) == {"unchanged": len(rest)}


@pytest.mark.parametrize("oddity", ["\0", "\ud800"])
def test_what_no_database_takes_is_told_all_the_same(oddity: str) -> None:
    """In what a portal says, and in the type of a package that is left out for it."""

    class Odd(CkanPortal):
        is_closed = False

        def answer(self, request: Request) -> Reply:
            error = {"success": False, "error": {"message": f"dicht{oddity}"}}
            if self.is_closed:
                return Reply(json.dumps(error).encode(), 403, "application/json")
            reply = super().answer(request)
            assert isinstance(reply.body, bytes)
            body = json.loads(reply.body)
            for result in body["result"]["results"]:
                if result["id"] == VALID[2].id:
                    result["dataset_type"] = f"rit{oddity}"
            return Reply(json.dumps(body).encode(), type=reply.type)

    with Odd(VALID[:3]) as server:
        source = make_source(server, deletion_threshold=100)
        report = p.run(source)
        assert p.counts(report) == {"added": 2}
        assert list(report["left_out"]) == ["type rit\ufffd"]

        server.is_closed = True
        seen = p.act("donl_harvest_preview", source_id=source["id"])
        assert "dicht\ufffd" in seen["alerts"][0]
        report = p.run(source)
        assert report["status"] == "failed"
        assert "dicht\ufffd" in report["alerts"][0]
        assert p.active() == 2


def test_a_source_that_moves_takes_its_datasets_along() -> None:
    # The address of the source is in their identifiers.
    nameless = [r for r in VALID if reading.own_identifier(r.package) is None][:2]
    with CkanPortal(nameless) as server, CkanPortal(nameless) as moved:
        source = make_source(server)
        p.run(source)
        before = p.dataset(nameless[0].id)

        p.act("harvest_source_patch", id=source["id"], url=moved.source_url)
        assert p.counts(p.run(source)) == {"updated": 2}
        assert p.dataset(nameless[0].id)["identifier"].startswith(moved.url)

        owner = factories.Organization()["id"]
        p.act("harvest_source_patch", id=source["id"], owner_org=owner)
        assert p.counts(p.run(source)) == {"updated": 2}
        after = p.dataset(nameless[0].id)
        assert (after["owner_org"], after["id"]) == (owner, before["id"])
        assert p.counts(p.run(source)) == {"unchanged": 2}


def test_a_dataset_of_a_portal_like_ours_arrives_as_it_was(tmp_path: Path) -> None:
    given = json.loads((ROOT / "docs" / "dataset.json").read_text("utf-8"))
    factories.Organization(name=given["owner_org"])
    made = p.act("package_create", **given)
    original = p.dataset_of(made["id"])
    # What the real software answers to the source, whatever the stand-in thinks that it does.
    with served.portal(tmp_path) as portal:
        found = walk(portal.address)
    assert not found.troubles
    assert list(found.listed) == list(found.records) == [made["id"]]
    delivered = json.loads(found.records[made["id"]].content)
    p.act("dataset_purge", id=made["id"])

    with CkanPortal([PackageRecord(delivered)]) as server:
        report = p.run(make_source(server))

    assert p.counts(report) == {"added": 1}
    assert report["unmapped"] == []
    arrived = p.dataset(made["id"])
    keys = [key for key in given if key not in ("name", "owner_org", "resources", "tags")]
    assert {key: arrived[key] for key in keys} == {key: original[key] for key in keys}
    assert _names(arrived) == _names(original)
    for row, was, sent in zip(
        arrived["resources"], original["resources"], given["resources"], strict=True
    ):
        assert {key: row.get(key) for key in sent} == {key: was[key] for key in sent}
    # Nor has it anything that it had not.
    assert {k for k in arrived if arrived[k]} - {k for k in original if original[k]} <= {"extras"}


def _names(dataset: dict[str, Any]) -> set[str]:
    return {tag["name"] for tag in dataset["tags"]}


def test_a_dataset_that_the_portal_already_has_is_taken_over_or_told() -> None:
    record = next(r for r in VALID if "authority" in r.package)
    with CkanPortal([record]) as server:
        source = make_source(server)
        p.run(source)
        dataset = p.dataset(record.id)
        p.act("harvest_source_clear", id=source["id"])
        assert p.active() == 0
        ours = {key: value for key, value in dataset.items() if key not in ("id", "name")}
        again = p.act("package_create", **ours, name="met-de-hand")

        assert p.counts(p.run(source)) == {"updated": 1}
        assert p.dataset(record.id)["id"] == again["id"]

    with CkanPortal([record]) as server:
        other = p.make_source(server.source_url, "ander", source_type="ckan")
        report = p.run(other)
    assert p.counts(report) == {"rejected": 1}
    (told,) = report["records"]["results"]
    assert "already has this identifier" in told["reasons"][0]["reason"]


def test_a_preview_of_a_portal() -> None:
    with CkanPortal(VALID) as server:
        seen = p.act("donl_harvest_preview", url=server.source_url, source_type="ckan", limit=3)

    assert seen["counts"] == {"added": 3}
    assert seen["alerts"] == []
    # It asks for no more records than it shows.
    assert [asked["rows"] for asked in server.asked("package_search")] == ["3", "3"]
