"""What a dataset is as RDF: one property, one expectation."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.tests import factories
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef

from ckanext.donl.tests.profile.examples import (
    CC_BY,
    EU,
    GEMEENTE,
    OWMS,
    POSTCODE,
    PUBLIC,
    RD,
    dataset,
    distribution,
)

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
LOCN = Namespace("http://www.w3.org/ns/locn#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
TYPES = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}


@pytest.fixture
def show(app: Any, portal: None) -> Any:
    """The graph of a dataset, and the dataset in it."""

    def graph(ending: str = "ttl", **values: Any) -> tuple[Graph, URIRef]:
        owner = factories.Organization()["id"]
        stored = factories.Dataset(**dataset(**values), owner_org=owner)
        answer = app.get(f"/dataset/{stored['name']}.{ending}")
        found = Graph().parse(data=answer.body, format=TYPES[ending])
        (ref,) = found.subjects(RDF.type, DCAT.Dataset)
        assert str(ref).endswith(stored["id"])
        return found, ref  # type: ignore[return-value]

    return graph


@pytest.mark.parametrize("ending", TYPES)
def test_every_format_says_the_same_of_a_dataset(show: Any, ending: str) -> None:
    graph, ref = show(ending, access_rights=PUBLIC)
    assert graph.value(ref, DCT.title) == Literal("Bomen", lang="nl")
    assert graph.value(ref, DCT.identifier) == Literal("https://data.example.nl/bomen")
    assert graph.value(ref, DCT.license) == URIRef(CC_BY)
    assert graph.value(ref, DCT.accessRights) == URIRef(PUBLIC)
    assert graph.value(ref, DCT.modified) == Literal("2024-05-01", datatype=XSD.date)
    assert graph.value(ref, DCT.language) == URIRef(f"{EU}/language/NLD")


def test_a_uri_stays_the_uri_that_it_is(show: Any) -> None:
    theme = f"{OWMS}/Afval_(thema)"
    graph, ref = show(theme=[theme])
    assert (ref, DCAT.theme, URIRef(theme)) in graph


def test_a_theme_has_its_european_ones_beside_it(show: Any) -> None:
    themes = [f"{OWMS}/Afval_(thema)", f"{OWMS}/Onderwijs_en_wetenschap"]
    graph, ref = show(theme=themes)
    european = [f"{EU}/data-theme/{code}" for code in ("ENVI", "EDUC", "TECH")]
    assert set(graph.objects(ref, DCAT.theme)) == {URIRef(uri) for uri in (*themes, *european)}


def test_an_organisation_has_its_uri_and_its_name(show: Any) -> None:
    graph, ref = show()
    publisher = graph.value(ref, DCT.publisher)
    assert publisher == graph.value(ref, DCT.creator) == URIRef(f"{OWMS}/'s-Hertogenbosch")
    assert graph.value(publisher, FOAF.name) == Literal("Gemeente 's-Hertogenbosch", lang="nl")
    assert (publisher, RDF.type, FOAF.Agent) in graph


def test_a_contact_point_can_be_reached(show: Any) -> None:
    graph, ref = show(contact_point_phone="(073) 615 51 55")
    contact = graph.value(ref, DCAT.contactPoint)
    assert graph.value(contact, VCARD.fn) == Literal("Team Groen")
    assert graph.value(contact, VCARD.hasEmail) == URIRef("mailto:groen@example.nl")
    assert graph.value(contact, VCARD.hasTelephone) == URIRef("tel:0736155155")


@pytest.mark.parametrize(
    ("phone", "uri"),
    [
        ("+31 (0)20 123 45 67", "tel:+31201234567"),
        ("0031 (0)20-1234567", "tel:0031201234567"),
        ("14 030", "tel:14030"),
        ("zie website", None),
        ("+31 (0)20 123 ext 4", None),
        ("020-1234567 / 030-7654321", None),
        ("020 123 45 67 030 765 43 21", None),
        ("-", None),
    ],
)
def test_a_telephone_number_is_one_that_can_be_called(show: Any, phone: str, uri: str) -> None:
    graph, _ref = show(contact_point_phone=phone)
    assert list(graph.objects(None, VCARD.hasTelephone)) == ([URIRef(uri)] if uri else [])


@pytest.mark.parametrize(
    ("value", "written"),
    [("ABcdef0123", True), ("q83vEjRWeJA=", False), ("abc", False)],
)
def test_a_checksum_is_hexadecimal(show: Any, value: str, written: bool) -> None:
    resource = distribution(hash=value, hash_algorithm="MD5")
    graph, _ref = show(resources=[resource])
    expected = [Literal(value, datatype=XSD.hexBinary)] if written else []
    assert list(graph.objects(None, SPDX.checksumValue)) == expected
    assert len(list(graph.subjects(RDF.type, SPDX.Checksum))) == len(expected)


def test_coverage_is_a_uri_where_there_is_one(show: Any) -> None:
    place = f"{OWMS}/Utrecht_(gemeente)"
    graph, ref = show(
        national_coverage=True,
        spatial_scheme=[GEMEENTE, RD, POSTCODE],
        spatial_value=[place, "155000 463000", "1234AB"],
    )
    areas = list(graph.objects(ref, DCT.spatial))
    assert URIRef(place) in areas
    assert URIRef(f"{EU}/country/NLD") in areas
    (point,) = graph.objects(None, LOCN.geometry)
    assert str(point) == "<http://www.opengis.net/def/crs/EPSG/0/28992> POINT(155000 463000)"


def test_a_period_has_its_days(show: Any) -> None:
    graph, ref = show(temporal_start="2012-01-01", temporal_end="2013-01-01T12:00:00")
    period = graph.value(ref, DCT.temporal)
    assert graph.value(period, DCAT.startDate) == Literal("2012-01-01", datatype=XSD.date)
    assert graph.value(period, DCAT.endDate) == Literal(
        "2013-01-01T12:00:00", datatype=XSD.dateTime
    )


def test_a_distribution_has_its_addresses_and_uris(show: Any) -> None:
    resource = distribution(
        download_url=["https://data.example.nl/bomen.zip"],
        mimetype="https://www.iana.org/assignments/media-types/text/csv",
        size=1200,
        rights="Vermeld de bron.",
    )
    graph, ref = show(resources=[resource])
    (found,) = graph.objects(ref, DCAT.distribution)
    assert graph.value(found, DCAT.accessURL) == URIRef("https://data.example.nl/bomen.csv")
    assert graph.value(found, DCAT.downloadURL) == URIRef("https://data.example.nl/bomen.zip")
    assert graph.value(found, DCT.license) == URIRef(CC_BY)
    assert graph.value(found, DCT["format"]) == URIRef(f"{EU}/file-type/CSV")
    assert graph.value(found, DCAT.mediaType) == URIRef(resource["mimetype"])
    assert graph.value(found, DCAT.byteSize) == Literal(1200, datatype=XSD.nonNegativeInteger)
    rights = graph.value(found, DCT.rights)
    assert graph.value(rights, DCT.description) == Literal("Vermeld de bron.", lang="nl")


def test_an_address_with_odd_characters_makes_no_broken_file(show: Any) -> None:
    url = "https://data.example.nl/wfs?layer={a}|b^c"
    graph, ref = show(resources=[distribution(url=url)])
    (found,) = graph.objects(ref, DCAT.distribution)
    assert str(graph.value(found, DCAT.accessURL)).endswith("/wfs?layer=%7Ba%7D%7Cb%5Ec")


def test_a_private_dataset_is_not_given(app: Any, portal: None) -> None:
    organisation = factories.Organization()
    stored = factories.Dataset(**dataset(private=True, owner_org=organisation["id"]))
    assert app.get(f"/dataset/{stored['name']}.ttl", status=403)
