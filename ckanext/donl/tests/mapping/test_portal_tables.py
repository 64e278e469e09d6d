"""The tables of Eindhoven and RDW: the portal's own, over those of DCAT."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ckanext.donl import mapping
from ckanext.donl.mapping import How, Value, Values, to_package
from ckanext.donl.tests.reference import REFERENCE, needs_reference

OWMS = "http://standaarden.overheid.nl/owms/terms/"
EU = "http://publications.europa.eu/resource/authority/"
BY = "http://creativecommons.org/licenses/by/4.0/deed.nl"
ZERO = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"
CATALOGUES = {"eindhoven": "Eindhoven", "rdw": "RDW"}
MAPPINGS = REFERENCE / "mappings"
PUBLISHED = sorted(
    path for name in CATALOGUES.values() for path in MAPPINGS.glob(f"value-mappings/{name}__*")
)
# The portal's table has this slip; its target is in no list.
SLIP = (f"{EU}access-right/RESTRICED", f"{EU}access-right/RESTRICTED")


def values(**dataset: str) -> Values:
    return Values({name: [Value(text, "s", text)] for name, text in dataset.items()})


def with_formats(*formats: str) -> Values:
    read = values(title="Voertuigen")
    for number, text in enumerate(formats):
        address = f"https://opendata.rdw.nl/{number}"
        read.distributions.append(
            {
                "accessURL": [Value(address, "$.downloadURL", address)],
                "format": [Value(text, "$.mediaType", text)],
            }
        )
    return read


@needs_reference
@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_every_published_line_was_carried_over(path: Path) -> None:
    name = path.name.split("__")[0]
    catalogue = next(ours for ours, theirs in CATALOGUES.items() if theirs == name)
    table = mapping.load(catalogue).tables[mapping.field_of(catalogue, path.name)]
    lines = json.loads(path.read_text("utf-8"))
    assert lines
    for line in lines:
        row = table.lookup(line["name"])
        assert row is not None, line
        assert row.target == line["target_value"].replace(*SLIP), line
        assert not row.ambiguous


@needs_reference
def test_there_are_tables_of_both() -> None:
    assert len(PUBLISHED) == 15


@needs_reference
@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_defaults_and_block_lists_were_carried_over(catalogue: str) -> None:
    shipped = mapping.load(catalogue)
    repository = mapping.load(catalogue, mapping.folder(MAPPINGS))
    assert shipped.defaults == repository.defaults
    assert shipped.blocked == repository.blocked


@needs_reference
@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_the_published_repository_can_be_used_as_it_stands(catalogue: str) -> None:
    assert mapping.folder(MAPPINGS).unread(catalogue) == []
    told = [
        str(problem)
        for problem in mapping.problems(mapping.load(catalogue, mapping.folder(MAPPINGS)))
    ]
    assert all("RESTRICED" in line or "two targets" in line for line in told), told


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_a_table_of_its_own_is_over_that_of_dcat(catalogue: str) -> None:
    dcat, own = mapping.load("dcat"), mapping.load(catalogue)
    assert set(own.tables) == set(dcat.tables)
    for key, table in dcat.tables.items():
        without = {row.value for row in table if own.tables[key].lookup(row.value) is None}
        assert without == set(), key


def test_what_its_own_table_says_is_not_what_dcat_s_says() -> None:
    dcat, eindhoven = (mapping.load(name).tables for name in ("dcat", "eindhoven"))
    for key, value in (("dataset.theme", "recht"), ("distribution.format", "geojson")):
        general, own = dcat[key].lookup(value), eindhoven[key].lookup(value)
        assert general and own
        assert general.target != own.target


def test_a_line_put_over_a_catalogue_is_not_put_over_its_base() -> None:
    line = f"value,target\nBomen,{OWMS}Bodem\n".encode()
    files = {"eindhoven/dataset.theme.csv": line}
    assert mapping.load("eindhoven", files.get).tables["dataset.theme"].lookup("bomen")
    assert mapping.load("dcat", files.get).tables["dataset.theme"].lookup("bomen") is None


# RDW's default licence


@pytest.mark.parametrize(
    ("stated", "expected", "how"),
    [
        ({}, ZERO, How.DEFAULT),
        ({"license": "CC BY 4.0"}, BY, How.TABLE),
        ({"license": "zie website"}, f"{OWMS}licentieonbekend", How.UNMAPPED),
    ],
)
def test_a_default_licence_is_that_of_a_record_that_states_none(
    stated: dict[str, str], expected: str, how: How
) -> None:
    read = values(title="Voertuigen", **stated)
    read.distributions.append({"accessURL": [Value("https://a.nl/b", "s", "")]})
    mapped = to_package(read, mapping.load("rdw"))
    assert mapped.package["license_id"] == expected
    assert mapped.package["resources"][0]["license_id"] == expected
    (line,) = [line for line in mapped.trace if line.field == "license_id"]
    assert (line.how, line.value) == (how, expected)


def test_without_a_default_it_is_unknown() -> None:
    mapped = to_package(values(title="Bomen"), mapping.load("eindhoven"))
    assert mapped.package["license_id"] == f"{OWMS}licentieonbekend"


# RDW's block list


@pytest.mark.parametrize(
    "blocked", ["application/pdf", "PDF", "Application/PDF", f"{EU}file-type/PDF"]
)
def test_a_distribution_of_a_blocked_format_is_left_out(blocked: str) -> None:
    mapped = to_package(with_formats("text/csv", blocked, "application/json"), mapping.load("rdw"))
    formats = [resource["format"] for resource in mapped.package["resources"]]
    assert formats == [f"{EU}file-type/CSV", f"{EU}file-type/JSON"]
    (line,) = [line for line in mapped.trace if line.how is How.LEFT_OUT]
    assert (line.field, line.raw) == ("resources", "https://opendata.rdw.nl/1")
    assert "block list" in line.note
    # The trace of the distribution behind it has the number that it has now.
    fields = {line.field for line in mapped.trace if line.value == f"{EU}file-type/JSON"}
    assert fields == {"resources[1].format"}


def test_a_dataset_of_nothing_but_blocked_formats_stays() -> None:
    mapped = to_package(with_formats("application/pdf"), mapping.load("rdw"))
    assert mapped.package["resources"] == []
    assert mapped.package["title"] == "Voertuigen"


def test_elsewhere_the_format_is_not_blocked() -> None:
    mapped = to_package(with_formats("application/pdf"), mapping.load("dcat"))
    assert len(mapped.package["resources"]) == 1


# Access rights and a licence that contradict


@pytest.mark.parametrize(
    ("rights", "licence", "expected"),
    [
        ("public", "CC BY", "PUBLIC"),
        ("public", "Alle rechten voorbehouden", "RESTRICTED"),
        ("public", "iets anders", "RESTRICTED"),
        ("non-public", "Alle rechten voorbehouden", "NON_PUBLIC"),
        ("restricted public", "CC BY", "RESTRICTED"),
    ],
)
def test_a_public_dataset_has_an_open_licence(rights: str, licence: str, expected: str) -> None:
    read = values(title="Bomen", accessRights=rights, license=licence)
    mapped: Any = to_package(read, mapping.load("eindhoven"))
    assert mapped.package["access_rights"] == f"{EU}access-right/{expected}"
    last = [line for line in mapped.trace if line.field == "access_rights"][-1]
    assert last.value == mapped.package["access_rights"]
