"""What every kind of source has: its life in the portal, whatever it is read from, and that a
catalogue that fails costs nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from ckan.tests import factories

from ckanext.donl.harvest import gather
from ckanext.donl.harvest.http import Client

from ..cli.command import ckan
from . import portal as p
from .kinds import KINDS, Kind

COUNT = 12
FAULTS = (
    "dropped_connection",
    "error_500",
    "gzip_bomb",
    "hang",
    "html_200",
    "redirect_loop",
    "redirect_private",
    "retry_after_an_hour",
    "truncated",
)

pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture(params=list(KINDS.values()), ids=list(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


@pytest.fixture
def server(kind: Kind) -> Iterator[Any]:
    with kind.server() as server:
        server.records = kind.valid(COUNT)
        yield server


def made(kind: Kind, server: Any) -> dict[str, Any]:
    return p.make_source(
        server.source_url, kind.type, source_type=kind.type, deletion_threshold=50, **kind.config
    )


def test_its_life_in_the_portal(kind: Kind, server: Any) -> None:
    source = made(kind, server)
    asked = {"source_id": source["id"], "limit": 5}
    seen = p.act("donl_harvest_preview", **asked)
    assert seen["counts"] == {"added": 5}, seen
    assert p.active() == 0

    first = p.run(source)
    assert p.counts(first) == {"added": COUNT}
    assert first["gather_complete"]
    assert p.active() == COUNT

    assert p.counts(p.run(source)) == {"unchanged": COUNT}
    assert p.act("donl_harvest_preview", **asked)["counts"] == {"unchanged": 5}

    changed = server.records[3].retitled("Een andere titel")
    server.records = [*server.records[:3], changed, *server.records[4:]]
    assert p.counts(p.run(source)) == {"updated": 1, "unchanged": COUNT - 1}
    assert p.dataset(changed.id)["title"] == "Een andere titel"

    gone = server.records[0]
    server.records = server.records[1:]
    last = p.run(source)
    assert p.counts(last) == {"unchanged": COUNT - 1, "deleted": 1}
    assert p.dataset(gone.id)["state"] == "deleted"
    assert p.active() == COUNT - 1


def test_much_that_is_gone_is_not_deleted(kind: Kind, server: Any) -> None:
    source = made(kind, server)
    p.run(source)
    server.records = server.records[:3]
    report = p.run(source)
    assert p.counts(report) == {"unchanged": 3}
    assert report["counts"]["withheld"] == COUNT - 3
    assert p.active() == COUNT


def test_a_catalogue_that_fails_costs_nothing(
    kind: Kind, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it does, the run says so and deletes nothing, and the next run is complete again."""
    impatient = partial(Client, timeout=0.5, deadline=2, max_bytes=5_000_000, retries=0, patience=0)
    monkeypatch.setattr(gather, "Client", impatient)
    server.pause = 1.5
    source = made(kind, server)
    p.run(source)
    for fault in FAULTS:
        server.mend()
        server.fault = fault
        report = p.run(source)
        assert report["status"] == "failed", fault
        assert report["alerts"], fault
        assert not report["gather_complete"], fault
        assert p.active() == COUNT, fault
    server.mend()
    report = p.run(source)
    assert report["gather_complete"]
    assert p.counts(report) == {"unchanged": COUNT}


def test_it_is_made_by_command(kind: Kind, server: Any) -> None:
    factories.Organization(name="owner")
    ckan(
        *("harvester", "source", "create", "made", server.source_url, kind.type),
        *("Made by command", "True", "owner", "MANUAL", json.dumps(kind.config or {})),
    )
    assert p.counts(p.run(p.act("harvest_source_show", id="made"))) == {"added": COUNT}
