"""The validators of one value."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest

from ckanext.donl.profile import VALIDATORS


def read(name: str, value: Any) -> Any:
    return VALIDATORS[name](value)


DATES = [
    ("2024-05-01", "2024-05-01T00:00:00"),
    (" 2024-05-01 ", "2024-05-01T00:00:00"),
    ("0999-01-01", "0999-01-01T00:00:00"),
    ("2024-05-01T09:30:15", "2024-05-01T09:30:15"),
    ("2024-05-01T09:30", "2024-05-01T09:30:00"),
    ("2024-05-01T09:30:15.123456789", "2024-05-01T09:30:15"),
    ("2024-01-01T00:00:00Z", "2024-01-01T01:00:00"),
    ("2024-07-01T00:00:00Z", "2024-07-01T02:00:00"),
    ("2024-07-01T00:00:00.5Z", "2024-07-01T02:00:00"),
    ("2023-12-31T23:30:00Z", "2024-01-01T00:30:00"),
    ("2024-01-01T12:00:00+01:00", "2024-01-01T12:00:00"),
    ("2024-01-01T12:00:00-0500", "2024-01-01T18:00:00"),
    ("2024-01-01T12:00:00+05", "2024-01-01T08:00:00"),
]
NO_DATES = [
    "2024", "2024-05", "2024-5-1", "01-05-2024", "20240501", "2024-02-30", "2024-13-01",
    "0000-01-01", "2024-05-01 09:30:15", "2024-05-01T24:00:00", "2024-05-01T09:30:15 Z",
    "2024-05-01T", "2024-05-01T09", "2024-05-01T09:30:15+25:00", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z", "٢٠٢٤-05-01", "2024-05-01\n2024", "gisteren", 20240501, None, ["2024"],
]  # fmt: skip


@pytest.mark.parametrize(("given", "stored"), DATES)
def test_a_date_is_stored_as_dutch_time(given: str, stored: str) -> None:
    assert read("donl_date", given) == stored
    assert read("donl_date", stored) == stored


@pytest.mark.parametrize("given", NO_DATES)
def test_anything_else_is_no_date(given: Any) -> None:
    with pytest.raises(tk.Invalid):
        read("donl_date", given)


def test_the_error_of_a_date_shows_the_value_and_the_format() -> None:
    with pytest.raises(tk.Invalid) as caught:
        read("donl_date", "01-05-2024")
    assert '"01-05-2024"' in caught.value.error
    assert "YYYY-MM-DDThh:mm:ss" in caught.value.error


URIS = [
    "http://example.nl",
    "https://example.nl:8443/pad?x={z}&y=1#deel",
    "ftp://example.nl/bestand.zip",
    "HTTPS://Example.NL/",
    "https://[2001:db8::1]/",
    "https://user@example.nl/",
    "https://example.nl/één",
]
NO_URIS = [
    "", "example.nl", "www.example.nl", "/pad", "//example.nl/pad", "http://", "http:///pad",
    "http://:80/", "https://example.nl:99999/", "https://example.nl:x/", "http://[::1",
    "urn:uuid:1", "mailto:iemand@example.nl", "javascript:alert(1)", "javascript://example.nl/%0aalert(1)",
    "data:text/html,x", "file:///etc/passwd", "file://host/etc/passwd", "gopher://example.nl",
    "https://example.nl/a b", "https://example.nl/\u00a0b", "https://example.nl/\nx",
    'https://example.nl/"><script>', "<https://example.nl>", 5, None, ["http://example.nl"], {},
]  # fmt: skip


@pytest.mark.parametrize("given", URIS)
def test_a_web_address_is_kept_as_it_is(given: str) -> None:
    assert read("donl_uri", f" {given} ") == given


@pytest.mark.parametrize("given", NO_URIS)
def test_anything_else_is_no_web_address(given: Any) -> None:
    with pytest.raises(tk.Invalid, match="is not a"):
        read("donl_uri", given)


BOOLEANS = [
    (True, True), ("True", True), ("true", True), ("TRUE", True), (1, True), ("1", True),
    (False, False), ("False", False), ("false", False), (0, False), ("0", False),
]  # fmt: skip


@pytest.mark.parametrize(("given", "stored"), BOOLEANS)
def test_a_boolean_is_stored_as_one(given: Any, stored: bool) -> None:
    assert read("donl_boolean", given) is stored


@pytest.mark.parametrize("given", ["ja", "yes", "on", 2, -1, 1.0, None, [], [True], {}])
def test_anything_else_is_no_boolean(given: Any) -> None:
    with pytest.raises(tk.Invalid, match="neither true nor false"):
        read("donl_boolean", given)


@pytest.mark.parametrize(
    ("given", "stored"), [(0, 0), (12, 12), ("12", 12), (" 7 ", 7), (2**63 - 1, 2**63 - 1)]
)
def test_an_integer(given: Any, stored: int) -> None:
    assert read("donl_integer", given) == stored


@pytest.mark.parametrize(
    "given", [-1, "-1", 1.5, "1.5", "1e3", "", "12 kB", True, 2**63, "9" * 5000, None, [1], "١٢"]
)
def test_anything_else_is_no_integer(given: Any) -> None:
    with pytest.raises(tk.Invalid, match="is not an integer"):
        read("donl_integer", given)


@pytest.mark.parametrize(("given", "stored"), [(1, 1), ("0.5", 0.5), (-2.25, -2.25), ("3.0", 3)])
def test_a_number(given: Any, stored: float) -> None:
    assert read("donl_number", given) == stored


@pytest.mark.parametrize(
    "given", ["nan", "inf", float("nan"), float("-inf"), "1e999", "veel", True, None, [1]]
)
def test_anything_else_is_no_number(given: Any) -> None:
    with pytest.raises(tk.Invalid, match="is not a number"):
        read("donl_number", given)


def test_an_email_address() -> None:
    assert read("donl_email", " groen@example.nl ") == "groen@example.nl"
    for given in ("groen", "groen@", "@example.nl", "groen@example.nl; x@y.nl", 5, ["a@b.nl"]):
        with pytest.raises(tk.Invalid):
            read("donl_email", given)


@pytest.mark.parametrize("given", [5, 1.0, True, None, ["tekst"], {"nl": "tekst"}])
def test_only_a_string_is_a_text(given: Any) -> None:
    with pytest.raises(tk.Invalid, match="is not a text"):
        read("donl_text", given)


def test_a_concept_of_a_short_list_is_told_with_what_is_allowed() -> None:
    status = read("donl_concept", "overheid_dataset_status")
    assert status("http://data.overheid.nl/status/gepland").endswith("gepland")
    with pytest.raises(tk.Invalid) as caught:
        status("http://data.overheid.nl/status/ooit")
    assert '"http://data.overheid.nl/status/ooit"' in caught.value.error
    assert "http://data.overheid.nl/status/gepland" in caught.value.error


def test_a_concept_of_a_long_list_is_told_with_where_to_look() -> None:
    with pytest.raises(tk.Invalid) as caught:
        read("donl_concept", "donl_organization")("http://example.nl/gemeente")
    assert '"http://example.nl/gemeente"' in caught.value.error
    assert "donl_organization" in caught.value.error
    assert len(caught.value.error) < 500


def test_an_error_never_repeats_a_whole_hostile_value() -> None:
    with pytest.raises(tk.Invalid) as caught:
        read("donl_uri", "x\n" * 100_000)
    assert len(caught.value.error) < 500
    assert "\n" not in caught.value.error


@pytest.mark.usefixtures("with_plugins")
def test_ckan_knows_the_validators() -> None:
    for name, validator in VALIDATORS.items():
        assert tk.get_validator(name) is validator
