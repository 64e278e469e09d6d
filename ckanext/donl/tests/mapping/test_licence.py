"""The resolution of licences: design decision 6, on the forms that real records have."""

from __future__ import annotations

import time

import pytest

from ckanext.donl import mapping, vocabulary
from ckanext.donl.mapping import Value, licence

BY = "http://creativecommons.org/licenses/by/4.0/deed.nl"
ZERO = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"
MARK = "http://creativecommons.org/publicdomain/mark/1.0/deed.nl"
NON_COMMERCIAL = "https://creativecommons.org/licenses/by-nc/4.0/deed.nl"
OWMS = "http://standaarden.overheid.nl/owms/terms/"
CLOSED = f"{OWMS}geslotenlicentie"
UNKNOWN = f"{OWMS}licentieonbekend"
NO_LIMITATIONS = (
    "http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/noLimitations"
)


def resolve(*texts: str) -> mapping.Licence:
    table = mapping.load("ngr").tables["dataset.license_id"]
    return licence.resolve([Value(t, f"selector {n}", t) for n, t in enumerate(texts)], table)


@pytest.mark.parametrize(
    ("texts", "likely", "license_id"),
    [
        ((ZERO, "Geen beperkingen"), ZERO, ZERO),
        (("Geen beperkingen", ZERO), ZERO, ZERO),
        (("Geen beperking", MARK), MARK, MARK),
        (("geen", "Geoportaal extern"), "geen", UNKNOWN),
        (("Geen beperkingen",), "Geen beperkingen", CLOSED),
        (("geen beperkingen", "none"), "geen beperkingen", CLOSED),
        ((NO_LIMITATIONS, ZERO), NO_LIMITATIONS, UNKNOWN),
        ((ZERO, NO_LIMITATIONS), ZERO, ZERO),
        (
            ("https://www.routedatabank.nl/uitleveringsbeleid/", "Geo Gedeeld licentie"),
            "https://www.routedatabank.nl/uitleveringsbeleid/",
            UNKNOWN,
        ),
        ((f"{OWMS}geogedeeld",), f"{OWMS}geogedeeld", f"{OWMS}geogedeeld"),
        (
            ("https://creativecommons.org/publicdomain/zero/*/deed.nl",),
            "https://creativecommons.org/publicdomain/zero/*/deed.nl",
            ZERO,
        ),
        (
            ("https://creativecommons.org/publicdomain/mark/*/deed.nl",),
            "https://creativecommons.org/publicdomain/mark/*/deed.nl",
            UNKNOWN,
        ),
    ],
)
def test_which_licence(texts: tuple[str, ...], likely: str, license_id: str) -> None:
    found = resolve(*texts)
    assert found.likely is not None
    assert (found.likely.text, found.license_id) == (likely, license_id)
    assert [value.text for value in found.possible] == list(texts)


@pytest.mark.parametrize(
    "text",
    [
        BY,
        "http://creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org/licenses/by/4.0",
        "https://creativecommons.org/licenses/by/4.0/deed.en",
        "https://creativecommons.org/licenses/by/4.0/deed.nl/",
        "https://creativecommons.org/licenses/by/4.0/legalcode",
        "https://creativecommons.org/licenses/by/4.0/legalcode.nl",
        "https://www.creativecommons.org/licenses/by/4.0/",
        " HTTPS://CreativeCommons.org/licenses/BY/4.0/deed.NL ",
        "http://creativecommons.org/licenses/      by/4.0/deed.nl",
        "https://creativecommons.org/licenses/by/4.0/?ref=chooser-v1",
        "http://creativecommons.org/licenses/by/4.0/nl/",
    ],
)
def test_every_spelling_of_a_creative_commons_address(text: str) -> None:
    assert resolve(text).license_id == BY


@pytest.mark.parametrize("part", ["/", "/deed.nl", "/a", " ", "?", "/deed", "-", "/legalcode."])
def test_no_text_takes_long(part: str) -> None:
    """A licence is whatever a catalogue sends: 100,000 of anything."""
    for start in ("http://creativecommons.org", "http://creativecommons.org/licenses", "CC", ""):
        before = time.monotonic()
        resolve(f"{start}{part * 100_000}!")
        assert time.monotonic() - before < 2


def test_a_licence_that_the_list_has_in_another_spelling() -> None:
    assert resolve("http://creativecommons.org/licenses/by-nc/4.0/").license_id == NON_COMMERCIAL


@pytest.mark.parametrize(
    "text",
    [
        "http://creativecommons.org/licenses/by-nc-nd/4.0/deed.nl",
        "http://creativecommons.org/licenses/by/3.0/deed.nl",
        "http://example.org/licenses/by/4.0/",
        "CC BY",
    ],
)
def test_what_neither_table_nor_list_knows(text: str) -> None:
    found = resolve(text)
    assert (found.license_id, found.unmapped, found.row) == (UNKNOWN, True, None)


def test_a_record_without_any_licence_is_unknown_but_has_nothing_to_map() -> None:
    found = resolve()
    assert (found.license_id, found.likely, found.unmapped) == (UNKNOWN, None, False)
    assert "states no licence" in " ".join(found.lines())


def test_a_catalogue_may_say_which_licence_records_have_that_state_none() -> None:
    assert licence.resolve([], None, BY).license_id == BY
    assert licence.resolve([Value("onbekend", "s", "")], None, BY).license_id == UNKNOWN
    assert licence.resolve([Value(ZERO, "s", "")], None, BY).license_id == ZERO


def test_an_ambiguous_licence_is_called_so_with_both_facts() -> None:
    found = resolve("Geen beperkingen")
    assert found.ambiguous
    text = " ".join(found.lines())
    assert "ambiguous" in text
    assert "CC0" in text or "zero" in text


def test_one_line_changes_the_choice() -> None:
    line = f"value,target\ngeen beperkingen,{ZERO}\n".encode()
    files = {"ngr/dataset.license_id.csv": line}
    table = mapping.load("ngr", files.get).tables["dataset.license_id"]
    found = licence.resolve([Value("Geen beperkingen", "s", "")], table)
    assert (found.license_id, found.ambiguous) == (ZERO, False)
    assert table.lookup("https://creativecommons.org/licenses/by/4.0/deed.nl") is not None


def test_the_trace_says_where_each_possible_licence_was_read() -> None:
    lines = resolve("Geen beperkingen", MARK).lines()
    assert lines[0] == "1. Geen beperkingen  [selector 0]"
    assert lines[1] == f"2. {MARK}  [selector 1]"
    assert lines[-1].endswith(MARK)


def test_every_licence_of_the_list_is_its_own() -> None:
    for entry in vocabulary.get("donl_license"):
        assert resolve(entry.uri).license_id == entry.uri
