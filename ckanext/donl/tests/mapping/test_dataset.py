"""From values to a package dict: tables, lists, defaults, and the reason behind each value."""

from __future__ import annotations

import pytest

from ckanext.donl import mapping
from ckanext.donl.mapping import How, Mapped, Value, Values, to_package
from ckanext.donl.mapping.keywords import tag
from ckanext.donl.mapping.spatial import SCHEME, OutsideGrid, corners

OWMS = "http://standaarden.overheid.nl/owms/terms/"
FORMAT = "http://publications.europa.eu/resource/authority/file-type/"
ACCESS = "http://publications.europa.eu/resource/authority/access-right/"
ZERO = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"


def value(text: str) -> Value:
    return Value(text, "a/selector", text)


def map_values(*, box: tuple[str, str, str, str] | None = None, **dataset: list[str]) -> Mapped:
    values = Values({name: [value(text) for text in texts] for name, texts in dataset.items()})
    if box:
        west, north, east, south = map(value, box)
        values.coordinates = (west, north, east, south)
    return to_package(values, mapping.load("ngr"), bounding_box=box is not None)


def map_distribution(**distribution: str) -> Mapped:
    values = Values({"title": [value("Bomen")], "license": [value(ZERO)]})
    values.distributions.append({name: [value(text)] for name, text in distribution.items()})
    return to_package(values, mapping.load("ngr"))


def decisions(mapped: Mapped, field: str) -> list[tuple[How, str, str]]:
    return [(line.how, line.raw, line.value) for line in mapped.trace if line.field == field]


def test_a_value_of_the_table_whatever_its_case() -> None:
    mapped = map_values(theme=["EnVironment "])
    assert mapped.package["theme"] == [f"{OWMS}Natuur_en_milieu"]
    assert decisions(mapped, "theme") == [
        (How.TABLE, "EnVironment ", f"{OWMS}Natuur_en_milieu"),
    ]
    assert [line.selector for line in mapped.trace if line.field == "theme"] == ["a/selector"]


def test_a_value_of_the_list_needs_no_line_in_the_table() -> None:
    organisation = f"{OWMS}Rijksinstituut_voor_Volksgezondheid_en_Milieu"
    mapped = map_values(authority=[organisation])
    assert mapped.package["authority"] == organisation
    assert decisions(mapped, "authority") == [(How.LIST, organisation, organisation)]


def test_themes_of_which_some_have_no_mapping() -> None:
    mapped = map_values(theme=["disaster", "farming", "farming", "biota"])
    assert mapped.package["theme"] == [
        f"{OWMS}Landbouw_(thema)",
        f"{OWMS}Natuur-_en_landschapsbeheer",
    ]
    assert [(line.property, line.raw) for line in mapped.unmapped] == [
        ("dataset.theme", "disaster")
    ]


def test_nothing_is_made_up_for_a_mandatory_value_without_mapping() -> None:
    mapped = map_values(theme=["disaster"], authority=["Nergenshuizen"])
    assert "theme" not in mapped.package
    assert "authority" not in mapped.package


def test_defaults() -> None:
    mapped = map_values()
    assert mapped.package["notes"].startswith("Er is geen beschrijving")
    assert mapped.package["source_catalog"] == "https://nationaalgeoregister.nl"
    assert [how for how, *_rest in decisions(mapped, "notes")] == [How.DEFAULT]


def test_a_distribution_of_which_nothing_is_known_but_its_address() -> None:
    mapped = map_distribution(accessURL="https://example.nl/bomen")
    (resource,) = mapped.package["resources"]
    assert resource["name"] == "Bomen"
    assert resource["format"] == "https://data.overheid.nl/format/unknown"
    assert resource["license_id"] == ZERO
    assert "mimetype" not in resource


def test_a_media_type_without_mapping_is_left_out_and_counted() -> None:
    mapped = map_distribution(accessURL="https://example.nl/", format="zip", mediaType="OGC:SOS")
    (resource,) = mapped.package["resources"]
    assert resource["format"] == f"{FORMAT}ZIP"
    assert "mimetype" not in resource
    assert [(line.property, line.raw) for line in mapped.unmapped] == [
        ("distribution.mimetype", "OGC:SOS")
    ]


