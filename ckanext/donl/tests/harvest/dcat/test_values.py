"""Where each value is read: one property, one expectation."""

from __future__ import annotations

import json

import pytest

from .reading import URI, dataset, read, record, texts, turtle

EU = "http://publications.europa.eu/resource/authority"
OWMS = "http://standaarden.overheid.nl/owms/terms"
ZERO = "http://creativecommons.org/publicdomain/zero/1.0/"
TOOI = "https://identifier.overheid.nl/tooi/id"
CRS = "http://www.opengis.net/def/crs"
IANA = "https://www.iana.org/assignments/media-types"

# What is said of the dataset, the property, what is read.
DATASET: list[tuple[str, str, list[str]]] = [
    ('dct:title "Titel"', "title", ["Titel"]),
    ('schema:name "Titel"', "title", ["Titel"]),
    ('schemas:name "Titel"', "title", ["Titel"]),
    ('dct:title "Title"@en, "Titel"@nl', "title", ["Titel"]),
    ('dct:title "Titel"@nl-BE, "Titre"@fr', "title", ["Titel"]),
    ('dct:title "Title"@en, "Titel"', "title", ["Titel"]),
    ('dct:title "Titre"@fr, "Title"@en', "title", ["Title"]),
    ('dct:title "Titre"@fr, "Titel"@de', "title", ["Titel"]),
    ('dct:description "Regel 1\\nRegel 2"', "description", ["Regel 1\nRegel 2"]),
    ('dcat:keyword "bomen"@nl, "groen"@nl, "trees"@en', "keyword", ["bomen", "groen"]),
    ('dcat:keyword "a,b"', "keyword", ["a,b"]),
    ('schema:keywords "bomen", <http://example.nl/bomen>', "keyword", ["bomen"]),
    ('schema:keywords [ schema:name "bomen" ]', "keyword", ["bomen"]),
    (f"dcat:theme <{EU}/data-theme/EDUC>", "theme", [f"{EU}/data-theme/EDUC"]),
    (
        "dcat:theme <https://publications.europa.eu/resource/authority/data-theme/EDUC>",
        "theme",
        [f"{EU}/data-theme/EDUC"],
    ),
    ('dcat:theme [ skos:prefLabel "Onderwijs"@nl, "Education"@en ]', "theme", ["Onderwijs"]),
    ('dcat:theme "Onderwijs", "Verkeer"', "theme", ["Onderwijs", "Verkeer"]),
    ("schema:about <http://example.nl/thema>", "theme", ["http://example.nl/thema"]),
    (f"dct:publisher <{OWMS}/Utrecht_(gemeente)>", "publisher", [f"{OWMS}/Utrecht_(gemeente)"]),
    (
        'dct:publisher [ a foaf:Agent ; foaf:name "Gemeente Utrecht"@nl, "City"@en ]',
        "publisher",
        ["Gemeente Utrecht"],
    ),
    ('dct:publisher "Gemeente Utrecht"', "publisher", ["Gemeente Utrecht"]),
    ("schema:publisher <http://a/b>", "publisher", ["http://a/b"]),
    ("dct:creator <http://a/b>", "publisher", ["http://a/b"]),
    (
        "dct:creator <http://a/c> ; dct:publisher <http://a/p>",
        "authority",
        ["http://a/c", "http://a/p"],
    ),
    (
        "dct:creator <http://a/c> ; dct:publisher <http://a/p>",
        "publisher",
        ["http://a/p", "http://a/c"],
    ),
    (
        "donl:authority <http://a/a> ; dct:creator <http://a/c>",
        "authority",
        ["http://a/a", "http://a/c"],
    ),
    (f"dct:license <{ZERO}>", "license", [ZERO]),
    (f'dct:license "{ZERO}"', "license", [ZERO]),
    (f"schemas:license <{ZERO}>", "license", [ZERO]),
    ('dct:license [ rdfs:label "CC-0" ]', "license", ["CC-0"]),
    ('dct:rights "Alle rechten voorbehouden"', "license", ["Alle rechten voorbehouden"]),
    (f'dct:license <{ZERO}> ; dct:rights "Bron: ons"', "license", [ZERO]),
    (
        f"dct:accessRights <{EU}/access-right/PUBLIC>",
        "accessRights",
        [f"{EU}/access-right/PUBLIC"],
    ),
    (f"dct:accrualPeriodicity <{EU}/frequency/DAILY>", "frequency", [f"{EU}/frequency/DAILY"]),
    ('dct:accrualPeriodicity "dagelijks"', "frequency", ["dagelijks"]),
    (f"dct:language <{EU}/language/NLD>", "language", [f"{EU}/language/NLD"]),
    ('schema:inLanguage "nl-NL"', "language", ["nl"]),
    ('dct:title "Titel"@nl', "metadataLanguage", ["nl"]),
    ('dct:title "Title"@en-GB', "metadataLanguage", ["en"]),
    ('dct:title "Titel"', "metadataLanguage", []),
    ('dct:issued "2020-01-02"^^xsd:date', "releaseDate", ["2020-01-02T00:00:00"]),
    ('dct:issued "2020"^^xsd:gYear', "releaseDate", ["2020-01-01T00:00:00"]),
    ('dct:issued "2020-03"^^xsd:gYearMonth', "releaseDate", ["2020-03-01T00:00:00"]),
    (
        'dct:modified "2020-01-02T03:04:05"^^xsd:dateTime ; dct:issued "2019-01-01"',
        "modificationDate",
        ["2020-01-02T03:04:05"],
    ),
    ('dct:issued "2019-01-01"', "modificationDate", ["2019-01-01T00:00:00"]),
    ('schemas:dateModified "2020-01-02"', "modificationDate", ["2020-01-02T00:00:00"]),
    ("dcat:landingPage <https://a.nl/x>", "landingPage", ["https://a.nl/x"]),
    ('dcat:landingPage "www.a.nl/x"', "landingPage", ["https://www.a.nl/x"]),
    ('dcat:landingPage "geen"', "landingPage", []),
    ('dcat:version "1.0"', "version", ["1.0"]),
    ('owl:versionInfo "1.0"', "version", ["1.0"]),
    ("dct:conformsTo <http://a/norm>", "conformsTo", ["http://a/norm"]),
    (
        "dcatap:hvdCategory <http://data.europa.eu/bna/c_dd313021>",
        "highValue",
        ["http://data.europa.eu/bna/c_dd313021"],
    ),
    (f"dct:spatial <{EU}/country/NLD>", "nationalCoverage", ["true"]),
    ("dct:spatial <https://www.geonames.org/2750405/>", "nationalCoverage", ["true"]),
    (f"dct:spatial <{OWMS}/Utrecht_(gemeente)>", "nationalCoverage", []),
    (
        "adms:status <http://data.overheid.nl/status/gepland>",
        "datasetStatus",
        ["http://data.overheid.nl/status/gepland"],
    ),
    (f"adms:status <{EU}/dataset-status/COMPLETED>", "datasetStatus", []),
    ('dct:identifier "abc"', "alternativeIdentifier", []),
    (f'dct:identifier "{URI}"', "alternativeIdentifier", []),
    ('dct:identifier "https://a.nl/1"', "alternativeIdentifier", ["https://a.nl/1"]),
    (
        'adms:identifier [ skos:notation "https://a.nl/1" ]',
        "alternativeIdentifier",
        ["https://a.nl/1"],
    ),
    ('dcat:contactPoint [ vcard:fn "Informatie" ]', "contact_point_name", ["Informatie"]),
    ("dcat:contactPoint [ vcard:hasEmail <mailto:a@b.nl> ]", "contact_point_email", ["a@b.nl"]),
    ('dcat:contactPoint [ vcard:hasEmail "a@b.nl" ]', "contact_point_email", ["a@b.nl"]),
    (
        "dcat:contactPoint [ vcard:hasTelephone <tel:+31-30-286> ]",
        "contact_point_phone",
        ["+31-30-286"],
    ),
    (
        "dcat:contactPoint [ vcard:hasTelephone [ vcard:hasValue <tel:+3130> ] ]",
        "contact_point_phone",
        ["+3130"],
    ),
    (
        "dcat:contactPoint [ vcard:hasURL <https://a.nl/> ]",
        "contact_point_webpage",
        ["https://a.nl/"],
    ),
    (
        'schema:contactPoint [ schema:name "I" ; schema:email "a@b.nl" ]',
        "contact_point_email",
        ["a@b.nl"],
    ),
    (
        'schema:publisher [ schema:name "P" ; schema:contactPoint '
        '[ schema:name "I" ; schema:email "i@b.nl" ] ]',
        "contact_point_name",
        ["I"],
    ),
    (
        'dct:publisher [ foaf:name "P" ; foaf:mbox <mailto:p@b.nl> ]',
        "contact_point_email",
        ["p@b.nl"],
    ),
    (
        'dct:temporal [ dcat:startDate "2016-03-28"^^xsd:date ]',
        "temporal_start",
        ["2016-03-28T00:00:00"],
    ),
    (
        'dct:temporal [ schema:endDate "2018-08-25"^^xsd:date ]',
        "temporal_end",
        ["2018-08-25T00:00:00"],
    ),
    ('dct:temporal [ dcat:endDate "2018"^^xsd:gYear ]', "temporal_end", ["2018-12-31T00:00:00"]),
    (
        'dct:temporal [ dcat:endDate "2020-02"^^xsd:gYearMonth ]',
        "temporal_end",
        ["2020-02-29T00:00:00"],
    ),
    (
        'dct:temporal [ time:hasBeginning [ time:inXSDDate "2016-03-28"^^xsd:date ] ]',
        "temporal_start",
        ["2016-03-28T00:00:00"],
    ),
    ('schema:temporalCoverage "2010/2020"', "temporal_start", ["2010-01-01T00:00:00"]),
    ('schema:temporalCoverage "2010/2020"', "temporal_end", ["2020-12-31T00:00:00"]),
    ('schema:temporalCoverage "2010-06/07"', "temporal_end", ["2010-07-31T00:00:00"]),
    ('schema:temporalCoverage "2010-01-01/.."', "temporal_end", []),
    ('schema:temporalCoverage "2010-01-01/.."', "temporal_start", ["2010-01-01T00:00:00"]),
    ('schema:temporalCoverage "2011"', "temporal_end", ["2011-12-31T00:00:00"]),
    ("dct:temporal <http://reference.data.gov.uk/id/year/2010>", "temporal_start", []),
    ('dct:temporal [ skos:prefLabel "de oorlog" ]', "temporal_label", ["de oorlog"]),
]

