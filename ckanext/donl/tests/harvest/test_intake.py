"""What is left out of a dataset that is refused, without a database."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.donl.harvest.intake import Refused, store
from ckanext.donl.harvest.outcome import refusals
from ckanext.donl.mapping import Decision, How, Mapped, Value, Values, load, to_package


def dataset(count: int) -> Mapped:
    """A dataset with so many distributions, of each a line in the trace."""
    return Mapped(
        package={"title": "x", "resources": [{"url": f"u{n}", "name": "x"} for n in range(count)]},
        trace=[
            Decision("title", How.READ, "x"),
            *(Decision(f"resources[{n}].url", How.READ, f"u{n}", f"u{n}") for n in range(count)),
        ],
    )


def refusing(*refused: dict[str, Any]) -> Any:
    """A validator that refuses these errors, one after the other, and then nothing."""
    left = list(refused)

    def validate(package: dict[str, Any]) -> dict[str, Any]:
        if left:
            raise Refused(left.pop(0))
        return package

    return validate


def told(mapped: Mapped) -> list[tuple[str, str, str]]:
    return [(line.field, line.value, line.raw) for line in mapped.trace]


def test_distributions_that_are_refused_go_with_their_lines_and_the_others_count_on() -> None:
    mapped = dataset(5)
    wrong = {"url": ["wrong"]}
    store(mapped, refusing({"resources": [{}, wrong, {}, wrong, {}]}))
    assert [resource["url"] for resource in mapped.package["resources"]] == ["u0", "u2", "u4"]
    assert told(mapped) == [
        ("title", "x", ""),
        ("resources[0].url", "u0", "u0"),
        ("resources[1].url", "u2", "u2"),
        ("resources[2].url", "u4", "u4"),
        ("resources", "", "u3"),
        ("resources", "", "u1"),
    ]
    assert mapped.trace[-1].note == "the whole distribution, for url: wrong"


def test_a_value_that_is_left_out_is_told_of_the_distribution_at_its_new_place() -> None:
    mapped = dataset(3)
    mapped.package["resources"][2]["size"] = "veel"
    errors = [{"url": ["wrong"]}, {}, {"size": ["no number"]}]
    store(mapped, refusing({"resources": errors}, {"resources": [{"url": ["wrong"]}, {}]}))
    assert mapped.package["resources"] == [{"url": "u2", "name": "x"}]
    assert ("resources[0].size", "", "veel") in told(mapped)


def test_what_is_mandatory_is_not_left_out() -> None:
    mapped = dataset(1)
    with pytest.raises(Refused):
        store(mapped, refusing({"title": ["wrong"]}))
    assert mapped.package["title"] == "x"


# For which a time that grows with the square of their number is hours.
MANY = 20_000


def test_many_distributions_that_are_refused() -> None:
    mapped = dataset(MANY)
    store(mapped, refusing({"resources": [{"url": ["wrong"]}] * (MANY - 1)}))
    assert mapped.package["resources"] == [{"url": f"u{MANY - 1}", "name": "x"}]
    assert told(mapped)[1] == ("resources[0].url", f"u{MANY - 1}", f"u{MANY - 1}")
    assert len(mapped.trace) == MANY + 1


def test_many_reasons_why_a_record_is_refused() -> None:
    mapped = dataset(5 * MANY)
    found = refusals({"resources": [{"url": ["wrong"]}] * (5 * MANY)}, mapped)
    assert [(refusal.field, refusal.value) for refusal in found[-1:]] == [
        (f"resources[{5 * MANY - 1}].url", f"u{5 * MANY - 1}")
    ]


def test_many_values_of_one_property() -> None:
    addresses = [f"http://a/{n}" for n in range(15 * MANY)]
    values = Values({"conformsTo": [Value(text, "x", text) for text in (*addresses, "http://a/0")]})
    assert to_package(values, load("ckan")).package["conforms_to"] == addresses
