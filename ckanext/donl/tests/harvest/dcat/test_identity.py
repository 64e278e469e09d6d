"""By what a dataset is known from one run to the next, and where a person sees it."""

from __future__ import annotations

import pytest

from demo.csw import Reply
from demo.standin import Request, StandIn

from .reading import URI, dataset, record, source, texts, turtle, walk


def test_a_dataset_is_known_by_its_uri() -> None:
    found = record(dataset('dct:identifier "1"'))
    assert found.guid == URI
    assert texts(dataset('dct:identifier "1"'), "identifier") == [URI]


@pytest.mark.parametrize(
    ("said", "guid", "identifier"),
    [
        ('dct:identifier "https://a.nl/1"', "https://a.nl/1", "https://a.nl/1"),
        ('dct:identifier "a 1"', "a 1", "https://data.example.nl/catalog#a%201"),
        ('schema:identifier [ schema:value "7" ]', "7", "https://data.example.nl/catalog#7"),
    ],
)
def test_a_dataset_without_uri_is_known_by_its_identifier(
    said: str, guid: str, identifier: str
) -> None:
    content = turtle(f"[] a dcat:Dataset ; dct:title 'x' ; {said} .")
    assert record(content).guid == guid
    assert texts(content, "identifier") == [identifier]
    assert source().identifier(guid) == identifier


def test_a_dataset_that_nothing_identifies_has_no_identifier_and_is_the_same_every_time() -> None:
    content = turtle("[] a dcat:Dataset ; dct:title 'x' .")
    assert record(content).guid.startswith("sha256:")
    assert record(content).guid == record(content).guid
    assert texts(content, "identifier") == []


def test_a_uri_that_is_too_long_for_the_database() -> None:
    content = turtle(f"<https://a.nl/{'x' * 700}> a dcat:Dataset ; dct:title 'x' .")
    assert record(content).guid.startswith("sha256:")


def test_where_a_person_sees_a_record() -> None:
    assert source().original_url(URI) == URI
    assert source().original_url("7") == "https://data.example.nl/catalog"


class Pages(StandIn):
    """A catalogue of these pages of Turtle."""

    def __init__(self, *pages: str) -> None:
        super().__init__()
        self.pages = pages

    def answer(self, request: Request) -> Reply:
        number = int(request.parameters.get("page", 1))
        following = f"<> hydra:next <?page={number + 1}> ." if number < len(self.pages) else ""
        return Reply(turtle(self.pages[number - 1] + following), type="text/turtle")


def of_one_identity(*titles: str) -> str:
    return "".join(
        f"[] a dcat:Dataset ; dct:title '{title}' ; dct:identifier '1' ; "
        f"dcat:distribution [ dct:title '{title}' ] ."
        for title in titles
    )


@pytest.mark.parametrize(
    "pages",
    [
        [of_one_identity("Bomen", "Parkeren")],
        [of_one_identity("Bomen"), of_one_identity("Parkeren")],
        [of_one_identity("Bomen"), of_one_identity("Bomen", "Parkeren")],
        [of_one_identity("Bomen", "Parkeren"), of_one_identity("Bomen", "Parkeren")],
    ],
)
def test_another_dataset_of_the_same_identity_is_told_and_not_lost_in_silence(
    pages: list[str],
) -> None:
    for _time in range(5):  # a node without a URI has another name every time
        with Pages(*pages) as server:
            found = walk(server.url)
        assert [found.records[guid].title for guid in found.guids] == ["Bomen"]
        assert found.unreadable == ["two different datasets have the identifier 1"]


def test_the_same_dataset_on_two_pages_is_one() -> None:
    with Pages(of_one_identity("Bomen"), of_one_identity("Bomen")) as server:
        found = walk(server.url)
    assert (found.guids, found.troubles) == (["1"], [])


def test_a_page_may_say_less_of_a_dataset_with_a_uri_than_its_own_page() -> None:
    whole = f"<{URI}> a dcat:Dataset ; dct:title 'Bomen' ; dcat:distribution [ dct:title 'x' ] ."
    with Pages(whole, f"<{URI}> a dcat:Dataset ; dct:title 'Bomen' .") as server:
        found = walk(server.url)
    assert (found.guids, found.troubles) == ([URI], [])


def test_a_dataset_that_is_left_out_does_not_hide_another_of_its_identity() -> None:
    left_out = "[] a dcat:Dataset ; dct:identifier '1' ; dcat:keyword 'intern' ."
    with Pages(left_out, of_one_identity("Parkeren")) as server:
        found = walk(server.url, keywords_exclude=["intern"])
    assert (found.guids, list(found.left_out)) == ([], ["1"])
    assert found.unreadable == ["two different datasets have the identifier 1"]