# What is said of the distribution, the property, what is read.
DISTRIBUTION: list[tuple[str, str, list[str]]] = [
    ('dct:title "Bestand"@nl, "File"@en', "title", ["Bestand"]),
    ("dcat:accessURL <https://a.nl/x>", "accessURL", ["https://a.nl/x"]),
    ('dcat:accessURL "https://a.nl/x y"^^xsd:anyURI', "accessURL", ["https://a.nl/x%20y"]),
    ("dcat:downloadURL <https://a.nl/x.csv>", "accessURL", ["https://a.nl/x.csv"]),
    ("dcat:downloadURL <https://a.nl/x.csv>", "downloadURL", ["https://a.nl/x.csv"]),
    ("schema:contentUrl <https://a.nl/x.csv>", "accessURL", ["https://a.nl/x.csv"]),
    (
        "dcat:accessService [ dcat:endpointURL <https://a.nl/wms> ]",
        "accessURL",
        ["https://a.nl/wms"],
    ),
    (
        "dcat:accessService [ dcat:endpointURL <https://a.nl/wms> ]",
        "distributionType",
        ["https://data.overheid.nl/distributiontype/webservice"],
    ),
    (
        "dcat:downloadURL <https://a.nl/x>",
        "distributionType",
        ["https://data.overheid.nl/distributiontype/download"],
    ),
    (f"dct:format <{EU}/file-type/CSV>", "format", [f"{EU}/file-type/CSV"]),
    ('dct:format "CSV"', "format", ["CSV"]),
    ('dct:format [ rdfs:label "CSV" ]', "format", ["CSV"]),
    ('dct:format [ a dct:IMT ; rdf:value "text/csv" ]', "format", ["text/csv"]),
    (f"dcat:mediaType <{IANA}/text/csv>", "format", [f"{IANA}/text/csv", "text/csv"]),
    ("dcat:downloadURL <https://a.nl/x.GeoJSON>", "format", ["geojson"]),
    ("dcat:accessURL <https://a.nl/ows?service=WFS&version=2>", "format", ["WFS"]),
    (
        "dcat:mediaType <http://www.iana.org/assignments/media-types/text/csv>",
        "mediaType",
        ["http://www.iana.org/assignments/media-types/text/csv", f"{IANA}/text/csv"],
    ),
    (
        'dcat:mediaType "text/csv; charset=utf-8"',
        "mediaType",
        ["text/csv; charset=utf-8", f"{IANA}/text/csv"],
    ),
    ('dct:format "text/csv"', "mediaType", [f"{IANA}/text/csv"]),
    ('dct:format "CSV"', "mediaType", []),
    ('dcat:byteSize "1024"^^xsd:nonNegativeInteger', "byteSize", ["1024"]),
    ('dcat:byteSize "1024.0"^^xsd:decimal', "byteSize", ["1024"]),
    ('schema:contentSize "1024 B"', "byteSize", ["1024"]),
    ('schema:contentSize "1,2 MB"', "byteSize", []),
    (f"dct:license <{ZERO}>", "license", [ZERO]),
    ('dct:rights "Bron noemen"', "rights", ["Bron noemen"]),
    ('dct:rights [ dct:description "Bron noemen" ]', "rights", ["Bron noemen"]),
    (f"dct:language <{EU}/language/FRY>", "language", [f"{EU}/language/FRY"]),
    ('dct:title "File"@en', "metadataLanguage", ["en"]),
    (
        "adms:status <http://purl.org/adms/status/Completed>",
        "status",
        ["http://purl.org/adms/status/Completed"],
    ),
    ('dct:modified "2020-01-02"', "modificationDate", ["2020-01-02T00:00:00"]),
    ("dct:conformsTo <http://a/norm>", "linkedSchemas", ["http://a/norm"]),
    ("foaf:page <http://a/uitleg>", "documentation", ["http://a/uitleg"]),
    (
        "spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_sha256 ; "
        'spdx:checksumValue "ab12" ]',
        "hash_algorithm",
        ["SHA-256"],
    ),
    (
        'spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_md5 ; spdx:checksumValue "ab12" ]',
        "hash",
        ["ab12"],
    ),
    ('spdx:checksum [ spdx:checksumValue "ab12" ]', "hash", []),
]


