"""The rules over more than one field: for each a table of what is right and what is not.

A case is a change to a valid dataset (or distribution) and the field at which the error stands.
"""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.donl import profile, vocabulary

from . import examples as x

STATUS = "http://data.overheid.nl/status"
CONTACT = {"contact_point_email": None}
GROUND = "http://wetten.overheid.nl/BWBR0004541"
DEN_BOSCH = f"{x.OWMS}/'s-Hertogenbosch"

RIGHT: list[dict[str, Any]] = [
    {},
    # A contact point can be reached.
    CONTACT | {"contact_point_website": "https://example.nl/contact"},
    CONTACT | {"contact_point_phone": "073 615 51 55"},
    {"contact_point_title": "", "contact_point_address": ""},
    # A period ends after it starts.
    {"temporal_start": "2020-01-01", "temporal_end": "2020-01-02"},
    {"temporal_start": "2020-01-01T00:00:00", "temporal_end": "2020-01-01T00:00:01"},
    {"temporal_start": "2020-01-01"},
    {"temporal_end": "2020-01-01"},
    {"temporal_label": "Gouden Eeuw"},
    # A legal foundation is whole.
    {
        "legal_foundation_ref": "artikel 3",
        "legal_foundation_uri": GROUND,
        "legal_foundation_label": "Kadasterwet",
    },
    # Areas are pairs; a scheme may be repeated.
    {"spatial_scheme": [x.GEMEENTE], "spatial_value": [DEN_BOSCH]},
    {"spatial_scheme": x.GEMEENTE, "spatial_value": DEN_BOSCH},
    {"spatial_scheme": [x.RD, x.RD], "spatial_value": ["155000 463000", "155000.000 463000.125"]},
    {
        "spatial_scheme": [x.GEMEENTE, x.PROVINCIE, x.POSTCODE],
        "spatial_value": [DEN_BOSCH, f"{x.OWMS}/Noord-Brabant", "5211AZ"],
    },
    {"spatial_scheme": [x.POSTCODE] * 3, "spatial_value": ["1234", "1234AB", "1234AB12a"]},
    {"spatial_scheme": [], "spatial_value": [""]},
    # A planned dataset says when.
    {"dataset_status": f"{STATUS}/gepland", "date_planned": "2030-01-01"},
    {"dataset_status": f"{STATUS}/in_onderzoek", "date_planned": "2030-01-01"},
    {"dataset_status": f"{STATUS}/niet_beschikbaar"},
    {"date_planned": "2018-01-11T13:29:00"},
    # A public, available dataset has an open licence.
    {"access_rights": x.PUBLIC},
    {"access_rights": x.RESTRICTED, "license_id": x.CLOSED},
    {"license_id": x.CLOSED},
    {
        "access_rights": x.PUBLIC,
        "license_id": x.CLOSED,
        "dataset_status": f"{STATUS}/niet_beschikbaar",
    },
]

WRONG: list[tuple[str, dict[str, Any]]] = [
    # A contact point can be reached; address and title do not count.
    ("contact_point_email", CONTACT),
    ("contact_point_email", {"contact_point_email": ""}),
    ("contact_point_email", CONTACT | {"contact_point_address": "Wolvenhoek 1, 's-Hertogenbosch"}),
    ("contact_point_email", CONTACT | {"contact_point_title": "Boomdeskundige"}),
    ("contact_point_name", {"contact_point_name": None}),
    # A period ends after it starts.
    ("temporal_end", {"temporal_start": "2020-01-02", "temporal_end": "2020-01-01"}),
    ("temporal_end", {"temporal_start": "2020-01-01", "temporal_end": "2020-01-01T00:00:00"}),
    ("temporal_end", {"temporal_start": "2020-01-01T00:00:00Z", "temporal_end": "2020-01-01"}),
    # A legal foundation is whole.
    ("legal_foundation_uri", {"legal_foundation_ref": "a", "legal_foundation_label": "b"}),
    ("legal_foundation_ref", {"legal_foundation_uri": GROUND, "legal_foundation_label": "b"}),
    ("legal_foundation_label", {"legal_foundation_uri": GROUND, "legal_foundation_ref": "a"}),
    # Areas are pairs.
    ("spatial_value", {"spatial_scheme": [x.GEMEENTE]}),
    ("spatial_scheme", {"spatial_value": [DEN_BOSCH]}),
    ("spatial_value", {"spatial_scheme": [x.RD, x.RD], "spatial_value": ["155000 463000"]}),
    ("spatial_scheme", {"spatial_scheme": [x.RD], "spatial_value": ["155000 463000", "1234"]}),
    ("spatial_value", {"spatial_scheme": [x.RD] * 2, "spatial_value": ["155000 463000"] * 2}),
    # Each value is right for the scheme at its place.
    ("spatial_value", {"spatial_scheme": [x.PROVINCIE], "spatial_value": [DEN_BOSCH]}),
    (
        "spatial_value",
        {
            "spatial_scheme": [x.PROVINCIE, x.GEMEENTE],
            "spatial_value": [DEN_BOSCH, f"{x.OWMS}/Noord-Brabant"],
        },
    ),
    ("spatial_value", {"spatial_scheme": [x.RD], "spatial_value": ["55000 463000"]}),
    ("spatial_value", {"spatial_scheme": [x.RD], "spatial_value": ["155000.1 463000"]}),
    ("spatial_value", {"spatial_scheme": [x.RD], "spatial_value": ["155000,463000"]}),
    ("spatial_value", {"spatial_scheme": [x.RD], "spatial_value": ["155000 463000\n"]}),
    ("spatial_value", {"spatial_scheme": [x.POSTCODE], "spatial_value": ["0123AB"]}),
    ("spatial_value", {"spatial_scheme": [x.POSTCODE], "spatial_value": ["1234 AB"]}),
    ("spatial_value", {"spatial_scheme": [x.POSTCODE], "spatial_value": ["1234ab"]}),
    ("spatial_scheme", {"spatial_scheme": ["http://x.nl"], "spatial_value": ["1234"]}),
    # A planned dataset says when.
    ("date_planned", {"dataset_status": f"{STATUS}/gepland"}),
    ("date_planned", {"dataset_status": f"{STATUS}/in_onderzoek"}),
    # A public, available dataset has an open licence; available is the default.
    ("license_id", {"access_rights": x.PUBLIC, "license_id": x.CLOSED}),
    ("license_id", {"access_rights": x.PUBLIC, "license_id": f"{x.OWMS}/licentieonbekend"}),
    ("license_id", {"access_rights": x.PUBLIC, "license_id": f"{x.OWMS}/geogedeeld"}),
    (
        "license_id",
        {
            "access_rights": x.PUBLIC,
            "license_id": x.CLOSED,
            "dataset_status": f"{STATUS}/beschikbaar",
        },
    ),
]