@pytest.mark.parametrize(
    ("licence", "rights"),
    [
        ([ZERO], "PUBLIC"),
        (["Geen beperkingen"], "RESTRICTED"),
        (["iets anders"], "RESTRICTED"),
        ([f"{OWMS}geogedeeld"], "RESTRICTED"),
        ([], "RESTRICTED"),
    ],
)
def test_access_rights_follow_the_licence(licence: list[str], rights: str) -> None:
    mapped = map_values(license=licence) if licence else map_values()
    assert mapped.package["access_rights"] == ACCESS + rights


def test_access_rights_that_the_source_states() -> None:
    mapped = map_values(license=[ZERO], accessRights=[f"{ACCESS}NON_PUBLIC"])
    assert mapped.package["access_rights"] == f"{ACCESS}NON_PUBLIC"


def test_a_category_of_high_value_datasets() -> None:
    assert map_values(highValue=["http://data.europa.eu/bna/c_dd313021"]).package["high_value"]
    assert "high_value" not in map_values(highValue=["http://data.europa.eu/bna/x"]).package


def test_long_texts_are_cut_and_said_to_be() -> None:
    mapped = map_values(description=["a" * 60_000], title=["b" * 600])
    assert len(mapped.package["notes"]) == 50_000
    assert len(mapped.package["title"]) == 500
    assert ["cut" in line.note for line in mapped.trace if line.field in ("notes", "title")] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("keyword", "name"),
    [
        ("Beschermde gebieden", "Beschermde gebieden"),
        ("dam/stuw", "dam stuw"),
        ("  Kabels,  leidingen & buizen ", "Kabels leidingen buizen"),
        ("Súdwest-Fryslân", "Súdwest-Fryslân"),
        ("'s-Hertogenbosch", "s-Hertogenbosch"),
        ("<b>vet</b>", "bvet b"),
        ("x", ""),
        ("!?", ""),
        ("woord " * 30, ("woord " * 30)[:100].rsplit(" ", 1)[0].strip()),
        ("w" * 150, "w" * 100),
    ],
)
def test_tag(keyword: str, name: str) -> None:
    assert tag(keyword) == name
    assert len(tag(keyword)) <= 100


def test_keywords_that_differ_in_capitals_only_are_one() -> None:
    mapped = map_values(keyword=["Water", "water", "!", "Lucht"])
    assert mapped.package["tags"] == [{"name": "Water"}, {"name": "Lucht"}]
    assert [how for how, *_rest in decisions(mapped, "tags")] == [
        How.READ,
        How.LEFT_OUT,
        How.LEFT_OUT,
        How.READ,
    ]


def test_more_keywords_than_a_dataset_may_have() -> None:
    mapped = map_values(keyword=[f"woord {number}" for number in range(600)])
    assert len(mapped.package["tags"]) == 500


def test_the_corners_of_the_netherlands() -> None:
    # The tower in Amersfoort from which the grid is measured is at 155000 463000.
    (tower,) = corners("5.387206", "52.155174", "5.387206", "52.155174")
    x, y = map(int, tower.split())
    assert abs(x - 155_000) < 100
    assert abs(y - 463_000) < 100


def test_a_box_as_coverage() -> None:
    mapped = map_values(box=("5.51", "52.17", "5.86", "51.98"))
    assert mapped.package["spatial_scheme"] == [SCHEME] * 2
    assert all(len(point) == 13 for point in mapped.package["spatial_value"])


@pytest.mark.parametrize(
    "box",
    [
        ("-180", "90", "180", "-90"),
        ("5,51", "52,17", "5,86", "51,98"),
        ("oost", "noord", "west", "zuid"),
        ("1e400", "nan", "inf", "0"),
    ],
)
def test_a_box_that_the_dutch_grid_does_not_know(box: tuple[str, str, str, str]) -> None:
    with pytest.raises(OutsideGrid):
        corners(*box)
    mapped = map_values(box=box)
    assert "spatial_value" not in mapped.package
    assert decisions(mapped, "spatial_value")[0][0] is How.LEFT_OUT


def test_a_distribution_that_is_given_twice_names_the_one_that_is_kept() -> None:
    given = [[value(f"http://a/{name}")] for name in "abab"]
    values = Values(distributions=[{"accessURL": urls} for urls in given])
    mapped = to_package(values, mapping.load("ngr"))
    assert [r["url"] for r in mapped.package["resources"]] == ["http://a/a", "http://a/b"]
    assert [line.note for line in mapped.trace if line.field == "resources"] == [
        "the same as distribution 1",
        "the same as distribution 2",
    ]
