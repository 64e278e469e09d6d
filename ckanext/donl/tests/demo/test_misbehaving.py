"""The misbehaving server: each fault is the fault that it says it is."""

from __future__ import annotations

import time

import pytest
import requests
from lxml import etree

from ckanext.donl.tests.demo.client import get_records, results
from demo.misbehaving import FAULTS, MisbehavingCsw
from demo.records import records

Row = tuple[str | None, int, str | None]


def rows(fault: str, starts: list[int]) -> list[Row]:
    """Matched, number of records and nextRecord of pages of ten out of 26 (25 and a service)."""
    with MisbehavingCsw(records(25), fault) as server:
        pages = [results(get_records(server.url, start)) for start in starts]
    return [
        (page.get("numberOfRecordsMatched"), len(page), page.get("nextRecord")) for page in pages
    ]


@pytest.mark.parametrize(
    ("fault", "starts", "expected"),
    [
        ("short_pages", [1, 24], [("26", 3, "4"), ("26", 3, "0")]),
        ("dropped_records", [1, 9], [("26", 8, "9"), ("26", 8, "17")]),
        ("overlapping_pages", [1, 11, 21], [("26", 10, "11"), ("26", 10, "20"), ("26", 7, "0")]),
        ("repeated_page", [1, 11, 91], [("26", 10, "11"), ("26", 10, "21"), ("26", 10, "101")]),
        ("empty_page", [1, 11], [("26", 0, "11"), ("26", 10, "21")]),
        ("next_record_early_zero", [1, 11], [("26", 10, "0"), ("26", 10, "0")]),
        ("next_record_past_end", [11, 21], [("26", 10, "21"), ("26", 6, "27")]),
        ("next_record_one", [21, 27], [("26", 6, "27"), ("26", 0, "1")]),
        ("next_record_back", [1, 11, 21], [("26", 10, "11"), ("26", 10, "1"), ("26", 6, "11")]),
        ("next_record_same", [1, 11], [("26", 10, "1"), ("26", 10, "11")]),
        ("next_record_absent", [1], [("26", 10, None)]),
        ("count_changes", [1, 11], [("33", 10, "11"), ("24", 10, "21")]),
        ("count_of_page", [1, 11, 21], [("10", 10, "0"), ("10", 10, "0"), ("6", 6, "0")]),
        ("count_zero", [1], [("0", 10, None)]),
        ("count_not_a_number", [1], [("unknown", 10, "?")]),
        ("empty_catalogue", [1], [("0", 0, "0")]),
        ("gone_half_way", [1, 11], [("26", 10, "11"), ("0", 0, "0")]),
        ("wrong_schema", [1], [("26", 10, "11")]),
        ("duplicate_guids", [1, 11], [("26", 10, "11"), ("26", 10, "21")]),
    ],
)
def test_paging(fault: str, starts: list[int], expected: list[Row]) -> None:
    assert rows(fault, starts) == expected


def test_repeated_page_is_the_same_page() -> None:
    with MisbehavingCsw(records(25), "repeated_page") as server:
        first, third = (_bodies(server, start) for start in (1, 21))

    assert first == third


def test_duplicate_guid_is_on_both_pages_in_another_text() -> None:
    with MisbehavingCsw(records(25), "duplicate_guids") as server:
        first, second = (_bodies(server, start) for start in (1, 11))

    assert first[0] != second[1]
    assert _uuid(first[0]) == _uuid(second[1])


def test_past_the_end_is_an_error() -> None:
    with MisbehavingCsw(records(25), "next_record_past_end") as server:
        response = get_records(server.url, 27)

    assert "Start position (27) can't be greater" in response.text


@pytest.mark.parametrize(
    ("fault", "status", "sign"),
    [
        ("record_breaks_500", 500, "NullPointer"),
        ("record_breaks_report", 200, "ExceptionReport"),
        ("record_malformed", 200, "&nbsp;"),
        ("record_with_control_character", 200, "\x0b"),
    ],
)
def test_record_breaks_every_page_that_holds_it(fault: str, status: int, sign: str) -> None:
    with MisbehavingCsw(records(25), fault, at=7) as server:
        for start, maximum in ((1, 10), (7, 1), (4, 4)):
            response = get_records(server.url, start, maximum)
            assert (response.status_code, sign in response.text) == (status, True)
            with pytest.raises((etree.XMLSyntaxError, AssertionError, IndexError)):
                results(response)
        for start, maximum in ((1, 6), (8, 10)):
            assert len(results(get_records(server.url, start, maximum))) == maximum


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        ("html_200", [200, 200]),
        ("report_200", [200, 200]),
        ("report_400", [400, 400]),
        ("report_later", [200, 200]),
        ("too_many_requests", [429, 200]),
        ("retry_after_an_hour", [429, 429]),
        ("unavailable_twice", [503, 503, 200]),
        ("error_500", [500, 500]),
        ("error_later", [200, 500]),
        ("not_found", [404]),
        ("empty_body", [200]),
    ],
)
def test_statuses(fault: str, statuses: list[int]) -> None:
    with MisbehavingCsw(records(25), fault) as server:
        answers = [
            get_records(server.url, 1 + 10 * number).status_code
            for number, _ in enumerate(statuses)
        ]

    assert answers == statuses


