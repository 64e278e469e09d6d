"""Values that are known by what they are called in their value list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ckanext.donl import mapping, vocabulary
from ckanext.donl.mapping import How, Value, Values, names
from ckanext.donl.vocabulary import Entry, ValueList

OWMS = "http://standaarden.overheid.nl/owms/terms/"


def organisation(text: str) -> str:
    return names.find(text, vocabulary.get("donl_organization"))


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("Gemeente Utrecht", "Utrecht_(gemeente)"),
        ("gemeente utrecht", "Utrecht_(gemeente)"),
        ("  Gemeente \n Utrecht ", "Utrecht_(gemeente)"),
        ("Utrecht (gemeente)", "Utrecht_(gemeente)"),
        ("Provincie Utrecht", "Utrecht_(provincie)"),
        ("Utrecht (provincie)", "Utrecht_(provincie)"),
        # The list does not say of these that they are municipalities; that of areas does.
        ("Gemeente Westland", "Westland"),
        ("Gemeente Eijsden-Margraten", "Eijsden-Margraten"),
        ("Provincie Drenthe", "Drenthe"),
        # Of a list without accents.
        ("Ministerie van Financiën", "Ministerie_van_Financien"),
        ("Provincie Fryslân", "Fryslan"),
        ("Waterschap De Dommel", "Waterschap_De_Dommel"),
        ("Kiesraad", "Kiesraad"),
    ],
)
def test_an_organisation_by_its_name(text: str, uri: str) -> None:
    assert organisation(text) == OWMS + uri


@pytest.mark.parametrize(
    "text",
    [
        # A municipality and a province are called so.
        "Utrecht",
        "Groningen",
        # Two entries of the list are.
        "CAK",
        "Gemeente Nergens",
        "Gemeente",
        "",
    ],
)
def test_a_name_of_several_or_of_none(text: str) -> None:
    assert organisation(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        f"{OWMS}Utrecht_(gemeente)",
        "https://standaarden.overheid.nl/owms/terms/Utrecht_(gemeente)",
        "http://standaarden.overheid.nl/owms/terms/Utrecht_%28gemeente%29",
        "https://standaarden.overheid.nl/owms/terms/Utrecht_(gemeente)/",
    ],
)
def test_an_address_in_another_spelling(text: str) -> None:
    assert organisation(text) == f"{OWMS}Utrecht_(gemeente)"


def test_a_list_of_another_day_has_other_names() -> None:
    def of(label: str) -> ValueList:
        entries = [Entry("http://example.nl/a", label, label)]
        return ValueList("list", "List", "complete", "", "", "", entries)

    assert names.find("een", of("Een")) == "http://example.nl/a"
    assert names.find("een", of("Twee")) == ""


def mapped(catalogue: mapping.Catalogue, text: str) -> mapping.Mapped:
    read = Values(dataset={"authority": [Value(text, "dct:creator", text)]})
    return mapping.to_package(read, catalogue)


def test_the_trace_says_that_it_was_by_its_name() -> None:
    found = mapped(mapping.load("dcat"), "Gemeente Utrecht")
    assert found.package["authority"] == f"{OWMS}Utrecht_(gemeente)"
    (line,) = [line for line in found.trace if line.field == "authority"]
    assert (line.how, line.raw) == (How.LIST, "Gemeente Utrecht")
    assert "name" in line.note


def test_only_where_the_catalogue_says_so() -> None:
    assert mapping.load("ngr").by_label == frozenset()
    assert "authority" not in mapped(mapping.load("ngr"), "Gemeente Utrecht").package
    dcat = mapping.load("dcat")
    without = replace(dcat, by_label=frozenset())
    assert "authority" not in mapped(without, "Gemeente Utrecht").package
    assert without.version != dcat.version


def test_a_table_comes_first() -> None:
    line = f"value,target\nGemeente Utrecht,{OWMS}Zuid-Holland\n".encode()
    catalogue = mapping.load("dcat", {"dcat/dataset.authority.csv": line}.get)
    assert mapped(catalogue, "gemeente utrecht").package["authority"] == f"{OWMS}Zuid-Holland"


def test_a_catalogue_has_this_from_its_base() -> None:
    assert mapping.load("eindhoven").by_label == mapping.load("dcat").by_label


def test_a_field_that_mapping_does_not_know_is_reported() -> None:
    catalogue = replace(mapping.load("ngr"), by_label=frozenset({"dataset.autority"}))
    (problem,) = mapping.problems(catalogue)
    assert problem.where == "dataset.autority"
