"""Gathering from catalogues that misbehave, each in one way that a real server does.

What matters with every fault: nothing comes twice, nothing that was delivered is lost, the walk
ends, and a walk that did not see everything says so, because deletions depend on it.
"""

from __future__ import annotations

import pytest

from ckanext.donl.harvest import settings
from ckanext.donl.harvest.http import Client, SourceError
from ckanext.donl.harvest.sources.ngr import NgrSource
from demo.misbehaving import FAULTS, MisbehavingCsw
from demo.records import records

from . import walking
from .walking import Walk

COUNT = 35
SETTINGS = settings.parse('{"page_size": 10}', NgrSource.settings_table)


def walk(server: MisbehavingCsw, retries: int = 1) -> Walk:
    return walking.walk(NgrSource(server.url, SETTINGS), retries=retries)


# fault: records that come, whether everything was seen, what the error or the fault says
EXPECTED: dict[str, tuple[int, bool, str]] = {
    "record_breaks_500": (COUNT - 1, False, "position 7 cannot be delivered"),
    "record_breaks_report": (COUNT - 1, False, "position 7 cannot be delivered"),
    "record_malformed": (COUNT - 1, False, "position 7 cannot be delivered"),
    "record_with_control_character": (COUNT - 1, False, "position 7 cannot be delivered"),
    "gzip_bomb": (0, False, "not well-formed XML"),
    "huge_page": (0, False, "more than 5,000,000 bytes"),
    "billion_laughs": (0, False, "DOCTYPE"),
    "external_entity": (0, False, "DOCTYPE"),
    "wrong_schema": (0, False, ""),
    "wrong_charset": (0, False, "Invalid bytes"),
    "latin1_declared": (COUNT, True, ""),
    "empty_body": (0, False, "not well-formed"),
    "html_200": (0, False, "HTML page"),
    "report_200": (0, False, "Catalog is indexing records"),
    "report_400": (0, False, "400 Bad Request: Invalid Constraint"),
    "report_later": (10, False, "more than 20 records cannot be delivered"),
    "too_many_requests": (COUNT, True, ""),
    "retry_after_an_hour": (0, False, "429"),
    "unavailable_twice": (COUNT, True, ""),
    "error_500": (0, False, "500"),
    "error_later": (10, False, "more than 20 records cannot be delivered"),
    "not_found": (0, False, "404"),
    "dropped_connection": (0, False, "breaks off"),
    "dropped_once": (COUNT, True, ""),
    "truncated": (0, False, "not well-formed"),
    "hang": (0, False, "does not answer in time"),
    "slow_drip": (0, False, "takes more than 3 seconds"),
    "redirect_private": (0, False, "private address 169.254.169.254"),
    "redirect_file": (0, False, "no http or https address"),
    "redirect_loop": (0, False, "redirects in a circle"),
    "short_pages": (COUNT, True, ""),
    "dropped_records": (28, False, "announces 35 records and delivers 28"),
    "overlapping_pages": (COUNT, True, ""),
    "repeated_page": (10, False, "announces 35 records and delivers 10"),
    "empty_page": (26, False, "announces 35 records and delivers 26"),
    "next_record_early_zero": (COUNT, True, ""),
    "next_record_past_end": (COUNT, True, ""),
    "next_record_one": (COUNT, True, ""),
    "next_record_back": (COUNT, True, ""),
    "next_record_same": (COUNT, True, ""),
    "next_record_absent": (COUNT, True, ""),
    "count_changes": (COUNT, False, "changed from"),
    "count_of_page": (COUNT, False, "announces 5 records and delivers 35"),
    "count_zero": (COUNT, False, "announces 0 records and delivers 36"),
    "count_not_a_number": (COUNT, False, "does not say how many"),
    "empty_catalogue": (0, True, ""),
    "gone_half_way": (0, True, ""),
    "duplicate_guids": (COUNT - 1, False, "delivers 34"),
}


def test_every_fault_has_an_expectation() -> None:
    assert set(EXPECTED) == set(FAULTS)


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_walk(fault: str) -> None:
    count, complete, words = EXPECTED[fault]
    with MisbehavingCsw(list(records(COUNT)), fault=fault, pause=3) as server:
        # One retry comes at once, every further one after a pause.
        found = walk(server, retries=2 if fault == "unavailable_twice" else 1)

    assert len(set(found.guids)) == len(found.guids)
    assert len(found.guids) == count
    troubles = [*found.faults, *found.unreadable, *filter(None, [found.error])]
    if fault != "wrong_schema":  # its records are left out, each with a reason
        assert complete == (not troubles), troubles
    assert words in " | ".join(troubles)
    # However wrong the answers are, the questions stay in proportion to the catalogue.
    assert len(server.queries) < 150


@pytest.mark.parametrize("at", [1, 10, 11, 35])
def test_a_record_that_breaks_its_page_costs_only_itself(at: int) -> None:
    with MisbehavingCsw(list(records(COUNT)), fault="record_malformed", at=at) as server:
        found = walk(server)

    assert len(found.guids) == COUNT - 1
    assert len(found.unreadable) == 1
    assert f"position {at} " in found.unreadable[0]


def test_no_secret_of_the_machine_is_read_through_an_entity() -> None:
    with MisbehavingCsw(list(records(3)), fault="external_entity") as server:
        found = walk(server)

    assert "root:" not in found.error
    assert found.guids == []


def test_a_private_address_is_refused_unless_it_is_on_the_list() -> None:
    with MisbehavingCsw(list(records(3))) as server:
        client = Client([])
        with pytest.raises(SourceError, match=r"private_hosts"):
            list(NgrSource(server.url, SETTINGS).pages(client))
        assert server.queries == []