@pytest.mark.parametrize(("said", "name", "expected"), DATASET)
def test_of_a_dataset(said: str, name: str, expected: list[str]) -> None:
    assert texts(dataset(said), name) == expected


@pytest.mark.parametrize(("said", "name", "expected"), DISTRIBUTION)
def test_of_a_distribution(said: str, name: str, expected: list[str]) -> None:
    content = dataset(f"dcat:distribution [ a dcat:Distribution ; {said} ]")
    assert texts(content, f"0.{name}") == expected


@pytest.mark.parametrize(
    "predicate", ["dcat:distribution", "schema:distribution", "schemas:distribution"]
)
def test_distributions(predicate: str) -> None:
    values = read(dataset(f'{predicate} [ dct:title "B" ], [ dct:title "A" ]'))
    assert [row["title"][0].text for row in values.distributions] == ["A", "B"]


def test_a_value_says_by_which_path_it_was_found() -> None:
    values = read(
        dataset('dct:publisher [ foaf:name "P" ] ; dcat:contactPoint [ vcard:fn "I" ]')
    ).dataset
    assert values["publisher"][0].selector == "dct:publisher/foaf:name"
    assert values["contact_point_name"][0].selector == "dcat:contactPoint/vcard:fn"
    assert values["identifier"][0].selector == "URI"


