"""``profile.errors``: the fields one by one, and input that means no good."""

from __future__ import annotations

import copy
import time
from typing import Any

import pytest

from ckanext.donl import profile

from . import examples as x

MANY = 5_000
LONG = "x" * 100_000
LONG_URI = "https://example.nl/" + LONG


def of(**changes: Any) -> dict[str, Any]:
    return profile.errors(x.dataset(**changes))


def of_distribution(**changes: Any) -> dict[str, Any]:
    found = profile.errors(x.dataset(resources=[x.distribution(**changes)]))
    assert set(found) <= {"resources"}
    return dict(found["resources"][0]) if found else {}


MANDATORY = [field for field in profile.FIELDS if field.mandatory and not field.computed]


@pytest.mark.parametrize("nothing", [None, "", "  ", [], [""]], ids=repr)
@pytest.mark.parametrize("field", MANDATORY, ids=lambda field: f"{field.cls}.{field.name}")
def test_a_mandatory_field_is_asked_for(field: profile.Field, nothing: Any) -> None:
    found = (of if field.cls == "dataset" else of_distribution)(**{field.name: nothing})
    assert found == {field.name: [f"{field.label_en}: a value is required"]}


def test_nothing_at_all_is_told_all_that_is_mandatory() -> None:
    names = {field.name for field in MANDATORY if field.cls == "dataset"}
    assert set(profile.errors({})) == names | {"contact_point_email"}


def test_empty_strings_mean_absent() -> None:
    optional = [
        field.name
        for field in profile.FIELDS
        if field.cls == "dataset"
        and not field.mandatory
        and field.type not in ("tags", "distributions")
    ]
    assert of(**{**dict.fromkeys(optional, ""), "contact_point_phone": "073 6155155"}) == {}


def test_one_string_will_do_for_a_list() -> None:
    assert of(language=x.NLD, theme=f"{x.OWMS}/Natuur_en_milieu") == {}
    assert of_distribution(language=x.NLD) == {}


def test_a_list_will_not_do_for_one_value() -> None:
    (sentence,) = of(title=["Bomen", "Struiken"])["title"]
    assert "a list of 2 was given" in sentence and "Bomen" in sentence


def test_a_value_is_given_once() -> None:
    (sentence,) = of(language=[x.NLD, f"{x.EU}/language/ENG", f" {x.NLD} "])["language"]
    assert "more than once" in sentence and x.NLD in sentence


def test_each_wrong_value_of_a_list_is_named() -> None:
    first, second = of(theme=["http://a.nl", f"{x.OWMS}/Natuur_en_milieu", "http://b.nl"])["theme"]
    assert '"http://a.nl"' in first and '"http://b.nl"' in second
    assert first.startswith("Theme: ")


def test_braces_are_no_list() -> None:
    assert set(of(source="{https://example.nl/a,https://example.nl/b}")) == {"source"}


def test_media_type_is_mimetype() -> None:
    csv = "https://www.iana.org/assignments/media-types/text/csv"
    assert of_distribution(media_type=csv) == {}
    assert of_distribution(media_type=csv, mimetype=csv) == {}
    assert set(of_distribution(media_type="text/csv")) == {"mimetype"}
    (sentence,) = of_distribution(
        media_type=csv, mimetype="https://www.iana.org/assignments/media-types/text/xml"
    )["mimetype"]
    assert "text/csv" in sentence and "text/xml" in sentence


@pytest.mark.parametrize("upload", [{"upload": "bytes"}, {"url_type": "upload"}])
def test_files_are_not_uploaded(upload: dict[str, str]) -> None:
    ((name, (sentence,)),) = of_distribution(**upload).items()
    assert name in upload
    assert "cannot be uploaded" in sentence and "Access URL" in sentence


def test_the_empty_upload_fields_of_the_form_are_fine() -> None:
    assert of_distribution(upload="", clear_upload="", url_type="") == {}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("title", LONG, "at most 500"),
        ("notes", LONG, "at most 50000"),
        ("contact_point_address", LONG, "at most 1000"),
        ("restrictions_statement", LONG, "at most 8000"),
        ("version", LONG, "at most 100"),
        ("contact_point_email", LONG, "at most 254"),
        ("identifier", LONG_URI, "at most 2000"),
        ("identifier", "https://example.nl/" + "é" * 1500, "at most 2000"),
        ("theme", LONG, "at most 500"),
        ("theme", [LONG], "at most 500"),
        ("source", [LONG_URI], "at most 2000"),
        ("source", [f"https://example.nl/{n}" for n in range(MANY)], "5000 values"),
        ("version_notes", ["tekst"] * MANY, "at most 500"),
    ],
)
def test_a_value_that_is_too_long_is_told_its_bound(name: str, value: Any, said: str) -> None:
    found = of(**{name: value})
    assert set(found) == {name}
    assert said in found[name][0]
    assert len(found[name][0]) < 500


