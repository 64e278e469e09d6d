"""The mapping tables as they are shipped, and how they are looked up."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from ckanext.donl import mapping, profile, vocabulary
from ckanext.donl.mapping.properties import DATA, properties
from ckanext.donl.mapping.tables import fold

OWMS = "http://standaarden.overheid.nl/owms/terms/"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
SHIPPED = sorted(DATA.glob("*/*.csv"))


@pytest.fixture
def ngr() -> mapping.Catalogue:
    return mapping.load("ngr")


def row_of(catalogue: mapping.Catalogue, key: str, value: str) -> mapping.Row:
    row = catalogue.tables[key].lookup(value)
    assert row is not None
    return row


@pytest.mark.parametrize("name", mapping.catalogues())
def test_nothing_is_wrong_with_the_shipped_mappings(name: str) -> None:
    assert mapping.problems(mapping.load(name)) == []


def test_mappings_are_shipped_for_the_ngr() -> None:
    assert "ngr" in mapping.catalogues()


def test_an_unknown_catalogue_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(mapping.MappingError, match=r"nrg: there are no mappings .*: .*ngr"):
        mapping.load("nrg")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_file_is_of_a_known_field(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    if path.stem == "blocked":
        assert all(properties()[row["property"]].block for row in rows)
    else:
        assert properties()[path.stem].table
        keys = [fold(row["value"]) for row in rows]
        assert len(keys) == len(set(keys))


def test_fields_and_their_value_lists_are_those_of_the_profile() -> None:
    fields = {f"{field.cls}.{field.name}": field for field in profile.FIELDS}
    for key, line in properties().items():
        # A category of high-value datasets is not stored as such: it makes a dataset one.
        expected = "eu_hvd_category" if key == "dataset.high_value" else fields[key].value_list
        assert line.value_list == expected, key


class TestLookup:
    def test_a_value(self, ngr: mapping.Catalogue) -> None:
        row = ngr.tables["dataset.theme"].lookup("farming")
        assert row == mapping.Row("farming", f"{OWMS}Landbouw_(thema)")

    @pytest.mark.parametrize(
        "raw", ["GML Application Schema", "gml application schema", " GML  Application\nSchema\t"]
    )
    def test_case_and_amount_of_white_space_make_no_difference(
        self, ngr: mapping.Catalogue, raw: str
    ) -> None:
        assert row_of(ngr, "distribution.format", raw).target == f"{FILE_TYPE}GML"

    @pytest.mark.parametrize("raw", ["", "farm", "farming, fishing", "farm ing"])
    def test_no_such_value(self, ngr: mapping.Catalogue, raw: str) -> None:
        assert ngr.tables["dataset.theme"].lookup(raw) is None

    def test_an_asterisk_is_a_character(self, ngr: mapping.Catalogue) -> None:
        table = ngr.tables["dataset.license_id"]
        address = "https://creativecommons.org/publicdomain/zero/{}/deed.nl"
        assert table.lookup(address.format("*")) is not None
        assert table.lookup(address.format("2.0")) is None

    def test_rows_of_a_table(self, ngr: mapping.Catalogue) -> None:
        rows = list(ngr.tables["dataset.theme"])
        assert len(rows) == len(ngr.tables["dataset.theme"]) == 47


class TestDecisions:
    """What the shipped tables choose where the publications leave a choice."""

    def test_no_restrictions_is_the_closed_licence_and_ambiguous(
        self, ngr: mapping.Catalogue
    ) -> None:
        for key in ("dataset.license_id", "distribution.license_id"):
            row = row_of(ngr, key, "Geen beperkingen")
            assert row.target == f"{OWMS}geslotenlicentie"
            assert row.ambiguous
            assert "CC0" in row.note
            assert "description of its synchronisation" in row.note

    def test_no_other_licence_is_ambiguous(self, ngr: mapping.Catalogue) -> None:
        ambiguous = [row.value for row in ngr.tables["dataset.license_id"] if row.ambiguous]
        assert ambiguous == ["geen beperkingen"]

    @pytest.mark.parametrize(
        ("key", "value", "target"),
        [
            ("dataset.theme", "planningCadastre", f"{OWMS}Ruimtelijke_ordening"),
            ("distribution.format", "Feature Class", f"{FILE_TYPE}GML"),
            (
                "dataset.authority",
                "Ministerie van Economische Zaken, Landbouw en Innovatie",
                f"{OWMS}Ministerie_van_Economische_Zaken_Landbouw_en_Innovatie",
            ),
        ],
    )
    def test_published_twice(
        self, ngr: mapping.Catalogue, key: str, value: str, target: str
    ) -> None:
        row = row_of(ngr, key, value)
        assert row.target == target
        assert row.note.startswith("Published twice")


class TestCatalogue:
    def test_tables(self, ngr: mapping.Catalogue) -> None:
        assert set(ngr.tables) == {
            *("dataset.license_id", "dataset.theme", "dataset.language"),
            *("dataset.metadata_language", "dataset.authority", "dataset.publisher"),
            *("dataset.high_value", "distribution.license_id", "distribution.language"),
            *("distribution.metadata_language", "distribution.format", "distribution.mimetype"),
        }

    def test_tables_with_the_same_lines_are_one(self, ngr: mapping.Catalogue) -> None:
        assert ngr.tables["dataset.publisher"] is ngr.tables["dataset.authority"]
        assert ngr.tables["distribution.license_id"] is ngr.tables["dataset.license_id"]

    def test_defaults(self, ngr: mapping.Catalogue) -> None:
        assert ngr.defaults["dataset.source_catalog"] == "https://nationaalgeoregister.nl"
        assert ngr.defaults["distribution.format"] == "https://data.overheid.nl/format/unknown"

    def test_blocked(self, ngr: mapping.Catalogue) -> None:
        (identifier,) = ngr.blocked["dataset.identifier"]
        assert identifier.endswith("?uuid=a928cbee-752d-4de4-8860-8588ce75be87")

    def test_high_value_categories(self, ngr: mapping.Catalogue) -> None:
        row = row_of(ngr, "dataset.high_value", "http://data.europa.eu/bna/c_06b1eec4")
        categories = vocabulary.get("eu_hvd_category")
        assert categories.label(row.value, "en") == "Hydrography"
        assert categories.label(row.target, "en") == "Earth observation and environment"


class TestVersion:
    def test_is_short_and_stable(self, ngr: mapping.Catalogue) -> None:
        assert ngr.version == mapping.load("ngr").version
        assert len(ngr.version) == 12

    def table(self, *rows: mapping.Row) -> mapping.Table:
        return mapping.Table({fold(row.value): row for row in rows})

    def catalogue(self, *rows: mapping.Row) -> mapping.Catalogue:
        tables = {"dataset.theme": self.table(*rows)}
        return mapping.Catalogue("x", "X", tables, {"dataset.notes": "-"}, {"a": frozenset("bc")})

    A, B = mapping.Row("a", "http://a"), mapping.Row("b", "http://b")

    def test_order_and_notes_make_no_difference(self) -> None:
        first = self.catalogue(self.A, self.B)
        second = self.catalogue(self.B, replace(self.A, note="Because.", value="A"))
        assert first.version == second.version

    def test_everything_that_decides_makes_a_difference(self) -> None:
        first = self.catalogue(self.A, self.B)
        others = [
            self.catalogue(self.A),
            self.catalogue(self.A, replace(self.B, target="http://c")),
            self.catalogue(self.A, replace(self.B, ambiguous=True)),
            replace(first, defaults={"dataset.notes": "?"}),
            replace(first, blocked={"a": frozenset("b")}),
            replace(first, tables={"dataset.format": first.tables["dataset.theme"]}),
        ]
        versions = {first.version, *(other.version for other in others)}
        assert len(versions) == 1 + len(others)


class TestProblems:
    def test_a_target_that_is_not_in_the_list(self, ngr: mapping.Catalogue) -> None:
        table = mapping.Table({"x": mapping.Row("X", "http://example.org/x")})
        (problem,) = mapping.problems(replace(ngr, tables={"dataset.theme": table}))
        assert str(problem) == (
            "ngr: dataset.theme: 'X' becomes http://example.org/x, "
            "which is not in value list Overheid:Taxonomiebeleidsagenda"
        )

    def test_a_default_that_is_not_in_the_list(self, ngr: mapping.Catalogue) -> None:
        (problem,) = mapping.problems(replace(ngr, defaults={"dataset.language": "Dutch {nl}"}))
        assert problem.where == "dataset.language"
        assert "the default Dutch {nl} is not in value list DONL:Language" in problem.what

    def test_a_default_of_a_field_without_list_is_any_text(self, ngr: mapping.Catalogue) -> None:
        assert mapping.problems(replace(ngr, defaults={"dataset.notes": "None."})) == []

    def test_a_field_that_mapping_does_not_know(self, ngr: mapping.Catalogue) -> None:
        table = ngr.tables["dataset.theme"]
        (problem,) = mapping.problems(replace(ngr, tables={"dataset.teme": table}))
        assert (problem.where, problem.what) == ("dataset.teme", "mapping knows no such field")
