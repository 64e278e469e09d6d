"""``ckan donl licence explain``: why a record has the licence it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ckanext.donl.cli.licence import licence
from demo.csw import StaticCsw

from ..harvest import portal as p
from ..harvest import variants as v
from .command import NOWHERE, ckan

GOLDEN = Path(__file__).parents[1] / "golden" / "ngr"


def invoke(place: str | Path) -> Result:
    """The command in this process."""
    return CliRunner().invoke(licence, ["explain", str(place)])


def explain(place: str | Path) -> str:
    done = invoke(place)
    assert done.exit_code == 0, done.output
    return str(done.stdout)


def test_a_file_is_explained_step_by_step_without_a_database() -> None:
    file = GOLDEN / "licence-inspire-first" / "record.xml"
    done = ckan("donl", "licence", "explain", file, **NOWHERE)
    assert done.returncode == 0
    assert not any(word in done.stderr for word in ("Traceback", "ERROR", "CRITICAL"))
    told = done.stdout

    lines = [line.strip() for line in told.splitlines() if line.strip()]
    assert lines[0].startswith("e9735fad-48e0-5a50-a359-96613150b950")
    assert lines[1].startswith("1. http://inspire.ec.europa.eu/")
    assert "gmx:Anchor/@xlink:href]" in lines[1]
    assert lines[3].startswith("3. https://creativecommons.org/licenses/by/4.0/deed.nl")
    assert "Likely licence: http://inspire.ec.europa.eu/" in told
    assert "the first that is a URI" in told
    assert "Value table: no line for this value" in told
    assert "Value list: not in it" in told
    assert lines[-1] == "Licence: http://standaarden.overheid.nl/owms/terms/licentieonbekend"


def test_an_ambiguous_licence_says_so_and_why() -> None:
    told = explain(GOLDEN / "licence-limitation-only" / "record.xml")

    assert "the first, none is a URI" in told
    assert "ambiguous" in told
    assert "Public domain or CC0" in told


def test_a_record_without_licence_says_so() -> None:
    assert "The record states no licence." in explain(GOLDEN / "licence-none" / "record.xml")


def test_a_url_is_explained() -> None:
    (record,) = v.valid(1)
    with StaticCsw([record]) as server:
        told = explain(f"{server.url}?request=GetRecordById&id={record.uuid}")

    assert record.uuid in told
    assert "Licence: http" in told


@pytest.mark.usefixtures("portal")
def test_a_dataset_is_explained_from_the_record_it_was_made_of() -> None:
    (record,) = v.valid(1)
    with StaticCsw([record]) as server:
        p.run(p.make_source(server.url))
    dataset = p.dataset(record.uuid)

    for name in (dataset["name"], dataset["id"]):
        told = explain(name)
        assert record.uuid in told
        assert f"Licence: {dataset['license_id']}" in told


@pytest.mark.usefixtures("portal")
def test_what_is_none_of_these_is_told() -> None:
    done = invoke("no-such-dataset")

    assert done.exit_code != 0
    assert "no-such-dataset is no file, no URL and no harvested dataset" in done.stderr
