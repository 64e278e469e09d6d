"""The table of fields is complete and agrees with itself and with the value lists."""

from __future__ import annotations

import pytest

from ckanext.donl import profile, vocabulary
from ckanext.donl.profile.rules import SPATIAL_LISTS, SPATIAL_SYNTAXES

FIELDS = [pytest.param(field, id=f"{field.cls}.{field.name}") for field in profile.FIELDS]
TYPES = {
    "text", "uri", "email", "date", "boolean", "integer", "number", "concept", "tags",
    "distributions",
}  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_fully_described(field: profile.Field) -> None:
    assert field.cardinality in {"0..1", "1..1", "0..n", "1..n"}
    assert field.obligation in {"mandatory", "recommended", "optional"}
    assert field.mandatory == field.cardinality.startswith("1")
    assert field.type in TYPES
    assert (field.type == "concept") == (field.value_list is not None)
    assert field.label("nl") and field.label("en")
    assert field.help("nl_NL").endswith(".") and field.help("en").endswith(".")
    assert field.help("nl") != field.help("en")


@pytest.mark.parametrize("field", FIELDS)
def test_its_value_list_exists(field: profile.Field) -> None:
    if field.value_list:
        assert vocabulary.get(field.value_list).name == field.value_list


@pytest.mark.parametrize("field", FIELDS)
def test_its_values_are_bounded(field: profile.Field) -> None:
    if field.type in ("text", "uri", "email", "concept"):
        assert field.max_length
    if field.multiple:
        assert field.max_items > 1


def test_a_default_is_allowed() -> None:
    for field in profile.FIELDS:
        if field.default is not None and field.value_list:
            assert field.default in vocabulary.get(field.value_list)


def test_every_spatial_scheme_is_known_to_the_rule() -> None:
    schemes = {entry.uri for entry in vocabulary.get("overheid_spatial_scheme")}
    assert schemes == set(SPATIAL_LISTS) | set(SPATIAL_SYNTAXES)


def test_the_form_keeps_the_order_of_the_table() -> None:
    names = [field.name for field in profile.FIELDS if field.cls == "dataset"]
    assert names.index("title") < names.index("notes") < names.index("resources")