def test_a_repaired_value_says_what_it_was() -> None:
    (value,) = read(dataset("dcat:contactPoint [ vcard:hasEmail <mailto:a@b.nl> ]")).dataset[
        "contact_point_email"
    ]
    assert (value.text, value.raw) == ("a@b.nl", "mailto:a@b.nl")


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ("nl", "Titel"),
        ("en", "Title"),
        (["fr", "en"], "Titre"),
        (["de", "en"], "Title"),
        ("nl-BE", "Titel"),
    ],
)
def test_the_language_is_a_setting(languages: object, expected: str) -> None:
    content = dataset('dct:title "Titel"@nl-BE, "Title"@en, "Titre"@fr')
    assert texts(content, "title", language=languages) == [expected]
    assert record(content, language=languages).title == expected


def test_a_uri_and_the_names_of_an_organisation_are_candidates() -> None:
    content = dataset(
        "dct:publisher <http://a/p>",
        f'<http://a/p> foaf:name "Gemeente Utrecht" ; owl:sameAs <{TOOI}/gemeente/gm0344> .',
    )
    assert texts(content, "publisher") == [
        "http://a/p",
        f"{TOOI}/gemeente/gm0344",
        "Gemeente Utrecht",
    ]


def test_licences_of_distributions_are_possible_licences_of_a_dataset_that_has_none() -> None:
    of_distribution = f"dcat:distribution [ dct:license <{ZERO}> ]"
    assert texts(dataset(of_distribution), "license") == [ZERO]
    own = f'dct:license "Niet open" ; {of_distribution}'
    assert texts(dataset(own), "license") == ["Niet open"]


