"""Literals with a datatype: what they are read as, and that none of them grows on the way."""

from __future__ import annotations

import pytest

from ckanext.donl.harvest.sources.dcat import description, graph

from .reading import PREFIXES, URI, dataset, items, record, texts, turtle

XSD = "http://www.w3.org/2001/XMLSchema#"
SIZE = {
    "turtle": PREFIXES
    + f"<{URI}> a dcat:Dataset ; dcat:distribution [ dcat:byteSize '{{0}}'^^xsd:decimal ] .",
    "xml": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    f'xmlns:dcat="http://www.w3.org/ns/dcat#"><dcat:Dataset rdf:about="{URI}">'
    '<dcat:distribution rdf:parseType="Resource">'
    f'<dcat:byteSize rdf:datatype="{XSD}decimal">{{0}}</dcat:byteSize>'
    "</dcat:distribution></dcat:Dataset></rdf:RDF>",
    "json-ld": '{{"@context": {{"@vocab": "http://www.w3.org/ns/dcat#", '
    f'"byteSize": {{{{"@type": "{XSD}decimal"}}}}}}}}, "@id": "{URI}", "@type": "Dataset", '
    '"distribution": {{"byteSize": "{0}"}}}}',
}


@pytest.mark.parametrize("form", SIZE)
@pytest.mark.parametrize("exponent", ["1000000", "-1000000", "+100", "000000000100"])
def test_a_number_is_not_written_out(form: str, exponent: str) -> None:
    content = record(SIZE[form].format(f"1E{exponent}").encode()).content
    assert f'"1E{exponent}"'.encode() in content
    assert len(content) < 1000


@pytest.mark.parametrize("form", SIZE)
@pytest.mark.parametrize(
    ("written", "size"),
    [("5120", "5120"), ("5120.0", "5120"), (" 1.0 ", "1"), ("+7", "7"), ("1.5E3", "1500")],
)
def test_a_size_is_read_however_it_is_written(form: str, written: str, size: str) -> None:
    assert texts(SIZE[form].format(written).encode(), "0.byteSize") == [size]


def test_a_record_of_an_earlier_run_is_not_written_out_either() -> None:
    text = f'<{URI}> <http://b> "1E1000000"^^<{XSD}decimal> .\n'
    found, root = description.parse(text.encode())
    assert [str(value) for value in found.objects(root)] == ["1E1000000"]


@pytest.mark.parametrize("datatype", ["duration", "yearMonthDuration", "dayTimeDuration"])
def test_a_duration_takes_no_longer_than_its_size_asks_for(datatype: str) -> None:
    """Of which rdflib makes a value in a day."""
    text = f"P{'1' * 20_000_000}M"
    found = graph.parse(f'<http://a> <http://b> "{text}"^^<{XSD}{datatype}> .'.encode(), "turtle")
    assert [str(value) for value in found.objects()] == [text]


@pytest.mark.parametrize("text", [f"P{'1' * 30}Y", f"P{'1' * 400}M"])
def test_a_duration_that_rdflib_cannot_write_does_not_break_the_catalogue(text: str) -> None:
    assert text in record(dataset(f'dct:temporal "{text}"^^xsd:duration')).content.decode()


@pytest.mark.filterwarnings("error::UserWarning")
@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ('"P1Y2M3DT4H5M6.7S"^^xsd:duration', "P1Y2M3DT4H5M6.7S"),
        ('"PT90M"^^xsd:dayTimeDuration', "PT1H30M"),
        ('"1"^^xsd:boolean', "true"),
        ('"ja"^^xsd:boolean', "ja"),
        ("1.50", "1.50"),
        ("1e400", "inf"),
        ("9" * 4000, "9" * 4000),
        ('"' + "9" * 5000 + '"^^xsd:integer', "9" * 5000),
    ],
)
def test_a_literal_that_harms_nobody_is_what_rdflib_makes_of_it(literal: str, text: str) -> None:
    found = graph.parse(turtle(f"<http://a> <http://b> {literal} ."), "turtle")
    assert [str(value) for value in found.objects()] == [text]


NUMBER = (
    f'{{{{"@id": "{URI}", "@type": "http://schema.org/Dataset", '
    '"http://schema.org/name": "x", "http://schema.org/version": {0}}}'
)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 4000])
def test_a_number_of_json_is_a_number_or_none(number: str) -> None:
    assert record(NUMBER.format(number).encode()).title == "x"


def test_a_number_of_json_that_python_does_not_read_is_an_error() -> None:
    with pytest.raises(ValueError, match="not JSON"):
        items(NUMBER.format("9" * 5000).encode())
