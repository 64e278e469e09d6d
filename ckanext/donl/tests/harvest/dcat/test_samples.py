"""Real catalogues of Dutch and other portals, valid and not: each ends as valid datasets or with a
reason, none in any other way."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ckanext.donl import mapping
from ckanext.donl.harvest import settings
from ckanext.donl.harvest.sources.dcat import DcatSource
from ckanext.donl.harvest.trial import LEFT_OUT, REJECTED, VALID, try_file
from ckanext.donl.tests.reference import REFERENCE, needs_reference

SAMPLES = REFERENCE / "samples" / "dcat"
FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file()) if SAMPLES.is_dir() else []
HERITAGE = "nde_dataset_register/netwerk-digitaal-erfgoed+dataset-register__"
SETTINGS = settings.parse(None, DcatSource.settings_table)


@cache
def catalogue() -> mapping.Catalogue:
    return mapping.load("dcat")


def read(content: bytes, name: str = "") -> list[dict[str, Any]]:
    source = DcatSource("https://data.example.nl/catalog", SETTINGS)
    return [t.as_dict() for t in try_file(source, SETTINGS, catalogue(), name, content)]


def ends_somewhere(records: list[dict[str, Any]]) -> None:
    assert records
    for record in records:
        assert record["outcome"] in (VALID, REJECTED, LEFT_OUT)
        reasons = [error["reason"] for error in record["errors"]]
        assert all(reasons)
        assert bool(reasons) == (record["outcome"] != VALID)


@needs_reference
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_ends_as_a_dataset_or_with_a_reason(path: Path) -> None:
    ends_somewhere(read(path.read_bytes(), path.name))


@needs_reference
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("part", [2, 3])
def test_a_part_of_every_file_does_too(path: Path, part: int) -> None:
    content = path.read_bytes()
    ends_somewhere(read(content[: len(content) // part], path.name))


@needs_reference
@pytest.mark.parametrize("name", ["invalid-dataset", "post-dataset", "utf8-bom", "valid-dataset"])
def test_every_recorded_answer_does_too(name: str) -> None:
    for exchange in json.loads((SAMPLES / f"{HERITAGE}http_{name}.json").read_text("utf-8")):
        answer = exchange["response"]
        text = answer if isinstance(answer, str) else json.dumps(answer)
        ends_somewhere(read(text.encode(), name))


# File, how many datasets are in it, a title.
COUNTS = [
    (f"{HERITAGE}datasets_catalog-dcat-valid.jsonld", 1, "Alba amicorum"),
    (f"{HERITAGE}datasets_catalog-schema-org-valid.jsonld", 2, "Dataset 2"),
    (f"{HERITAGE}datasets_dataset-dcat-valid.jsonld", 1, "Alba amicorum"),
    (f"{HERITAGE}datasets_dataset-schema-org-gouda-tijdmachine.ttl", 1, "Goudse geboorte-"),
    (f"{HERITAGE}datasets_dataset-schema-org-valid-jsonld.html", 1, "Alba amicorum"),
    (f"{HERITAGE}datasets_hydra-page1.jsonld", 2, "Dataset 1"),
    (f"{HERITAGE}datasets_hydra-page2.ttl", 1, "Combinatie perceelnummers"),
    ("other-portals/GovDataOfficial+ckanext-dcatde__examples_catalog-endpoint.rdf", 6, ""),
    ("other-portals/ckan+ckanext-dcat__dcat_catalog.rdf", 2, "Example dataset 1"),
    ("other-portals/opendata-swiss+ckanext-dcatapchharvest__fixtures_catalog.xml", 2, "Annuaire"),
    ("other-portals/opendatateam+udata__dcat_bnodes.xml", 3, "Dataset 3"),
    ("other-portals/opendatateam+udata__dcat_flat.jsonld", 3, "Dataset 2"),
    ("other-portals/opendatateam+udata__dcat_nested.jsonld", 1, "Dataset 1"),
]


@needs_reference
@pytest.mark.parametrize(("name", "count", "title"), COUNTS)
def test_the_datasets_of_a_catalogue(name: str, count: int, title: str) -> None:
    records = read((SAMPLES / name).read_bytes())
    assert len(records) == count
    assert any(record["title"].startswith(title) for record in records)
    assert all(record["values"]["title"] for record in records)


# File, and what the reason says.
REASONS = [
    (f"{HERITAGE}datasets_dataset-schema-org-valid-microdata.html", "microdata and RDFa are not"),
    (f"{HERITAGE}datasets_dataset-schema-org-valid-rdfa.html", "microdata and RDFa are not"),
    (f"{HERITAGE}http_valid-dataset.json", "neither JSON-LD nor a data.json"),
    ("donl_ckan_docs/dataoverheid+ckanext-dataoverheid__config.json", "neither JSON-LD"),
    ("dcat_ap_nl_30/Geonovum+DCAT-AP-NL30__dcatDataset_Voorbeelden.md__0.ttl", 'Prefix "eli:"'),
    (f"{HERITAGE}datasets_empty.jsonld", "no record"),
]


@needs_reference
@pytest.mark.parametrize(("name", "words"), REASONS)
def test_the_reason_says_what_is_wrong(name: str, words: str) -> None:
    (record,) = read((SAMPLES / name).read_bytes())
    assert words in record["errors"][0]["reason"]


@needs_reference
def test_the_example_of_dcat_ap_nl_with_its_prefix() -> None:
    path = "dcat_ap_nl_30/Geonovum+DCAT-AP-NL30__dcatDataset_Voorbeelden.md__0.ttl"
    text = (SAMPLES / path).read_text("utf-8")
    (record,) = read(f"@prefix eli: <http://data.europa.eu/eli/ontology#> .\n{text}".encode())
    values = record["values"]
    assert values["title"] == "Naam van de dataset"
    assert values["keyword"] == ["trefwoord 1", "trefwoord 2"]
    assert values["contact_point_email"] == "opendata@mijnorganisatie.nl"
    assert values["contact_point_name"] == "Mijn Organisatie"
    assert values["authority"] == "Mijn Organisatie"
    assert values["temporal_end"] == "2018-08-25T00:00:00"
    assert values["coordinates"] == [["3.053", "53.504"], ["7.24", "47.975"]]
    assert len(values["resources"]) == 2


@needs_reference
def test_an_unusable_media_type_does_no_harm() -> None:
    path = f"{HERITAGE}datasets_dataset-dcat-invalid-media-types.jsonld"
    (record,) = read((SAMPLES / path).read_bytes())
    assert [r.get("mimetype") for r in record["package"]["resources"]] == [
        "https://www.iana.org/assignments/media-types/application/n-triples",
        "https://www.iana.org/assignments/media-types/application/n-triples",
        None,
    ]
