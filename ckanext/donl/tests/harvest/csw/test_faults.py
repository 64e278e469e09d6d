"""Catalogues that misbehave, for a source that asks for services too: every walk ends, none that
did not see everything looks as if it had, and none loses a dataset for its services."""

from __future__ import annotations

import pytest

from demo.csw import Query, Reply
from demo.misbehaving import FAULTS, MisbehavingCsw
from demo.records import Record, records

from ..walking import Walk
from .walking import walk

SERVED = list(records(35))
COUNT = 35
# Those that end in a complete walk: the server recovers, or only its numbers are strange.
HARMLESS = {
    "latin1_declared",
    "too_many_requests",
    "unavailable_twice",
    "dropped_once",
    "short_pages",
    "overlapping_pages",
    "next_record_early_zero",
    "next_record_past_end",
    "next_record_one",
    "next_record_back",
    "next_record_same",
    "next_record_absent",
}
# Nothing is delivered, which the gather stage takes for an error, or all of it is left out.
EMPTY = {"empty_catalogue", "gone_half_way", "wrong_schema"}
WAITING = {"hang", "slow_drip"}


class LaterOnly(MisbehavingCsw):
    """Misbehaves after a number of queries that it answers well."""

    after = 0

    def answer(self, query: Query) -> Reply:
        well = len(self.queries) <= self.after
        fault, self.fault = self.fault, None if well else self.fault
        try:
            return super().answer(query)
        finally:
            if well:
                self.fault = fault


class ServicesOnly(MisbehavingCsw):
    """Misbehaves when it is asked for services."""

    def answer(self, query: Query) -> Reply:
        if query.kind == "service":
            return super().answer(query)
        fault, self.fault = self.fault, None
        try:
            return super().answer(query)
        finally:
            self.fault = fault


def walked(server: MisbehavingCsw) -> Walk:
    with server:
        # One retry comes at once, every further one after a pause.
        retries = 2 if server.fault == "unavailable_twice" else 1
        found = walk(server.url, retries=retries, coupled_services=True)
    # However wrong the answers are, the questions stay in proportion to the catalogue.
    assert len(server.queries) < 200
    return found


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - WAITING))
def test_at_the_first_request(fault: str) -> None:
    found = walked(MisbehavingCsw(SERVED, fault, pause=3))

    if fault in HARMLESS:
        assert (len(found.records), found.troubles) == (COUNT, [])
    elif fault in EMPTY:
        assert not found.records
    else:
        assert found.troubles


# The first request asks how many there are, the second which types, the third for services, the
# fourth for datasets.
@pytest.mark.parametrize("after", [1, 2, 3, 4])
@pytest.mark.parametrize(
    "fault",
    [
        "hang",
        "dropped_connection",
        "truncated",
        "error_500",
        "too_many_requests",
        "retry_after_an_hour",
        "redirect_loop",
        "redirect_private",
        "gzip_bomb",
        "html_200",
    ],
)
def test_half_way(fault: str, after: int) -> None:
    server = LaterOnly(SERVED, fault, pause=3)
    server.after = after

    found = walked(server)

    if fault == "too_many_requests":
        assert (len(found.records), found.troubles) == (COUNT, [])
    else:
        assert found.troubles


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - WAITING))
def test_services_that_come_wrong_cost_no_dataset(fault: str) -> None:
    served = [*SERVED, *(_service(number) for number in range(12))]

    found = walked(ServicesOnly(served, fault, pause=3))

    assert len(found.records) == COUNT
    assert not found.error
    complete = not found.troubles
    assert {record.partial for record in found.records.values()} == {not complete}
    if fault in HARMLESS:
        assert complete
    elif fault not in EMPTY:
        assert not complete


def _service(number: int) -> Record:
    (made,) = (record for record in SERVED if record.kind == "service")
    guid = f"service-{number}"
    return Record(guid, made.xml.replace(made.uuid.encode(), guid.encode()), "service", "left out")
