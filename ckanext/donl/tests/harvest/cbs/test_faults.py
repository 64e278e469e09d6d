"""A catalogue that misbehaves ends in a clear error, and never looks complete."""

from __future__ import annotations

import json
from typing import Any

import pytest

from demo.csw import Reply
from demo.odata import OdataCatalogue, records
from demo.standin import FAULTS, Request

from ..walking import Walk
from .walking import walk

COUNT = 35
# What the error says; nothing where the walk recovers.
EXPECTED = {
    "hang": "does not answer in time",
    "dropped_connection": "breaks off",
    "truncated": "not well-formed",
    "error_500": "500",
    "too_many_requests": "",
    "retry_after_an_hour": "429",
    "redirect_loop": "redirects in a circle",
    "redirect_private": "private address 169.254.169.254",
    "gzip_bomb": "more than 5,000,000 bytes",
    "html_200": "HTML page",
}


@pytest.fixture(scope="module", autouse=True)
def bomb() -> None:
    """It is made once, which takes longer than a client waits here."""
    with OdataCatalogue() as server:
        FAULTS["gzip_bomb"](server, Request("GET", "/"))


def test_every_fault_has_an_expectation() -> None:
    assert set(EXPECTED) == set(FAULTS)


def look(fault: str, after: int, form: str, version: int = 3) -> Walk:
    with OdataCatalogue(records(COUNT), pause=2.5) as server:
        server.fault, server.after, server.form = fault, after, form
        url = server.source_url if version == 3 else server.v4_url
        found = walk(server, url, page_size=10)
        assert len(server.requests) < 50
    return found


# The first question is the listing; then come two for the themes, the tables, and the next page.
CASES = [(fault, after, "json") for fault in sorted(EXPECTED) for after in (0, 1, 3, 4)]
CASES += [(fault, after, "atom") for fault in sorted(EXPECTED) for after in (0, 3)]


@pytest.mark.parametrize(("fault", "after", "form"), CASES)
def test_a_fault_ends_in_a_clear_error(fault: str, after: int, form: str) -> None:
    found = look(fault, after, form)

    assert EXPECTED[fault] in found.error
    assert bool(found.error) == bool(EXPECTED[fault])
    if not EXPECTED[fault]:
        assert len(found.listed) == COUNT
        assert found.complete


@pytest.mark.parametrize("fault", ["truncated", "error_500", "html_200", "too_many_requests"])
def test_v4_is_no_other(fault: str) -> None:
    assert EXPECTED[fault] in look(fault, 1, "json", version=4).error


class Liar(OdataCatalogue):
    """Answers in JSON, after a lie has been told about its pages."""

    def lie(self, request: Request, page: dict[str, Any]) -> Any:
        raise NotImplementedError

    def answer(self, request: Request) -> Reply:
        reply = super().answer(request)
        if not request.path.endswith("/Tables") or not isinstance(reply.body, bytes):
            return reply
        body = json.dumps(self.lie(request, json.loads(reply.body))).encode()
        return Reply(body, reply.status, reply.type)


def told(kind: type[Liar], **config: Any) -> Walk:
    with kind(records(COUNT)) as server:
        return walk(server, **{"page_size": 10, **config})


class AnnouncesMore(Liar):
    def lie(self, request: Request, page: dict[str, Any]) -> Any:
        if "odata.count" in page:
            page["odata.count"] = "40"
        return page


class AnnouncesNothing(Liar):
    def lie(self, request: Request, page: dict[str, Any]) -> Any:
        page.pop("odata.count", None)
        return page


class CountChanges(Liar):
    def lie(self, request: Request, page: dict[str, Any]) -> Any:
        if "odata.count" in page and "$skip" in request.parameters:
            page["odata.count"] = "36"
        return page


class RepeatsItself(Liar):
    """Does not know $skip."""

    def answer(self, request: Request) -> Reply:
        if request.path.endswith("/Tables"):
            request.parameters.pop("$skip", None)
        return super().answer(request)

    def lie(self, request: Request, page: dict[str, Any]) -> Any:
        return page


