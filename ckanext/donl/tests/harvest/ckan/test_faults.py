"""A portal at its worst: each fault of the stand-in, at the first request and half-way. No walk
looks complete that is not, and none ends otherwise than in a clear message."""

from __future__ import annotations

import pytest

from demo.ckan_portal import CkanPortal, records
from demo.standin import FAULTS

from .walking import walk

COUNT = 35
# What the message says; none where the walk recovers.
EXPECTED: dict[str, str] = {
    "hang": "does not answer in time",
    "dropped_connection": "breaks off",
    "truncated": "no valid JSON",
    "error_500": "500",
    "too_many_requests": "",
    "retry_after_an_hour": "429",
    "redirect_loop": "redirects in a circle",
    "redirect_private": "private address 169.254.169.254",
    "gzip_bomb": "more than 5,000,000 bytes",
    "html_200": "a web page or XML instead of JSON",
}


def test_every_fault_has_an_expectation() -> None:
    assert set(EXPECTED) == set(FAULTS)


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_walk(fault: str, after: int) -> None:
    with CkanPortal(records(COUNT), pause=3) as server:
        server.fault, server.after = fault, after
        found = walk(server.source_url, page_size=10)

    assert not found.twice
    if EXPECTED[fault]:
        assert EXPECTED[fault] in " | ".join(found.troubles)
        assert len(found.records) < COUNT
    else:
        assert not found.troubles
        assert len(found.records) == COUNT
    assert len(server.requests) < 50


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_source_that_recovers_is_complete_again(fault: str) -> None:
    with CkanPortal(records(3), pause=3) as server:
        server.fault = fault
        walk(server.source_url, retries=0)
        server.mend()
        found = walk(server.source_url)

    assert not found.troubles
    assert len(found.records) == 3
