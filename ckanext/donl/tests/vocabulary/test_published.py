"""What is read of a publication, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from ckanext.donl import vocabulary
from ckanext.donl.tests.reference import needs_reference
from ckanext.donl.vocabulary import Entry, Malformed, loading, published

from .publication import content, value
from .test_lists import NAMES
from .test_reference import FILES, name_of

A, B, C = "http://example.org/a", "https://example.org/b", "https://example.org/c"


def labels(**tags: Any) -> bytes:
    return content({A: {"labels": {tag.replace("__", "-"): text for tag, text in tags.items()}}})


@needs_reference
@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_lists_that_were_served_are_read(path: Any) -> None:
    entries = published.parse(path.read_bytes(), loading.shipped(path.stem))
    assert {entry.uri for entry in entries} == set(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize("name", NAMES)
def test_what_we_publish_is_what_we_read(name: str) -> None:
    values = vocabulary.get(name)
    ours = loading.shipped(vocabulary.original(name))
    entries = published.parse(vocabulary.as_json(values).encode(), ours)
    read = published.completed(entries, ours, "", "")
    assert [(e.uri, e.label_nl, e.label_en, e.parent, e.type) for e in read] == [
        (e.uri, e.label_nl, e.label_en, e.parent, e.type) for e in values
    ]


@pytest.mark.parametrize(
    ("sent", "nl", "en"),
    [
        (labels(nl__NL="Kunst", en__US="Art"), "Kunst", "Art"),
        (labels(nl="Kunst", en="Art"), "Kunst", "Art"),
        (labels(NL_be="Kunst", EN__gb="Art", fr="Art de vivre"), "Kunst", "Art"),
        (labels(nl="Ander", nl__NL="Kunst", en__GB="Craft", en__US="Art"), "Kunst", "Art"),
        (labels(nl__NL="", nl="Kunst", en__US=None), "Kunst", ""),
        (labels(en="Art"), "", "Art"),
        (labels(nl="  Kunst\u00a0 en  cultuur "), "Kunst en cultuur", ""),
        (labels(nl="R&D < 3 m \"hoog\" 'x'"), "R&D < 3 m \"hoog\" 'x'", ""),
        (b"\xef\xbb\xbf" + labels(nl="Kunst"), "Kunst", ""),
        (content({A: {"labels": {"nl": "Kunst"}, "notation": [1]}}), "Kunst", ""),
    ],
)
def test_labels(sent: bytes, nl: str, en: str) -> None:
    (entry,) = published.parse(sent)
    assert (entry.label_nl, entry.label_en) == (nl, en)


def test_broader_values_and_types() -> None:
    entries = published.parse(
        content({A: value("a", parent=B, type="null"), B: value("b", parent=None, type="Soort")})
    )
    assert [(e.parent, e.type) for e in entries] == [(B, ""), ("", "Soort")]


def test_equal_labels_are_different_values() -> None:
    assert len(published.parse(content({A: value("NetCDF"), B: value("NetCDF")}))) == 2


def test_a_value_that_is_no_uri_is_one_when_the_shipped_list_has_it() -> None:
    sent = content({":created": value("nieuw")})
    assert published.parse(sent, loading.shipped("adms_changetype"))
    with pytest.raises(Malformed, match='":created" is no web address'):
        published.parse(sent, loading.shipped("donl_language"))


CHAIN = {f"http://x.nl/{n}": value("x", parent=f"http://x.nl/{n + 1}") for n in range(30)}
HOSTILE = [
    (b"", "it is not JSON"),
    (b"<html><h1>502 Bad Gateway</h1></html>", "it is not JSON"),
    (labels(nl="Kunst")[:-4], "it is not JSON"),
    (b"[" * 100_000, "it is not JSON"),
    (b'{"a": ' + b"9" * 5_000 + b"}", "it is not JSON"),
    (b'{"a": "\xff"}', "it is not UTF-8"),
    ("{}".encode("utf-16"), "it is not UTF-8"),
    (b"[]", "it is not an object of values"),
    (b'"http://example.org/a"', "it is not an object of values"),
    (b"null", "it is not an object of values"),
    (b'{"' + A.encode() + b'": NaN}', "has no labels"),
    (b"{}", "it has 0 values"),
    (content({f"http://x.nl/{n}": value("x") for n in range(20_001)}), "it has 20001 values"),
    (b'{"' + A.encode() + b'": {}, "' + A.encode() + b'": {}}', "stands in it twice"),
    (b'{"' + A.encode() + b'": {"labels": {"nl": "a", "nl": "b"}}}', "stands in it twice"),
    (content({"error": "rate limit"}), '"error" is no web address'),
    (content({"": value("x")}), '"" is no web address'),
    (content({f" {A}": value("x")}), "is no web address"),
    (content({"javascript:alert(1)": value("x")}), "is no web address"),
    (content({"https://example.org/a b": value("x")}), "is no web address"),
    (content({"https://example.org:99999/": value("x")}), "is no web address"),
    (content({f"{A}\u202e": value("x")}), "U+202E"),
    (content({f'{A}"><script>': value("x")}), "has markup"),
    (content({A: "Kunst"}), "has no labels by language"),
    (content({A: {}}), "has no labels by language"),
    (content({A: {"labels": "Kunst"}}), "has no labels by language"),
    (content({A: {"labels": ["Kunst"]}}), "has no labels by language"),
    (labels(), "has no Dutch and no English label"),
    (labels(nl=" ", fr="Art"), "has no Dutch and no English label"),
    (labels(nl=5), "nl of .* is not a text"),
    (labels(nl={"x": "y"}), "nl of .* is not a text"),
    (labels(nl="Kunst\x1b[2J"), "U+001B"),
    (labels(nl="Kunst\x00"), "U+0000"),
    (labels(nl="Kunst\nen cultuur"), "U+000A"),
    (labels(nl="\u202egnp.exe"), "U+202E"),
    (labels(nl="half \ud83d"), "U+D83D"),
    (labels(nl="<script>alert(1)</script>"), "has markup"),
    (labels(nl="een <b>vet</b> woord"), "has markup"),
    (labels(nl="x" * 1_001), "1001 characters long"),
    (content({"http://x.nl/" + "x" * 1_000: value("x")}), "1012 characters long"),
    (content({A: value("a", parent=5)}), "parent of .* is not a text"),
    (content({A: value("a", type=["x"])}), "type of .* is not a text"),
    (content({A: value("a", parent=B)}), "the broader value of .* is not in it"),
    (content({A: value("a", parent=A)}), "broader than itself"),
    (content({A: value("a", parent=B), B: value("b", parent=A)}), "broader than itself"),
    (content({**CHAIN, "http://x.nl/30": value("x")}), "more than 20 values"),
]


@pytest.mark.parametrize(("sent", "words"), HOSTILE)
def test_anything_else_is_refused_with_the_reason(sent: bytes, words: str) -> None:
    with pytest.raises(Malformed, match=words.replace("+", r"\+")) as refused:
        published.parse(sent)
    assert str(refused.value).isprintable()


FORMULAS = [
    ("=1+1", "'=1+1"),
    ("+31", "'+31"),
    ("-x", "'-x"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("＝1+1", "'＝1+1"),
    (" =1", " '=1"),
    ('Kunst;=HYPERLINK("http://x")', 'Kunst;\'=HYPERLINK("http://x")'),
    ("a,-b", "a,'-b"),
    ("application/3gpp-ims+xml", "application/3gpp-ims+xml"),
    ("'s-Gravenhage", "'s-Gravenhage"),
]


@pytest.mark.parametrize(("label", "written"), FORMULAS)
def test_no_cell_is_a_formula(label: str, written: str) -> None:
    text = vocabulary.as_csv([Entry(A, label, label, B, label)])
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["label_nl"], row["label_en"], row["type"]) == (written,) * 3
    assert (row["uri"], row["parent"]) == (A, B)
