"""Which datasets are in a document, and that the same dataset is always the same text."""

from __future__ import annotations

import pytest
from rdflib import Graph

from ckanext.donl.harvest.record import LeftOut, Record
from ckanext.donl.harvest.sources.dcat import formats

from .reading import URI, dataset, items, record, turtle

FORMATS = {"turtle": "turtle", "xml": "xml", "json-ld": "json-ld", "nt": "nt"}
WHOLE = dataset(
    'dct:title "Titel"@nl, "Title"@en ; dct:publisher [ foaf:name "P" ] ; '
    'dcat:contactPoint [ vcard:fn "I" ; vcard:hasEmail <mailto:a@b.nl> ] ; '
    'dct:temporal [ dcat:startDate "2016-03-28"^^xsd:date ] ; dcat:distribution <http://a/1>, '
    '[ dct:title "B" ; spdx:checksum [ spdx:checksumValue "ab" ] ], [ dct:title "C" ]',
    '<http://a/1> a dcat:Distribution ; dct:title "A\\nregel" ; dcat:accessURL <http://a/1.csv> .',
)


@pytest.mark.parametrize("form", FORMATS)
def test_a_dataset_is_the_same_text_in_every_format(form: str) -> None:
    written = Graph().parse(data=WHOLE, format="turtle").serialize(format=form, encoding="utf-8")
    assert record(written).content == record(WHOLE).content


def test_a_dataset_is_the_same_text_whatever_stands_beside_it() -> None:
    more = (
        b"<http://a/cat> dcat:dataset <http://a/2> . <http://a/2> a dcat:Dataset ; dct:title '2' ."
    )
    first, second = items(WHOLE + more)
    assert isinstance(second, Record)
    assert second.guid == URI
    assert second.content == record(WHOLE).content
    assert isinstance(first, Record)


def test_it_begins_with_the_dataset_and_is_n_triples() -> None:
    content = record(WHOLE).content
    assert content.startswith(f"<{URI}>".encode())
    assert len(Graph().parse(data=content, format="nt")) == len(content.splitlines())


def test_a_changed_part_changes_it() -> None:
    for old, new in ((b'"ab"', b'"cd"'), (b'"I"', b'"J"'), (b"1.csv", b"2.csv"), (b'"P"', b'"Q"')):
        assert record(WHOLE.replace(old, new)).content != record(WHOLE).content


def test_what_is_only_referred_to_is_not_in_it() -> None:
    content = dataset(
        'dct:title "1" ; dct:relation <http://a/ds2> ; dct:isVersionOf <http://a/ds2> ; '
        "dcat:theme <http://a/theme> ; dcat:landingPage <http://a/page>",
        '<http://a/ds2> a dcat:Dataset ; dct:title "2" .'
        '<http://a/theme> skos:prefLabel "Thema" ; skos:inScheme <http://a/scheme> . '
        "<http://a/scheme> skos:hasTopConcept <http://a/other> . "
        '<http://a/other> skos:prefLabel "X" .'
        '<http://a/page> dct:title "Pagina" .',
    )
    (text,) = [
        i.content.decode() for i in items(content) if isinstance(i, Record) and i.guid == URI
    ]
    assert '"Thema"' in text
    for absent in ('"2"', '"X"', '"Pagina"'):
        assert absent not in text


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (f"<{URI}> a dcat:Dataset ; dct:title '1' .", ["1"]),
        (f"<{URI}> a schema:Dataset ; schema:name '1' .", ["1"]),
        (f"<{URI}> a schemas:Dataset ; schemas:name '1' .", ["1"]),
        (f"<{URI}> a donl:Dataset ; dct:title '1' .", ["1"]),
        (f"<http://a> dcat:dataset <{URI}> . <{URI}> dct:title '1' .", ["1"]),
        (
            "<http://a> a dcat:Catalog ; dcat:dataset [ dct:title '1' ], [ dct:title '2' ] .",
            ["1", "2"],
        ),
        ("<http://a> a dcat:Catalog, dcat:Dataset ; dct:title '1' .", []),
        (
            f"<{URI}> a dcat:Dataset ; dct:title '1' ; dct:source <http://b> . "
            "<http://b> a dcat:Dataset .",
            ["1"],
        ),
        ("<http://a> a dcat:Dataset .", [""]),
        ("<http://a> a dcat:DataService ; dct:title '1' .", []),
        ("<http://a> a dcat:Catalog ; dcat:dataset 'tekst' .", []),
    ],
)
def test_what_is_a_dataset(text: str, titles: list[str]) -> None:
    assert sorted(i.title for i in items(turtle(text)) if isinstance(i, Record)) == titles


