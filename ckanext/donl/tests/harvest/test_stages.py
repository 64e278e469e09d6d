"""What a run does to the portal: added, unchanged, updated, rejected, deleted, revived."""

from __future__ import annotations

from dataclasses import replace

import pytest

from demo.csw import StaticCsw
from demo.records import records

from . import portal as p

pytestmark = pytest.mark.usefixtures("portal")

RECORDS = list(records(40))
VALID = p.valid(RECORDS)
REJECTED = [record for record in RECORDS if record.expected == "rejected"]


def test_a_first_run_brings_the_datasets_and_a_second_does_nothing() -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url)
        result = p.run(source)

        assert p.counts(result) == {"added": len(VALID), "rejected": len(REJECTED)}
        assert p.active() == len(VALID)
        assert len(p.searchable()) == len(VALID)
