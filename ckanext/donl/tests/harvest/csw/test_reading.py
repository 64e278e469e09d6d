"""Records of any catalogue: their identifiers and addresses, and that every record ends as a valid
dataset or with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner
from lxml import etree

from ckanext.donl import mapping
from ckanext.donl.cli.read import read
from ckanext.donl.harvest import settings
from ckanext.donl.harvest.record import Record
from ckanext.donl.harvest.sources.csw import CswSource, reading, services
from ckanext.donl.harvest.trial import LEFT_OUT, REJECTED, VALID, try_file
from ckanext.donl.harvest.xml import events
from ckanext.donl.tests.reference import REFERENCE, needs_reference

from .. import variants as v
from .walking import source

GOLDEN = Path(__file__).parents[2] / "golden" / "csw"
SAMPLES = REFERENCE / "samples"
URL = "https://csw.example/csw"
(DATASET,) = v.valid(1)
OWN = "https://data.example/id/dataset/1"
IDENTIFIER = ".//gmd:MD_DataIdentification/gmd:citation/gmd:CI_Citation/gmd:identifier/*/gmd:code/*"


@needs_reference
@pytest.mark.parametrize(
    "folder",
    [
        "ngr/datasets-and-services",
        "ngr/esri-wrapped",
        "ngr/profile-examples",
        "ngr/feature-catalogues",
        "iso19139-other",
        "csw-pages",
    ],
)
def test_every_record_ends_somewhere(folder: str) -> None:
    parsed = settings.parse('{"coupled_services": true}', CswSource.settings_table)
    catalogue = mapping.load("csw")
    files = sorted((SAMPLES / folder).glob("*.xml"))
    assert files
    for path in files:
        made = list(
            try_file(CswSource(URL, parsed), parsed, catalogue, path.name, path.read_bytes())
        )
        assert made, path.name
        for trial in made:
            assert trial.outcome in (VALID, REJECTED, LEFT_OUT)
            reasons = [error.reason for error in trial.errors]
            assert all(reasons), path.name
            assert bool(reasons) == (trial.outcome != VALID), path.name


@needs_reference
def test_services_of_real_catalogues_name_their_datasets() -> None:
    having = 0
    for path in sorted((SAMPLES / "ngr/datasets-and-services").glob("*.xml")):
        with path.open("rb") as stream:
            *_rest, (_event, element) = events(stream)
        if reading.level(element) == "service":
            made = services.service(element, reading.guid(element))
            assert made.title
            having += bool(made.names and made.kept)
    assert having >= 10


def identifiers(record: bytes, url: str = URL, **config: Any) -> tuple[str, str]:
    """The identifier of the dataset of a record, and the one by which the gather looks for it."""
    made = source(url, **config)
    (item,) = made.items(record)
    assert isinstance(item, Record)
    (read,) = made.read(item.content, None).dataset["identifier"]
    return read.text, item.identifier or made.identifier(item.guid)


def test_a_dataset_without_a_uri_has_the_address_of_its_record() -> None:
    read, looked_for = identifiers(v.changed(DATASET, IDENTIFIER, "1").xml)

    assert read == looked_for
    given = parse_qs(urlsplit(read).query)
    assert read.startswith(f"{URL}?")
    assert given["id"] == [DATASET.uuid]
    assert given["request"] == ["GetRecordById"]


@pytest.mark.parametrize("schema", ["gmd", "mdb"])
def test_it_is_the_same_however_records_are_asked_for(schema: str) -> None:
    record = v.changed(DATASET, IDENTIFIER, "1").xml

    assert identifiers(record, schema=schema) == identifiers(record)


def test_a_file_of_no_catalogue_is_read_too() -> None:
    result = CliRunner().invoke(read, ["csw", str(GOLDEN / "mdb-plain" / "record.xml")])

    assert result.exit_code == 0
    assert "1 valid" in result.output
    assert "https://csw.invalid/csw?" in result.output


def test_a_dataset_with_a_uri_keeps_it() -> None:
    assert identifiers(v.changed(DATASET, IDENTIFIER, OWN).xml) == (OWN, OWN)


@pytest.mark.parametrize(
    "other", ["urn:uuid:1", "file:///etc/passwd", "1", "http://", "", "https://www.x.example/"]
)
def test_what_is_no_web_address_of_one_thing_is_no_uri(other: str) -> None:
    read, looked_for = identifiers(v.changed(DATASET, IDENTIFIER, other).xml)

    assert read == looked_for
    assert read.startswith(URL)


def test_a_blocked_uri_keeps_a_record_out() -> None:
    parsed = settings.parse(None, CswSource.settings_table)
    record = v.changed(DATASET, IDENTIFIER, OWN).xml
    lines = [{"name": "a dataset", "blacklisted": OWN}]
    blocked = {"blacklists/CSW__Dataset__Identifier.json": json.dumps(lines).encode()}
    catalogue = mapping.load("csw", blocked.get)

    (trial,) = try_file(CswSource(URL, parsed), parsed, catalogue, "", record)

    assert trial.outcome == LEFT_OUT
    assert OWN in trial.errors[0].line()


@pytest.mark.parametrize(
    "typed",
    [
        URL,
        f"{URL}?service=CSW&request=GetCapabilities&version=2.0.2",
        f"{URL}?Service=CSW&REQUEST=GetCapabilities#top",
    ],
)
def test_the_address_of_the_capabilities_is_that_of_the_catalogue(typed: str) -> None:
    assert source(typed).identifier("1") == source(URL).identifier("1")


def test_other_parameters_of_the_address_stay() -> None:
    given = parse_qs(urlsplit(source(f"{URL}?request=GetCapabilities&map=1").identifier("2")).query)

    assert given["map"] == ["1"]
    assert given["request"] == ["GetRecordById"]


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://x.example/geonetwork/srv/dut/csw", "https://x.example/geonetwork"),
        ("https://x.example/geonetwork/srv/eng/csw-inspire", "https://x.example/geonetwork"),
        ("https://x.example/catalogus/srv/dut/csw", "https://x.example/catalogus"),
        ("https://x.example/srv/eng/csw?x=1", "https://x.example"),
    ],
)
def test_a_record_of_a_geonetwork_is_seen_there(url: str, page: str) -> None:
    seen = source(url).original_url("{a b}")

    assert seen == f"{page}/srv/dut/catalog.search#/metadata/%7Ba%20b%7D"


@pytest.mark.parametrize("url", [URL, "https://x.example/srv/csw", "https://x.example/?srv/dut"])
def test_a_record_of_another_catalogue_is_seen_as_xml(url: str) -> None:
    given = parse_qs(urlsplit(source(url, schema="mdb").original_url("1")).query)

    assert given["outputSchema"] == ["http://standards.iso.org/iso/19115/-3/mdb/2.0"]


def test_the_form_of_records_is_one_that_there_is() -> None:
    with pytest.raises(settings.SettingsError, match="ISO 19115-3"):
        source(URL, schema="dc")


def test_a_data_schema_is_seen_at_the_catalogue() -> None:
    root = etree.fromstring(
        next(r.xml for r in v.valid(40) if b"featureCatalogueCitation" in r.xml)
    )
    part = (
        b'<gfc:FC_FeatureCatalogue xmlns:gfc="http://www.isotc211.org/2005/gfc" '
        b'xmlns:gco="http://www.isotc211.org/2005/gco"><gfc:name><gco:CharacterString>Objecten'
        b"</gco:CharacterString></gfc:name></gfc:FC_FeatureCatalogue>"
    )

    row = source(URL).read(etree.tostring(root), part).distributions[-1]

    assert row["title"][0].text == "Objecten"
    assert row["accessURL"][0].text.startswith(f"{URL}?")