def test_a_series_is_left_out() -> None:
    (item,) = items(turtle(f"<{URI}> a dcat:Dataset, dcat:DatasetSeries ; dct:title 'Reeks' ."))
    assert item == LeftOut(URI, "Reeks", "a series of datasets")


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({"keywords_include": ["Groen"]}, "keywords_include"),
        ({"keywords_exclude": ["BOMEN"]}, "keywords_exclude"),
        ({"organisations_exclude": ["gemeente utrecht"]}, "organisations_exclude"),
        ({"organisations_include": ["http://a/p"]}, ""),
        ({"blocked_identifiers": [URI]}, "blocked identifier"),
        ({}, ""),
    ],
)
def test_criteria(config: dict[str, list[str]], reason: str) -> None:
    content = dataset(
        'dct:title "x" ; dcat:keyword "bomen" ; dct:publisher <http://a/p>',
        '<http://a/p> foaf:name "Gemeente Utrecht" .',
    )
    (item,) = items(content, **config)
    assert (item.reason if isinstance(item, LeftOut) else "") == reason


@pytest.mark.parametrize(
    ("content", "media_type", "url", "form"),
    [
        (b"anything", "text/turtle", "", formats.TURTLE),
        (b"anything", "application/rdf+xml", "http://a/x.ttl", formats.XML),
        (b"{}", "application/json", "", formats.JSON),
        (b"<rdf:RDF>", "application/xml", "", formats.XML),
        (b"<rdf:RDF>", "text/html", "", formats.XML),
        (b"<?xml version='1.0'?>", "", "", formats.XML),
        ("\ufeff<?xml version='1.0'?>".encode(), "", "", formats.XML),
        ("<?xml version='1.0'?>".encode("utf-16"), "", "", formats.XML),
        (b"  <!-- x --><rdf:RDF>", "", "", formats.XML),
        (b"<html>", "text/plain", "", formats.HTML),
        (b"<!DOCTYPE HTML PUBLIC>", "", "", formats.HTML),
        (b"<http://a> <http://b> <http://c> .", "text/plain", "", formats.TURTLE),
        (b"@prefix a: <http://a> .", "", "", formats.TURTLE),
        (b"PREFIX a: <http://a>", "", "", formats.TURTLE),
        (b"# opmerking", "", "", formats.TURTLE),
        (b"[] a <http://a> .", "", "", formats.TURTLE),
        (b"[ a <http://a> ] .", "", "", formats.TURTLE),
        (b"[]", "", "", formats.JSON),
        (b'[{"@id": 1}]', "", "", formats.JSON),
        (b"ex:a a dcat:Dataset .", "", "http://a/x.ttl?y=1", formats.TURTLE),
    ],
)
def test_the_format_of_a_document(content: bytes, media_type: str, url: str, form: str) -> None:
    assert formats.recognise(content, media_type, url) == form


def test_a_page_with_two_scripts_of_which_one_is_broken() -> None:
    page = (
        '<html><script type="application/ld+json">{"@context": "https://schema.org", '
        f'"@type": "Dataset", "@id": "{URI}", "name": "Café"}}</script>'
        '<script type="application/ld+json">{</script><script>var a = {};</script></html>'
    )
    broken, whole = items(page.encode())
    assert "JSON-LD number 2 of the page: not JSON" in str(broken)
    assert isinstance(whole, Record)
    assert whole.title == "Café"
