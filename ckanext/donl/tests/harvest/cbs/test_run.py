"""A source of CBS in the portal, from its first run to the deletion of a table."""

from __future__ import annotations

import pytest

from ckanext.donl.harvest import preview
from ckanext.donl.harvest.sources.cbs import CbsSource
from demo.odata import OdataCatalogue, records

from .. import portal as p

pytestmark = pytest.mark.usefixtures("portal")


def collections(server: OdataCatalogue) -> list[str]:
    """The collections that were asked, and the names in them where it was for some."""
    return [
        request.path.rpartition("/")[2] + (" by name" if "Identifier eq" in asked else "")
        for request in server.requests
        for asked in (request.parameters.get("$filter", ""),)
    ]


def test_the_life_of_a_source() -> None:
    tables = records(24)
    valid = p.valid(tables)
    rejected = len(tables) - len(valid)
    first, second, *others = valid
    with OdataCatalogue(tables) as server:
        source = p.make_source(server.source_url, "statline", "cbs", deletion_threshold=10)

        result = p.run(source)

        assert p.counts(result) == {"added": len(valid), "rejected": rejected}
        assert result["alerts"] == []
        assert p.active() == len(p.searchable()) == len(valid)
        dataset = p.dataset(first.id)
        assert dataset["identifier"] == f"https://opendata.cbs.nl/ODataApi/OData/{first.id}"
        assert dataset["license_id"] == "http://creativecommons.org/licenses/by/4.0/deed.nl"
        assert dataset["national_coverage"] is True
        assert [r["name"] for r in dataset["resources"]] == ["API", "Feed"]

        server.records, server.form = valid, "atom"
        server.mend()
        result = p.run(source)

        assert p.counts(result) == {"unchanged": len(valid)}
        assert collections(server) == ["Tables", "Themes", "Tables_Themes"]

        server.records = [first.retitled("Geheel andere titel"), second.about("Energie"), *others]
        server.mend()
        result = p.run(source)

        assert p.counts(result) == {"updated": 2, "unchanged": len(others)}
        assert collections(server)[-1] == "Tables by name"
        assert first.id in server.requests[-1].parameters["$filter"]
        after = p.dataset(first.id)
        assert after["title"] == "Geheel andere titel"
        assert (after["id"], after["name"]) == (dataset["id"], dataset["name"])
        assert p.dataset(second.id)["theme"] == [
            "http://standaarden.overheid.nl/owms/terms/Energie"
        ]

        server.records = [first.retitled("Geheel andere titel"), second.about("Energie")]
        result = p.run(source)

        assert p.counts(result) == {"unchanged": 2}
        assert p.active() == len(valid)
        assert "more than the 10 %" in " ".join(result["alerts"])

        server.records += others[:-1]
        result = p.run(source)

        assert p.counts(result) == {"unchanged": len(valid) - 1, "deleted": 1}
        assert p.stored()[f"https://opendata.cbs.nl/ODataApi/OData/{others[-1].id}"] == "deleted"


def test_a_preview_asks_for_no_more_than_it_shows() -> None:
    tables = records(40)
    with OdataCatalogue(tables) as server:
        found = preview.preview(CbsSource, server.source_url, None, 5)

        assert [record.outcome for record in found.records] == ["added"] * 5
        assert found.alerts == []
        assert collections(server) == ["Tables", "Themes", "Tables_Themes", "Tables by name"]


@pytest.mark.parametrize("fault", ["error_500", "truncated"])
def test_a_catalogue_that_fails_half_way_deletes_nothing(fault: str) -> None:
    tables = p.valid(records(12))
    with OdataCatalogue(tables) as server:
        source = p.make_source(server.source_url, "statline", "cbs", page_size=5)
        p.run(source)
        server.records = tables[:-1]
        server.mend()
        server.fault, server.after = fault, 3

        result = p.run(source)

        assert result["alerts"]
        assert "deleted" not in p.counts(result)
        assert p.active() == len(tables)

        server.mend()
        result = p.run(source)

        assert p.counts(result) == {"unchanged": len(tables) - 1, "deleted": 1}
        assert result["alerts"] == []