def test_a_contact_is_read_from_one_node_the_one_that_is_whole() -> None:
    content = dataset(
        "dcat:contactPoint <http://a/1>, <http://a/2>",
        '<http://a/1> vcard:fn "Zonder adres" . '
        '<http://a/2> vcard:fn "Met" ; vcard:hasEmail <mailto:a@b.nl> .',
    )
    assert texts(content, "contact_point_name") == ["Met"]


def test_a_distribution_takes_the_language_of_its_dataset() -> None:
    content = dataset(f"dct:language <{EU}/language/FRY> ; dcat:distribution [ dct:title 'x' ]")
    assert texts(content, "0.language") == [f"{EU}/language/FRY"]


def test_a_catalogue_record_tells_the_language_of_the_metadata() -> None:
    content = dataset(
        'dct:title "x"',
        f"[] a dcat:CatalogRecord ; foaf:primaryTopic <{URI}> ; dct:language <{EU}/language/ENG> .",
    )
    assert texts(content, "metadataLanguage") == [f"{EU}/language/ENG"]


def test_the_terms_of_data_overheid_nl() -> None:
    content = turtle(
        f'<{URI}> a donl:Dataset ; dct:title "x" ; donl:publisher <http://a/p> ; '
        f"donl:language <{EU}/language/NLD> ; donl:metadataLanguage <{EU}/language/NLD> ; "
        f"donl:accessRights <{EU}/access-right/PUBLIC> ."
    )
    values = read(content).dataset
    assert values["publisher"][0].text == "http://a/p"
    assert values["metadataLanguage"][0].selector == "donl:metadataLanguage"
    assert values["accessRights"]


def test_the_same_dataset_in_json_ld() -> None:
    document = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": URI,
        "name": [{"@value": "Titel", "@language": "nl"}, {"@value": "Title", "@language": "en"}],
        "license": ZERO,
        "publisher": {"@type": "Organization", "@id": "https://a.nl/", "name": "A"},
        "distribution": {"contentUrl": "https://a.nl/x.csv", "encodingFormat": "text/csv"},
    }
    values = read(json.dumps(document).encode())
    assert values.dataset["title"][0].text == "Titel"
    assert values.dataset["license"][0].text == ZERO
    assert [value.text for value in values.dataset["publisher"]] == ["https://a.nl/", "A"]
    assert values.distributions[0]["format"][0].text == "text/csv"
