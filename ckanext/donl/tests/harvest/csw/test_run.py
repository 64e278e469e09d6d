"""Runs of a CSW source whose services are coupled to its datasets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ckan.tests import factories

from demo.csw import Query, Reply, StaticCsw
from demo.records import Record

from .. import portal as p
from .. import variants as v
from .services import at, service

pytestmark = pytest.mark.usefixtures("portal")

DATASETS = v.valid(3)
FIRST = DATASETS[0]
WMS, WMS_2, WFS = (f"https://services.example/{name}" for name in ("wms", "wms/2", "wfs"))


class Services(StaticCsw):
    """A catalogue whose services can be away."""

    away = False

    def answer(self, query: Query) -> Reply:
        if self.away and query.kind == "service":
            return Reply(b"Not Found", 404, "text/plain")
        return super().answer(query)


def make_source(url: str, **config: Any) -> dict[str, Any]:
    organisation = factories.Organization(name="csw-organisation")
    return p.act(
        "harvest_source_create",
        url=url,
        name="csw",
        title="Source csw",
        source_type="csw",
        owner_org=organisation["id"],
        config=json.dumps(config),
        frequency="MANUAL",
    )


def urls(record: Record) -> set[str]:
    """The services among the distributions of a record's dataset."""
    found = {resource["url"] for resource in p.dataset(record.uuid)["resources"]}
    return {url for url in found if url.startswith("https://services.example/")}


def test_services_come_change_stay_and_go_with_their_dataset() -> None:
    wms, wfs = service(FIRST, 0, WMS), service(FIRST, 1, WFS)
    with Services([*DATASETS, wms, wfs]) as server:
        source = make_source(server.url, coupled_services=True)

        assert p.counts(p.run(source)) == {"added": 3}
        assert urls(FIRST) == {WMS, WFS}
        assert urls(DATASETS[1]) == set()
        package = p.dataset(FIRST.uuid)
        assert "source_catalog" not in package
        assert package["identifier"].startswith(server.url)

        assert p.counts(p.run(source)) == {"unchanged": 3}

        server.records = [at(wms, WMS_2), wfs, *DATASETS]
        foreseen = p.act("donl_harvest_preview", source_id="csw", limit=10)["counts"]
        assert foreseen == {"updated": 1, "unchanged": 2}
        assert p.counts(p.run(source)) == {"updated": 1, "unchanged": 2}
        assert urls(FIRST) == {WMS_2, WFS}

        # The services are away, one dataset changes and one is gone: nothing is lost.
        server.away = True
        server.records = [v.changed(FIRST, v.TITLE, "Een andere titel"), DATASETS[1], wms, wfs]
        foreseen = p.act("donl_harvest_preview", source_id="csw", limit=10)
        assert foreseen["counts"] == {"updated": 1, "unchanged": 1}
        report = p.run(source)
        assert p.counts(report) == {"updated": 1, "unchanged": 1}
        assert any("services cannot be read" in alert for alert in report["alerts"])
        assert urls(FIRST) == {WMS_2, WFS}
        assert p.dataset(FIRST.uuid)["title"] == "Een andere titel"
        assert p.active() == 3

        server.away = False
        server.records = [v.changed(FIRST, v.TITLE, "Een andere titel"), *DATASETS[1:], wfs]
        assert p.counts(p.run(source)) == {"updated": 1, "unchanged": 2}
        assert urls(FIRST) == {WFS}

        p.configure(source)
        assert p.counts(p.run(source)) == {"updated": 1, "unchanged": 2}
        assert urls(FIRST) == set()


def test_datasets_of_one_uri_are_one() -> None:
    path = ".//gmd:MD_DataIdentification/gmd:citation/gmd:CI_Citation/gmd:identifier/*/gmd:code/*"
    same = [v.changed(record, path, "https://data.example/id/1") for record in DATASETS[::2]]
    with StaticCsw(same) as server:
        report = p.run(make_source(server.url))

    assert p.counts(report) == {"added": 1, "rejected": 1}
    assert list(p.stored()) == ["https://data.example/id/1"]
