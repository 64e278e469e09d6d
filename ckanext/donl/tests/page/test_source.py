"""Where a harvested dataset comes from, and why its values are what they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ckan.tests import factories

from ckanext.donl import harvest
from ckanext.donl.mapping import How
from ckanext.donl.page.explanation import words
from ckanext.donl.tests.harvest import portal as harvesting
from demo.csw import StaticCsw
from demo.records import records

from . import portal as p
from .test_distributions import statements

pytestmark = pytest.mark.usefixtures("portal")

RECORD = next(record for record in records(20) if record.expected == "valid")


@pytest.fixture
def harvested(portal: None) -> Iterator[tuple[dict[str, Any], dict[str, Any], str]]:
    """A harvest source, a dataset that it brought, and the source's address."""
    with StaticCsw([RECORD]) as server:
        source = harvesting.make_source(server.url)
        harvesting.run(source)
        yield source, harvesting.dataset(RECORD.uuid), server.url


def test_a_harvested_dataset_leads_to_its_source_and_its_record(app: Any, harvested: Any) -> None:
    source, dataset, url = harvested
    found = p.page(app, f"/dataset/{dataset['name']}")
    origin = p.row(found, "Synchronised from")
    assert p.text(origin) == "Source ngr"
    assert app.get(origin.xpath("a/@href")[0]).status_code == 200
    (record,) = p.row(found, "Record").xpath("a/@href")
    assert record.startswith(url)
    assert "request=GetRecordById" in record
    assert RECORD.uuid.strip() in record
    assert p.text(p.row(found, "Source catalogue")) == "Nationaal Georegister"
    assert source["id"] == harvest.origin(dataset["id"]).source_id  # type: ignore[union-attr]


def test_the_record_of_a_geonetwork_is_its_page_there(app: Any, harvested: Any) -> None:
    source, dataset, _url = harvested
    ngr = "https://nationaalgeoregister.nl/geonetwork/srv/dut/csw"
    harvesting.act("harvest_source_patch", id=source["id"], url=ngr)
    (record,) = p.row(p.page(app, f"/dataset/{dataset['name']}"), "Record").xpath("a/@href")
    base = "https://nationaalgeoregister.nl/geonetwork/srv/dut/catalog.search#/metadata/"
    assert record == base + RECORD.uuid.strip()


def test_a_dataset_of_the_form_has_no_source_record(app: Any) -> None:
    stored = p.store()
    assert harvest.origin(stored["id"]) is None
    found = p.headings(p.page(app, "/dataset/bomen"))
    assert "Source record" not in [text for _level, text in found]


def test_an_editor_reads_why(app: Any, harvested: Any) -> None:
    source, dataset, _url = harvested
    editor = p.editor_of(source["owner_org"])
    page = p.page(app, f"/dataset/{dataset['name']}", headers=editor)
    (link,) = page.xpath('//a[contains(@href, "/explanation")]/@href')
    found = p.page(app, link, headers=editor)
    rows = {
        p.text(row.find("th").find("code")): [p.text(cell) for cell in row.iter("td")]
        for row in found.xpath("//table[1]/tbody/tr")
    }
    value, how, raw = rows["title"]
    assert value == dataset["title"]
    assert how == words(How.READ)
    assert "gmd:title" in raw
    assert rows["source_catalog"] == [
        "Nationaal Georegister",
        words(How.DEFAULT),
        "",
    ]
    assert words(How.TABLE) in rows["theme"][1]
    assert len(found.xpath("//details")) == len(dataset["resources"])
    assert [text for level, text in p.headings(found) if level == 2][:2] == ["Licence", "Dataset"]
    stated = p.text(p.row(found, "What the record states"))
    assert "gmd:resourceConstraints" in stated or "states no licence" in stated


def test_every_way_in_which_a_value_comes_about_has_words() -> None:
    assert len({words(how) for how in How}) == len(How)


def test_the_explanation_costs_one_query_more_than_the_dataset(app: Any, harvested: Any) -> None:
    _source, dataset, _url = harvested
    with statements() as sent:
        found = harvest.explanation(dataset["id"])
    assert found
    assert len([statement for statement in sent if "harvest_object" in statement]) == 1


def test_who_may_not_edit_is_told_so(app: Any, harvested: Any) -> None:
    _source, dataset, _url = harvested
    page = p.page(app, f"/dataset/{dataset['name']}")
    assert not page.xpath('//a[contains(@href, "/explanation")]')
    path = f"/donl/dataset/{dataset['name']}/explanation"
    other = p.editor_of(factories.Organization()["id"])
    for headers in ({}, other):
        answer = app.get(path, headers=headers, status=403)
        assert "Only those who may change this dataset" in answer.body


def test_the_explanation_of_a_dataset_that_was_not_harvested_says_so(app: Any) -> None:
    stored = p.store()
    answer = app.get("/donl/dataset/bomen/explanation", headers=p.editor_of(stored["owner_org"]))
    assert "This dataset was not harvested" in answer.body


def test_there_is_no_explanation_of_what_is_not_there(app: Any) -> None:
    app.get("/donl/dataset/nothing/explanation", status=404)
    app.get("/donl/dataset/%00/explanation", status=404)