def test_too_many_keywords_are_told_their_bound() -> None:
    (sentence,) = of(tags=[{"name": f"tag {n}"} for n in range(MANY)])["tag_string"]
    assert "5000" in sentence and "500" in sentence


def test_the_errors_of_a_long_list_stay_readable() -> None:
    assert len(of(source=[f"geen adres {n}" for n in range(400)])["source"]) == 10


UNSTORABLE = ["\x00", "\x08", "\x0b", "\x1f", "\ufffe", "\ud800"]


@pytest.mark.parametrize("character", UNSTORABLE, ids=ascii)
def test_a_character_that_cannot_be_stored_is_named(character: str) -> None:
    (sentence,) = of(title=f"Bo{character}men")["title"]
    assert f"U+{ord(character):04X}" in sentence and "at place 3" in sentence
    assert "Title" in sentence and character not in sentence


def test_such_a_character_is_found_wherever_text_is_stored() -> None:
    assert set(of(version_notes=["goed", "f\x00ut"])) == {"version_notes"}
    assert set(of(extras=[{"key": "eigen", "value": "f\x00ut"}])) == {"extras"}
    assert set(of_distribution(rights="f\x00ut")) == {"rights"}
    assert set(of(tags=[{"name": "bomen", "eigen": "f\x00ut"}])) == {"tags"}
    assert set(of_distribution(eigen={"veld": ["f\x00ut"]})) == {"__extras"}


def test_a_deeply_nested_value_is_an_error() -> None:
    nested: list[Any] = ["\x00"]
    for _ in range(500):
        nested = [nested]
    assert set(of(theme=nested)) == {"theme"}
    assert set(of_distribution(eigen=nested)) == {"__extras"}


def test_new_lines_and_tabs_are_text() -> None:
    assert of(notes="Regel 1\r\n\tRegel 2") == {}


STRANGE = [5, 1.5, True, {"a": 1}, [{"a": 1}], [[1]], [None, 5], "\u202e", "🌳", "x' OR 1=1 --"]


@pytest.mark.parametrize("value", STRANGE, ids=ascii)
@pytest.mark.parametrize(
    "field",
    [f for f in profile.FIELDS if f.type not in ("tags", "distributions")],
    ids=lambda field: f"{field.cls}.{field.name}",
)
def test_no_value_of_any_field_is_a_crash(field: profile.Field, value: Any) -> None:
    found = (of if field.cls == "dataset" else of_distribution)(**{field.name: value})
    assert set(found) <= {field.name} | _PARTNERS.get(field.name, set())


# Fields of which a value may be right, after which its partner is missing.
_PARTNERS = {
    "hash": {"hash_algorithm"},
    "hash_algorithm": {"hash"},
    "legal_foundation_ref": {"legal_foundation_uri", "legal_foundation_label"},
    "legal_foundation_label": {"legal_foundation_uri", "legal_foundation_ref"},
    "spatial_value": {"spatial_scheme"},
}


@pytest.mark.parametrize("name", ["tags", "resources", "extras"])
@pytest.mark.parametrize("value", ["text", 5, ["text"], [5], {"a": 1}, [[1]]], ids=repr)
def test_a_list_of_something_else_is_an_error(name: str, value: Any) -> None:
    assert of(**{name: value})


def test_a_field_does_not_come_as_an_extra() -> None:
    assert set(of(extras=[{"key": "theme", "value": "x"}])) == {"extras"}


def test_the_package_is_not_changed() -> None:
    package = x.dataset(
        tags=[{"name": "bomen"}],
        extras=[{"key": "eigen", "value": "waarde"}],
        theme=["http://a.nl"],
        resources=[x.distribution(media_type="text/csv", size="12"), x.distribution(url="")],
    )
    before = copy.deepcopy(package)
    assert profile.errors(package)
    assert package == before


def test_a_large_package_is_judged_quickly() -> None:
    package = x.dataset(
        tags=[{"name": f"tag {n}"} for n in range(400)],
        source=[f"https://example.nl/{n}" for n in range(400)],
        resources=[x.distribution(name=f"Deel {n}") for n in range(200)],
    )
    start = time.perf_counter()
    assert profile.errors(package) == {}
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(("number", "found"), [(0, {"contact_point_email"}), (1, set())])
def test_the_published_examples(
    published: list[dict[str, Any]], number: int, found: set[str]
) -> None:
    """The documentation's minimum example names a contact that cannot be reached. The rules in the
    same documentation refuse that, and so does the portal itself; all else in it is right."""
    assert set(profile.errors(published[number])) == found


@pytest.mark.parametrize("number", [2, 3])
def test_the_published_distributions(published: list[dict[str, Any]], number: int) -> None:
    assert profile.errors(x.dataset(resources=[published[number]])) == {}


def test_labels_follow_the_language_of_the_portal(
    app: Any, ckan_config: Any, monkeypatch: Any
) -> None:
    monkeypatch.setitem(ckan_config, "ckan.locale_default", "nl")
    with app.flask_app.test_request_context():
        assert of(title="")["title"][0].startswith("Titel: ")