@pytest.mark.parametrize("changes", RIGHT, ids=str)
def test_right(changes: dict[str, Any]) -> None:
    assert profile.errors(x.dataset(**changes)) == {}


@pytest.mark.parametrize(("field", "changes"), WRONG, ids=str)
def test_wrong(field: str, changes: dict[str, Any]) -> None:
    assert set(profile.errors(x.dataset(**changes))) == {field}


def test_a_place_takes_no_longer_than_its_size_asks_for() -> None:
    place = f"1234AB{'1' * 3_000_000} x"
    changes = {"spatial_scheme": [x.POSTCODE], "spatial_value": [place]}
    assert set(profile.errors(x.dataset(**changes))) == {"spatial_value"}


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        (None, {}),
        (None, {"hash": "d41d8cd98f00b204e9800998ecf8427e", "hash_algorithm": "MD5"}),
        ("hash_algorithm", {"hash": "d41d8cd98f00b204e9800998ecf8427e"}),
        ("hash", {"hash_algorithm": "MD5"}),
        ("hash", {"hash_algorithm": "MD5", "hash": ""}),
    ],
)
def test_a_checksum_is_whole(field: str | None, changes: dict[str, Any]) -> None:
    package = x.dataset(resources=[x.distribution(), x.distribution(name="Meer", **changes)])
    errors = profile.errors(package)
    assert [set(of_one) for of_one in errors.get("resources", [])] == (
        [set(), {field}] if field else []
    )


def test_a_reason_belongs_to_a_dataset_that_is_not_public() -> None:
    reason = next(iter(_reasons()), None)
    if reason is None:
        pytest.skip("the value list of reasons is empty: none of its values is known")
    given = {"access_rights_reason": reason}
    assert profile.errors(x.dataset(**given, access_rights=x.NON_PUBLIC)) == {}
    assert set(profile.errors(x.dataset(**given, access_rights=x.PUBLIC))) == {
        "access_rights_reason"
    }
    assert set(profile.errors(x.dataset(**given))) == {"access_rights_reason"}


def _reasons() -> list[str]:
    return [entry.uri for entry in vocabulary.get("donl_wobuitzondering")]


@pytest.mark.parametrize(
    ("field", "changes", "said"),
    [
        (
            "temporal_end",
            {"temporal_start": "2020-01-02", "temporal_end": "2020-01-01"},
            ["End of the period", '"2020-01-01T00:00:00"', "later than", '"2020-01-02T00:00:00"'],
        ),
        (
            "spatial_value",
            {"spatial_scheme": [x.RD], "spatial_value": ["niet hier"]},
            ["Area", '"niet hier"', x.RD, "155000 463000"],
        ),
        (
            "license_id",
            {"access_rights": x.PUBLIC, "license_id": x.CLOSED},
            ["Licence", x.CLOSED, x.CC_BY],
        ),
        (
            "date_planned",
            {"dataset_status": f"{STATUS}/gepland"},
            ["Planned date", f'"{STATUS}/gepland"'],
        ),
        (
            "contact_point_email",
            CONTACT,
            ["Contact e-mail", "Contact website", "Contact telephone"],
        ),
    ],
)
def test_an_error_says_field_value_and_what_is_allowed(
    field: str, changes: dict[str, Any], said: list[str]
) -> None:
    (sentence,) = profile.errors(x.dataset(**changes))[field]
    for part in said:
        assert part in sentence


def test_one_mistake_gives_one_error() -> None:
    """A contact point with a wrong e-mail address is not also told to give one."""
    errors = profile.errors(x.dataset(contact_point_email="groen"))
    assert list(errors) == ["contact_point_email"]
    assert len(errors["contact_point_email"]) == 1
    assert '"groen"' in errors["contact_point_email"][0]


def test_a_distribution_is_given_once() -> None:
    same = x.distribution(description="In other words.", license_id=x.CLOSED)
    other = x.distribution(name="Bomen, tweede blad")
    errors = profile.errors(x.dataset(resources=[x.distribution(), other, same]))
    assert [set(found) for found in errors["resources"]] == [set(), set(), {"url"}]
    assert "distribution 1 is the same" in errors["resources"][2]["url"][0]
