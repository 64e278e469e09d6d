"""What visitors type: it finds what they mean, and never is an error."""

from __future__ import annotations

import random
from typing import Any

import pytest

from ckanext.donl.search.typed import understood

from ..profile import examples as e
from . import portal as p

pytestmark = pytest.mark.usefixtures("portal")

NOBODY = dict.fromkeys(("authority", "publisher"), f"{p.OWMS}/Rijkswaterstaat")

SAME = [
    "*:*",
    "",
    '""',
    "bomen utrecht",
    '"oude bomen" -utrecht',
    "bomen AND utrecht",
    "bomen OR NOT utrecht",
    "title:bomen",
    "tags:x AND (notes:a OR notes:b*)",
    f'theme:"{p.LAW}"',
    "name:bomen~1^2",
    "extras_identifier:x",
    'harvest_source_id:"an extension of its own"',
    "metadata_modified:[2020-01-01T00:00:00Z TO *]",
    "+title:bomen -tags:(a b)",
    "*:* NOT title:bomen",
    r"title:a\:b",
]
OTHER = {
    "http://example.nl/x": '"http //example.nl/x"',
    '"http://example.nl/x"': '"http //example.nl/x"',
    "EPSG:28992": '"EPSG 28992"',
    "title:bomen EPSG:28992": r"title:bomen EPSG\:28992",
    "title:http://example.nl": r"title:http\://example.nl",
    "a AND": "a",
    "AND a": "a",
    "a AND OR b": "a AND b",
    "utrecht &&": "utrecht",
    "|| utrecht": "utrecht",
    "AND": '"AND"',
    "NOT NOT a": "NOT a",
    "let op: bomen": 'let "op" bomen',
    "title:": '"title"',
    "title:(bomen": '"title (bomen"',
    "utrecht - wegen": "utrecht wegen",
    '12" buis': "12 buis",
    "CO2": '"CO2"',
    "-CO2": '-"CO2"',
    "2024": "2024",
    ":": '"-"',
    "{!func}x": '"!func x"',
    "_query_:x": '"_query_ x"',
}


@pytest.mark.parametrize("query", SAME)
def test_a_query_in_the_language_of_solr_stays_as_it_is(query: str) -> None:
    assert understood(query) == query


@pytest.mark.parametrize("query", OTHER)
def test_other_texts_become_words(query: str) -> None:
    assert understood(query) == OTHER[query]


def test_an_identifier_finds_its_dataset(app: Any) -> None:
    uuid = "1c5a3b2e-9d4f-4e6a-8b7c-0d1e2f3a4b5c"
    p.make("bomen", notes=f"In EPSG:28992. Eerder: {uuid}.")
    p.make("wegen", notes="Op http://example.nl/x staat meer.")

    assert p.names("https://data.example.nl/bomen") == ["bomen"]
    assert p.names('"https://data.example.nl/bomen"') == ["bomen"]
    assert p.names(uuid) == ["bomen"]
    assert p.names("EPSG:28992") == ["bomen"]
    assert p.names("http://example.nl/x") == ["wegen"]
    assert p.names("Wegen:") == ["wegen"]
    tree = p.page(app, "/dataset/", q="https://data.example.nl/bomen")
    assert p.text(tree.xpath("//h1")[0]).startswith("1 dataset found")


def test_a_word_with_a_digit_is_found_as_a_whole() -> None:
    p.make("lucht", notes="De uitstoot van CO2.", **NOBODY)
    p.make("bedrijf", notes="Jansen & CO heeft 2 vestigingen.", **NOBODY)

    assert p.names("CO2") == p.names("co2 uitstoot") == ["lucht"]
    assert p.names("-CO2 vestigingen") == ["bedrijf"]


def test_fields_are_searched_in_what_callers_of_the_api_ask() -> None:
    p.make("bomen", tags=[{"name": "groen"}], theme=[p.LAW])
    p.make("wegen", tags=[{"name": "grijs"}], theme=[p.WASTE])

    for query in ("title:bomen", "tags:groen", f'theme:"{p.LAW}"', "name:bo*", "*:* -name:wegen"):
        assert p.names(query) == ["bomen"], query
    assert p.names("tags:groen AND title:wegen") == []
    assert p.names("bomen:*", defType="edismax") == []  # who names a parser writes for it


def test_nothing_that_is_typed_is_an_error() -> None:
    p.make("bomen", resources=[e.distribution()])
    pieces = [
        "bomen", "title:", "http://x", "AND", "OR", "NOT", "&&", "||", "+", "-", "!", "(", ")", "[",
        "]", "{", "}", "{!", '"', "\\", "/", "~", "^", "^2", "*", "?", ":", "*:*", "CO2", " ", " ",
        "tags:x", "[a TO b]", "_query_:", "é", "~2", ";", "'", ",", "\0", "<", "theme:",
    ]  # fmt: skip
    chance = random.Random(1)
    failed = []
    for _turn in range(300):
        query = "".join(chance.choices(pieces, k=chance.randint(1, 7)))
        try:
            p.search(query, rows=0)
        except Exception as error:
            failed.append(f"{query!r} as {understood(query)!r}: {str(error)[:300]}")
    assert failed == []
