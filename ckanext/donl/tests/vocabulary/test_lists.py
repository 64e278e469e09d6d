from __future__ import annotations

import csv
import re
from typing import Any

import pytest

from ckanext.donl import vocabulary
from ckanext.donl.vocabulary.loading import DATA

NAMES = [
    *("donl_language", "donl_license", "overheid_license", "donl_organization"),
    *("iana_mediatypes", "mdr_filetype_nal", "overheid_taxonomiebeleidsagenda"),
    *("overheid_spatial_scheme", "overheid_spatial_gemeente", "overheid_spatial_koninkrijksdeel"),
    *("overheid_spatial_provincie", "overheid_spatial_waterschap", "overheid_frequency"),
    *("overheid_dataset_status", "overheid_openbaarheidsniveau", "adms_distributiestatus"),
    *("adms_changetype", "donl_distributiontype", "donl_catalogs", "donl_communities"),
    *("donl_wobuitzondering", "eu_hvd_category"),
]
EINDHOVEN = "http://standaarden.overheid.nl/owms/terms/Eindhoven_(gemeente)"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"


def test_every_list_of_the_profile_is_there() -> None:
    assert sorted(vocabulary.names()) == sorted(NAMES)


def test_every_file_is_described_and_the_reverse() -> None:
    files = {path.stem for path in DATA.glob("*.csv")}
    assert files == set(NAMES) - {"overheid_license"}


@pytest.mark.parametrize("name", NAMES)
class TestEveryList:
    def test_says_what_it_is(self, name: str) -> None:
        values = vocabulary.get(name)
        assert values.name == name
        assert values.title
        assert values.status in {"complete", "old", "partial", "reconstructed"}
        assert values.source
        assert values.note.endswith(".")
        assert re.fullmatch(r"(\d{4}-\d\d-\d\d)?", values.date)

    def test_has_values_with_labels_in_both_languages(self, name: str) -> None:
        assert len(vocabulary.get(name)) > 0
        for entry in vocabulary.get(name):
            assert entry.label_nl, entry
            assert entry.label_en, entry
            for text in (entry.uri, entry.label_nl, entry.label_en, entry.type):
                assert text == " ".join(text.split()), entry

    def test_has_values_that_name_their_source(self, name: str) -> None:
        for entry in vocabulary.get(name):
            assert entry.source, entry
            assert re.fullmatch(r"(\d{4}(-\d\d-\d\d)?)?", entry.date), entry

    def test_has_parents_that_are_values_of_it(self, name: str) -> None:
        values = vocabulary.get(name)
        for entry in values:
            assert not entry.parent or entry.parent in values, entry

    def test_has_each_value_once(self, name: str) -> None:
        if name == "overheid_license":
            name = "donl_license"
        with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            uris = [row["uri"] for row in csv.DictReader(file)]
        assert len(uris) == len(set(uris)) == len(vocabulary.get(name))


class TestLookup:
    def test_a_value_of_the_list(self) -> None:
        assert EINDHOVEN in vocabulary.get("donl_organization")

    @pytest.mark.parametrize("value", ["http://example.org/nowhere", "", EINDHOVEN.upper(), None])
    def test_not_a_value_of_the_list(self, value: Any) -> None:
        assert value not in vocabulary.get("donl_organization")

    def test_entry(self) -> None:
        entry = vocabulary.get("donl_organization").entry(EINDHOVEN)
        assert entry is not None
        assert (entry.label_nl, entry.type) == ("Eindhoven", "Gemeente")

    def test_no_entry(self) -> None:
        assert vocabulary.get("donl_organization").entry("http://example.org/nowhere") is None

    @pytest.mark.parametrize(
        ("lang", "label"), [("nl", "Nederlands"), ("nl_BE", "Nederlands"), ("en", "Dutch")]
    )
    def test_label(self, lang: str, label: str) -> None:
        uri = "http://publications.europa.eu/resource/authority/language/NLD"
        assert vocabulary.get("donl_language").label(uri, lang) == label

    def test_label_of_an_unknown_value_is_the_value(self) -> None:
        assert vocabulary.get("donl_language").label("http://x", "nl") == "http://x"

    def test_a_list_is_read_once(self) -> None:
        assert vocabulary.get("iana_mediatypes") is vocabulary.get("iana_mediatypes")

    def test_an_unknown_list_is_an_error_that_names_the_lists(self) -> None:
        with pytest.raises(vocabulary.UnknownList) as error:
            vocabulary.get("donl_licence")
        assert "'donl_licence'" in str(error.value)
        assert "donl_license" in str(error.value)
        assert isinstance(error.value, KeyError)


class TestSources:
    def test_a_value_of_the_copy_has_the_source_of_the_list(self) -> None:
        values = vocabulary.get("mdr_filetype_nal")
        entry = values.entry(FILE_TYPE + "GML")
        assert entry is not None
        assert (entry.source, entry.date) == (values.source, values.date)

    @pytest.mark.parametrize(
        ("name", "uri"),
        [
            ("donl_license", "https://creativecommons.org/licenses/by-nc/4.0/deed.nl"),
            ("mdr_filetype_nal", "https://data.overheid.nl/format/unknown"),
            ("donl_organization", "http://data.overheid.nl/organisatie/nirov"),
            (
                "iana_mediatypes",
                "https://www.iana.org/assignments/media-types/application/geopackage+sqlite3",
            ),
        ],
    )
    def test_a_value_added_for_a_mapping_table_has_its_own(self, name: str, uri: str) -> None:
        entry = vocabulary.get(name).entry(uri)
        assert entry is not None
        assert entry.source == "dataoverheid/donlsync-mappings, commit 788c787"
        assert entry.date == "2026-08-05"

    def test_a_source_of_unknown_date_does_not_get_the_date_of_the_list(self) -> None:
        uri = "http://standaarden.overheid.nl/owms/terms/Hoogheemraadschap_Amstel,_Gooi_en_Vecht"
        entry = vocabulary.get("overheid_spatial_waterschap").entry(uri)
        assert entry is not None
        assert "DONL 2" in entry.source
        assert entry.date == ""


def test_the_licence_register_has_the_values_of_the_licence_list() -> None:
    register, licences = vocabulary.get("overheid_license"), vocabulary.get("donl_license")
    assert list(register) == list(licences)
    assert (register.title, register.status) == ("overheid:license", licences.status)
    assert register.note != licences.note


def test_new_and_abolished_municipalities_are_values() -> None:
    values = vocabulary.get("overheid_spatial_gemeente")
    for name in ("Eemsdelta", "Haarlemmerliede_en_Spaarnwoude", "Het_Bildt"):
        assert f"http://standaarden.overheid.nl/owms/terms/{name}" in values


def test_themes_are_a_tree_of_two_levels() -> None:
    themes = vocabulary.get("overheid_taxonomiebeleidsagenda")
    top = {entry.uri for entry in themes if not entry.parent}
    assert len(top) == 17
    assert all(entry.parent in top for entry in themes if entry.parent)
