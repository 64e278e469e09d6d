"""Portals that are listed, and the portals that lie about it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from ckanext.donl.harvest.http import Client, SourceError
from demo.ckan_packages import PackageRecord
from demo.ckan_portal import CkanPortal, records
from demo.csw import Reply
from demo.standin import Request

from .walking import source, walk

COUNT = 35
RECORDS = list(records(COUNT))


class Spoilt(CkanPortal):
    """A portal whose listing goes through a function before it is sent."""

    def __init__(self, spoil: Callable[[dict[str, Any], dict[str, str]], Any], **more: Any) -> None:
        super().__init__(RECORDS, **more)
        self._spoil = spoil

    def answer(self, request: Request) -> Reply:
        reply = super().answer(request)
        if "start" not in request.parameters or "id:(" in request.parameters.get("fq", ""):
            return reply
        document = json.loads(bytes(reply.body))  # type: ignore[arg-type]
        document["result"] = self._spoil(document["result"], request.parameters)
        return Reply(json.dumps(document).encode(), reply.status, reply.type)


def test_a_portal_is_listed_and_only_then_read() -> None:
    with CkanPortal(RECORDS) as server:
        found = walk(server.source_url, page_size=10)

    assert not found.troubles
    assert list(found.listed) == sorted(record.id for record in RECORDS)
    assert set(found.records) == set(found.listed)
    pages = [asked for asked in server.asked("package_search") if "fl" in asked]
    # The first page shows that results are small; then as many are asked for as CKAN gives.
    assert [(asked["start"], asked["rows"]) for asked in pages] == [("0", "10"), ("9", "1000")]
    assert {asked["sort"] for asked in pages} == {"id asc"}
    assert server.asked("package_show") == []
    largest = max(len(request.parameters.get("fq", "")) for request in server.requests)
    assert largest < 2500


def test_a_record_has_the_stamp_of_its_listing() -> None:
    with CkanPortal(RECORDS) as server:
        found = walk(server.source_url)
        made = source(server.source_url)

    assert {guid: made.stamp(r.content) for guid, r in found.records.items()} == found.listed


@pytest.mark.parametrize(
    ("listed", "stored"),
    [
        ("2024-05-01T12:00:00.123Z", "2024-05-01T12:00:00.123987"),
        ("2024-05-01T12:00:00.1Z", "2024-05-01T12:00:00.100000"),
        ("2024-05-01T12:00:00Z", "2024-05-01T12:00:00"),
        ("2024-05-01T12:00:00+00:00", "2024-05-01T12:00:00.000400"),
        ("yesterday", "yesterday"),
    ],
)
def test_the_index_writes_dates_in_another_form(listed: str, stored: str) -> None:
    made = source("https://data.example.nl")
    package = {"id": "a", "metadata_modified": stored}
    (item,) = made.items(json.dumps(package).encode())

    assert made.stamp(item.content) == made._listed({**package, "metadata_modified": listed}).stamp  # type: ignore[union-attr]


def test_a_listing_without_a_date_has_no_stamp() -> None:
    assert source("")._listed({"id": "a"}).stamp == ""  # type: ignore[union-attr]


@pytest.mark.parametrize("fields", [False, None])
def test_portals_without_fl_give_whole_packages(fields: bool | None) -> None:
    with CkanPortal(RECORDS, fields=fields) as server:
        found = walk(server.source_url, page_size=10)

    assert not found.troubles
    assert not found.listed
    assert len(found.records) == COUNT
    # Never more of them at once than was set.
    assert {asked["rows"] for asked in server.asked("package_search")} == {"10"}


def test_a_portal_that_cannot_sort_is_asked_without() -> None:
    class Unsorted(CkanPortal):
        def answer(self, request: Request) -> Reply:
            if "sort" in request.parameters:
                return Reply(b'{"success": false, "error": {"sort": ["Nee"]}}', 400)
            return super().answer(request)

    with Unsorted(RECORDS) as server:
        found = walk(server.source_url, page_size=10)

    assert not found.troubles
    assert len(found.records) == COUNT
    # The question that it answers is found once, not for every page.
    assert len(server.requests) == 2 + 4


def test_a_portal_may_give_fewer_than_it_is_asked_for() -> None:
    with CkanPortal(RECORDS, largest=4) as server:
        found = walk(server.source_url)

    assert not found.troubles
    assert len(found.records) == COUNT


@pytest.mark.parametrize("prefix", ["", "/nl", "/data/ckan"])
@pytest.mark.parametrize(
    "typed",
    ["", "/", "/dataset", "/dataset/?q=water", "/api", "/api/3/", "/api/3/action/", "/api/action"],
)
def test_an_address_is_understood_however_it_is_typed(prefix: str, typed: str) -> None:
    with CkanPortal(RECORDS[:2], prefix=prefix) as server:
        url = f"{server.url}{prefix}"
        found = walk(f" {url}{typed}")

    assert len(found.records) == 2, found.troubles
    made = source(f"{url}{typed}")
    assert made.original_url("x 1") == made.identifier("x 1") == f"{url}/dataset/x%201"


def test_a_password_in_an_address_is_not_shown() -> None:
    made = source("https://user:secret@data.example.nl/nl/")

    assert made.original_url("a") == "https://data.example.nl/nl/dataset/a"


def _repeats_first_page(result: dict[str, Any], asked: dict[str, str]) -> Any:
    return result | {"results": [{"id": record.id} for record in RECORDS[:10]]}


def _skips(result: dict[str, Any], asked: dict[str, str]) -> Any:
    return result | {"results": [r for r in result["results"] if r["id"] != RECORDS[3].id]}


def _ends_early(result: dict[str, Any], asked: dict[str, str]) -> Any:
    return result | {"results": [] if asked["start"] != "0" else result["results"]}


def _repeats_one(result: dict[str, Any], asked: dict[str, str]) -> Any:
    first = result["results"][:1]
    return result | {"results": [*result["results"][:-1], *first]}


def _grows(result: dict[str, Any], asked: dict[str, str]) -> Any:
    return result | {"count": result["count"] + (asked["start"] != "0")}


def _without_ids(result: dict[str, Any], asked: dict[str, str]) -> Any:
    return result | {"results": [{**row, "id": ""} for row in result["results"][:1]], "count": 1}


LIES: dict[Any, str] = {
    _repeats_first_page: "announces 35 records and delivers 10",
    _skips: "announces 35 records and delivers 34",
    _ends_early: "announces 35 records and delivers 10",
    _repeats_one: "announces 35 records and delivers",
    _grows: "changed from 35 to 36",
    _without_ids: "without a usable id",
    (lambda result, asked: result | {"count": "35"}): "none of CKAN's",
    (lambda result, asked: result | {"count": 0}): "announces 0 records and delivers 10",
    (lambda result, asked: {"count": 35}): "none of CKAN's",
    (lambda result, asked: ["a"]): "none of CKAN's",
    (lambda result, asked: None): "none of CKAN's",
    (lambda result, asked: result | {"results": [1, None, "x", []]}): "without a usable id",
}


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_lie_is_a_fault_and_never_a_complete_walk(lie: Any) -> None:
    with Spoilt(lie) as server:
        found = walk(server.source_url, page_size=10)

    assert LIES[lie] in " | ".join(found.troubles)
    assert not found.twice
    assert len(server.requests) < 30


class Answers(CkanPortal):
    """A portal that gives one answer to everything."""

    def __init__(self, body: bytes, status: int = 200) -> None:
        super().__init__()
        self._reply = Reply(body, status, "application/json")

    def answer(self, request: Request) -> Reply:
        return self._reply


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (
            b'{"success": false, "error": {"message": "Dicht", "__type": "x"}}',
            200,
            "refuses: Dicht",
        ),
        (b'{"success": false, "error": {"fq": ["Fout veld"]}}', 409, '409 Conflict: {"fq": ["Fout'),
        (b'{"success": false}', 200, "refuses: no reason given"),
        (b'"Bad request - JSON Error"', 400, "400"),
        (b'{"success": false, "error": {"message": "Log in"}}', 403, "403 Forbidden: Log in"),
        (b"<!DOCTYPE html><title>Inloggen</title>", 200, "without logging in"),
        (b"<h1>Niet gevonden</h1>", 404, "404"),
        (b"", 200, "no valid JSON"),
        (b"[" * 200_000, 200, "nested too deeply"),
        (b'{"success": true}', 200, "none of CKAN's"),
        (b"[]", 200, "none of CKAN's"),
        (b"\xff\xfe\x00", 200, "no valid JSON"),
        (b'{"result": ' + b"9" * 5000 + b"}", 200, "JSON"),
    ],
)
def test_what_is_no_answer_of_ckan_is_told_in_words(body: bytes, status: int, words: str) -> None:
    with Answers(body, status) as server:
        found = walk(server.source_url, retries=0)

    (trouble,) = found.troubles
    assert words in trouble
    assert not found.records


def test_a_record_that_no_search_finds_is_asked_for_by_its_id() -> None:
    class Forgetful(CkanPortal):
        def answer(self, request: Request) -> Reply:
            if "id:(" in request.parameters.get("fq", ""):
                hidden = RECORDS[2].id
                return super().answer(
                    dataclasses.replace(
                        request,
                        parameters={
                            **request.parameters,
                            "fq": request.parameters["fq"].replace(hidden, ""),
                        },
                    )
                )
            return super().answer(request)

    with Forgetful(RECORDS[:5]) as server:
        found = walk(server.source_url)

    assert not found.troubles
    assert len(found.records) == 5
    assert server.asked("package_show") == [{"id": RECORDS[2].id}]


def test_records_that_cannot_be_had_at_all_are_missing_and_cost_no_more_than_a_bound() -> None:
    class Ghosts(CkanPortal):
        def answer(self, request: Request) -> Reply:
            if "fl" in request.parameters:
                return super().answer(request)
            return Reply(b'{"success": true, "result": {"count": 0, "results": []}}', 200)

    with Ghosts(records(150)) as server:
        found = walk(server.source_url)

    assert len(found.troubles) == 150
    assert len(server.asked("package_show")) == 100


def test_what_is_no_dataset_is_left_out_with_its_reason() -> None:
    plain = RECORDS[0].package

    def other(number: int, **values: Any) -> PackageRecord:
        return PackageRecord({**plain, "id": f"other-{number}", **values})

    served = [
        other(1, type="harvest"),
        other(2, type="showcase"),
        other(3, private=True),
        other(4, state="draft"),
        other(5, state="deleted"),
    ]
    expected = {
        "other-1": "type harvest",
        "other-2": "type showcase",
        "other-3": "private",
        "other-4": "state draft",
        "other-5": "state deleted",
    }
    for fields in (True, None):
        with CkanPortal([*RECORDS, *served], fields=fields) as server:
            found = walk(server.source_url)
        assert found.left_out == expected
        assert not found.troubles
    # A dataset whose type the list tells is not asked for.
    assert set(found.listed) & {"other-1", "other-2"} == set()


def test_the_criteria_of_a_source() -> None:
    first = RECORDS[0].package
    owner, tag = first["organization"], first["tags"][0]["name"]
    of_owner = {r.id for r in RECORDS if r.package["organization"]["name"] == owner["name"]}
    tagged = {r.id for r in RECORDS if tag in [tag["name"] for tag in r.package["tags"]]}
    with CkanPortal(RECORDS) as server:
        for given in (owner["name"], owner["title"].upper(), owner["id"]):
            found = walk(server.source_url, organisations_include=[given])
            assert set(found.records) == of_owner
            assert set(found.left_out.values()) == {"organisations_include"}
        found = walk(server.source_url, organisations_exclude=[owner["title"]])
        assert set(found.records) == {r.id for r in RECORDS} - of_owner
        assert set(walk(server.source_url, keywords_include=[tag.lower()]).records) == tagged
        found = walk(server.source_url, keywords_exclude=[tag])
        assert {guid for guid, why in found.left_out.items() if why == "keywords_exclude"} == tagged
        found = walk(server.source_url, blocked_identifiers=[first["id"]])
        assert found.left_out == {first["id"]: "blocked identifier"}


def test_a_filter_is_handed_on() -> None:
    name = RECORDS[0].package["organization"]["name"]
    with CkanPortal(RECORDS) as server:
        found = walk(server.source_url, filter=f"organization:{name}")

    assert found.records
    assert {json.loads(r.content)["organization"]["name"] for r in found.records.values()} == {name}
    assert server.asked("package_search")[0]["fq"] == f"organization:{name}"


def test_a_portal_at_a_private_address_is_not_asked() -> None:
    with CkanPortal(RECORDS) as server:
        with pytest.raises(SourceError, match=r"private_hosts"):
            list(source(server.source_url).pages(Client([])))
        assert server.requests == []