class CapsPages(Liar):
    """Gives fewer than it is asked for, and neither tells how many there are nor where."""

    def lie(self, request: Request, page: dict[str, Any]) -> Any:
        return {"value": page["value"][:4]}


class RepeatsItsPage(RepeatsItself):
    def lie(self, request: Request, page: dict[str, Any]) -> Any:
        return {"value": page["value"]}


class LinksToItself(Liar):
    def lie(self, request: Request, page: dict[str, Any]) -> Any:
        return {**page, "odata.nextLink": f"{self.source_url}?$skip=10"}


class LinksElsewhere(Liar):
    def lie(self, request: Request, page: dict[str, Any]) -> Any:
        return {**page, "odata.nextLink": "https://elders.example.nl/Tables"}


class FilterIsIgnored(Liar):
    def answer(self, request: Request) -> Reply:
        request.parameters.pop("$filter", None)
        return super().answer(request)

    def lie(self, request: Request, page: dict[str, Any]) -> Any:
        return page


class TellsNonsense(Liar):
    def lie(self, request: Request, page: dict[str, Any]) -> Any:
        return {**page, "value": [None, 3, "Tables", {}, {"Identifier": ["x"]}, *page["value"]]}


class SaysWhy(Liar):
    def answer(self, request: Request) -> Reply:
        body = {"odata.error": {"code": "", "message": {"lang": "nl", "value": "Te veel gevraagd"}}}
        return Reply(json.dumps(body).encode(), 400, "application/json")


class SaysWhyWith200(SaysWhy):
    def answer(self, request: Request) -> Reply:
        return Reply(super().answer(request).body, 200, "application/json")


@pytest.mark.parametrize(
    ("kind", "count", "words"),
    [
        (AnnouncesMore, COUNT, "announces 40 records and delivers 35"),
        (AnnouncesNothing, COUNT, ""),
        (CountChanges, COUNT, "changed from 35 to 36"),
        (RepeatsItself, 10, "announces 35 records and delivers 10"),
        (CapsPages, COUNT, ""),
        (RepeatsItsPage, 10, "does not say how many"),
        (LinksToItself, 10, "leads to itself"),
        (LinksElsewhere, 10, "another server"),
        (FilterIsIgnored, COUNT, ""),
        (TellsNonsense, 27, "has no Identifier"),
        (SaysWhy, 0, "400 Bad Request: Te veel gevraagd"),
        (SaysWhyWith200, 0, "does not answer as OData: Te veel gevraagd"),
    ],
)
def test_a_catalogue_that_lies(kind: type[Liar], count: int, words: str) -> None:
    found = told(kind)

    assert len(found.listed) == count
    assert words in " | ".join([*found.faults, *found.unreadable, found.error])
    assert found.complete == (not words)


def test_a_catalogue_without_all_of_its_themes_is_not_read() -> None:
    """A table would seem to have lost its themes, and would be imported without them."""

    class Forgets(OdataCatalogue):
        def answer(self, request: Request) -> Reply:
            reply = super().answer(request)
            if request.path.endswith("/Tables_Themes") and isinstance(reply.body, bytes):
                page = json.loads(reply.body)
                return Reply(json.dumps({**page, "value": page["value"][:-1]}).encode())
            return reply

    with Forgets(records(COUNT)) as server:
        found = walk(server)

    assert "Tables_Themes: the catalogue announces" in found.error
    assert not found.records


def test_another_service_is_named() -> None:
    class Other(OdataCatalogue):
        def answer(self, request: Request) -> Reply:
            return Reply(b'{"value": [{"name": "Boeken", "url": "Boeken"}]}')

    with Other() as server:
        found = walk(server, f"{server.url}/diensten")
        assert found.error == (
            f"{server.url}/diensten has neither Tables (OData v3) nor Datasets (OData v4)"
        )