@pytest.mark.parametrize(
    ("fault", "sign"),
    [
        ("html_200", "<html>"),
        ("report_200", "Catalog is indexing records"),
        ("billion_laughs", "<!ENTITY l9"),
        ("external_entity", 'SYSTEM "file:///etc/passwd"'),
    ],
)
def test_signs(fault: str, sign: str) -> None:
    with MisbehavingCsw(records(25), fault) as server:
        assert sign in get_records(server.url).text


def test_too_many_requests_says_when_to_come_back() -> None:
    with MisbehavingCsw(records(25), "too_many_requests") as server:
        assert get_records(server.url).headers["Retry-After"] == "1"


@pytest.mark.parametrize("fault", ["dropped_connection", "dropped_once"])
def test_dropped_connection(fault: str) -> None:
    with MisbehavingCsw(records(25), fault) as server:
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            get_records(server.url)
        if fault == "dropped_once":
            assert len(results(get_records(server.url))) == 10


def test_truncated_is_only_seen_in_the_xml() -> None:
    with MisbehavingCsw(records(25), "truncated") as server:
        response = get_records(server.url)

    with pytest.raises(etree.XMLSyntaxError):
        results(response)


def test_hang_outlasts_a_client() -> None:
    with MisbehavingCsw(records(25), "hang", pause=0.5) as server:
        with pytest.raises(requests.exceptions.ReadTimeout):
            get_records(server.url, timeout=0.2)
        assert len(results(get_records(server.url, timeout=5))) == 10


def test_slow_drip_defeats_a_timeout_between_bytes() -> None:
    start = time.monotonic()
    with (
        MisbehavingCsw(records(25), "slow_drip", pause=0.4) as server,
        pytest.raises(requests.exceptions.ChunkedEncodingError),
    ):
        get_records(server.url, timeout=0.2)

    assert time.monotonic() - start > 1


def test_gzip_bomb_unpacks_to_a_thousandfold() -> None:
    with (
        MisbehavingCsw(records(2), "gzip_bomb") as server,
        requests.post(server.url, b"<GetRecords/>", timeout=10, stream=True) as response,
    ):
        assert int(response.headers["Content-Length"]) < 300_000
        unpacked = sum(len(part) for part in response.iter_content(1_000_000))

    assert unpacked == 200_000_000


def test_huge_page_does_not_end_soon() -> None:
    with (
        MisbehavingCsw(records(2), "huge_page") as server,
        requests.post(server.url, b"<GetRecords/>", timeout=10, stream=True) as response,
    ):
        parts = response.iter_content(1_000_000)
        read = sum(len(next(parts)) for _ in range(20))

    assert "Content-Length" not in response.headers
    assert read > 10_000_000


@pytest.mark.parametrize("fault", ["wrong_charset", "latin1_declared"])
def test_charset(fault: str) -> None:
    with MisbehavingCsw(records(25), fault) as server:
        content = get_records(server.url).content

    with pytest.raises(UnicodeDecodeError):
        content.decode()
    assert ("ISO-8859-1" in content.decode("latin-1")) == (fault == "latin1_declared")


@pytest.mark.parametrize(
    ("fault", "scheme"),
    [("redirect_private", "http"), ("redirect_file", "file"), ("redirect_loop", "http")],
)
def test_redirects(fault: str, scheme: str) -> None:
    with MisbehavingCsw(records(2), fault) as server:
        response = get_records(server.url)

        assert response.status_code == 307
        assert response.headers["Location"].startswith(f"{scheme}:")
        assert (response.headers["Location"] == server.url) == (fault == "redirect_loop")


def test_other_operations_are_well_unless_asked() -> None:
    with MisbehavingCsw(records(2), "error_500") as server:
        parameters = {"request": "GetRecordById", "id": server.records[0].uuid}
        assert requests.get(server.url, parameters, timeout=10).status_code == 200
        server.operations = ("GetRecordById",)
        assert requests.get(server.url, parameters, timeout=10).status_code == 500
        assert get_records(server.url).status_code == 200


def test_every_fault_says_what_it_stands_for() -> None:
    assert all(fault.__doc__ for fault in FAULTS.values())


def _bodies(server: MisbehavingCsw, start: int) -> list[bytes]:
    return [etree.tostring(record) for record in results(get_records(server.url, start))]


def _uuid(xml: bytes) -> str | None:
    return etree.fromstring(xml).findtext(".//{*}fileIdentifier/{*}CharacterString")
