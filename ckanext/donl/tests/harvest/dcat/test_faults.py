"""Portals that misbehave. Whatever they do: nothing comes twice, the walk ends, and one that did
not see everything says so, because deletions depend on it."""

from __future__ import annotations

import pytest

from demo.csw import Reply
from demo.dcat_portal import DcatPortal, Record, records
from demo.standin import FAULTS, Request

from .reading import walk

RECORDS = records(25)

# Fault of the stand-in: what the error says; empty where the walk recovers.
EXPECTED = {
    "hang": "does not answer in time",
    "dropped_connection": "breaks off",
    "truncated": "not well-formed|not JSON",
    "error_500": "500",
    "too_many_requests": "",
    "retry_after_an_hour": "429",
    "redirect_loop": "redirects in a circle",
    "redirect_private": "private address 169.254.169.254",
    "gzip_bomb": "more than 5,000,000 bytes",
    "html_200": "HTML page without JSON-LD|well-formed",
}


def test_every_fault_has_an_expectation() -> None:
    assert set(EXPECTED) == set(FAULTS)


@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize("fault", sorted(EXPECTED))
def test_a_fault_ends_in_a_clear_error_and_the_next_walk_is_whole(fault: str, after: int) -> None:
    with DcatPortal(RECORDS, page_size=10, pause=3) as server:
        server.fault, server.after = fault, after
        found = walk(server)

        assert len(set(found.guids)) == len(found.guids)
        if EXPECTED[fault]:
            assert any(words in found.error for words in EXPECTED[fault].split("|")), found.error
            assert len(found.guids) == 10 * after
        else:
            assert (len(found.guids), found.error, found.troubles) == (25, "", [])
        assert len(server.requests) < 20

        server.mend()
        found = walk(server)
        assert (len(found.guids), found.error, found.troubles) == (25, "", [])


@pytest.mark.parametrize("form", ["turtle", "xml", "json-ld", "nt", "html"])
def test_half_an_answer_is_an_error_in_every_format(form: str) -> None:
    with DcatPortal(RECORDS, format=form, page_size=10) as server:
        server.fault = "truncated"
        found = walk(server)
    assert found.error
    assert found.guids == []


class Portal(DcatPortal):
    """One that answers with a page of its own for some of the pages."""

    def __init__(self, **pages: str) -> None:
        super().__init__(RECORDS[:6], page_size=2)
        self.pages = pages

    def _turtle(self, page: list[Record], here: str, following: str) -> str:
        number = here.partition("page=")[2] or "1"
        wanted = self.pages.get(f"following{number}", following).replace("{url}", self.source_url)
        total = self.pages.get("total", self.pages.get(f"total{number}"))
        text = super()._turtle(page, here, wanted)
        if total is not None:
            text = text.replace("hydra:totalItems 6", f"hydra:totalItems {total}")
        if f"without{number}" in self.pages:
            text = text.replace(page[0].turtle, "")
        return text


@pytest.mark.parametrize(
    ("pages", "count", "words"),
    [
        ({"following3": "{url}"}, 6, "goes round in a circle"),
        ({"following2": "{url}?page=2"}, 4, "goes round in a circle"),
        ({"following1": "{url}"}, 2, "goes round in a circle"),
        ({"following3": "{url}?page=1"}, 6, "goes round in a circle"),
        ({"following3": "{url}?page=2&again"}, 6, "goes round in a circle"),
        ({"following2": ""}, 4, "announces 6 records and delivers 4"),
        ({"total": "7"}, 6, "announces 7 records and delivers 6"),
        ({"total3": "5"}, 6, "changed from 6 to 5"),
        ({"without2": ""}, 5, "lists 1 records that it does not deliver"),
    ],
)
def test_a_catalogue_that_is_wrong_about_itself_is_not_complete(
    pages: dict[str, str], count: int, words: str
) -> None:
    with Portal(**pages) as server:
        found = walk(server)
        assert len(server.requests) < 8
    assert len(set(found.guids)) == len(found.guids) == count
    assert words in " | ".join([*found.troubles, found.error])


@pytest.mark.parametrize("total", ["nonsense", "-1", '"6"', "6.0"])
def test_a_total_that_is_no_number_is_none(total: str) -> None:
    text = total if total[0] in '"-6' else f'"{total}"'
    with Portal(total=text) as server:
        found = walk(server)
    assert (len(found.guids), found.troubles) == (6, [])


def test_a_next_page_that_cannot_be_asked_is_an_error() -> None:
    for address in ("file:///etc/passwd", "http://169.254.169.254/latest", "javascript:alert(1)"):
        with Portal(following1=address) as server:
            found = walk(server)
            assert len(server.requests) == 1
        assert len(found.guids) == 2
        assert found.error


def test_pages_without_datasets_do_not_go_on_for_ever() -> None:
    class Endless(DcatPortal):
        def answer(self, request: Request) -> Reply:
            number = int(request.parameters.get("page", 1))
            return Reply(
                self._turtle([], self.source_url, f"{self.source_url}?page={number + 1}").encode(),
                type="text/turtle",
            )

    with Endless() as server:
        found = walk(server)
        assert len(server.requests) == 5
    assert "hold no datasets" in found.troubles[0]


def test_a_server_that_does_not_know_its_pages_is_not_asked_for_ever() -> None:
    class Same(DcatPortal):
        def answer(self, request: Request) -> Reply:
            number = int(request.parameters.get("page", 1))
            following = f"{self.source_url}?page={number + 1}"
            page = self._turtle(self.records, self.source_url, following)
            return Reply(page.encode(), type="text/turtle")

    with Same(RECORDS[:3]) as server:
        found = walk(server)
        assert len(server.requests) == 2
    assert len(found.guids) == 3
    assert "holds the same as pages before it" in found.troubles[0]


def test_a_dataset_that_moves_to_the_next_page_comes_once() -> None:
    class Moving(DcatPortal):
        def answer(self, request: Request) -> Reply:
            if "page" in request.parameters:
                self.records = [RECORDS[20], *RECORDS[:20]]
            return super().answer(request)

    with Moving(RECORDS[:20], page_size=10) as server:
        found = walk(server)
    assert len(set(found.guids)) == len(found.guids) == 20
    assert "changed from 20 to 21" in found.troubles[0]
