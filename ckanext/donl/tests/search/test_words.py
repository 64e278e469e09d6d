"""Finding datasets by words: Dutch ones, in their forms, and the names of concepts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ckanext.donl.search import SchemaError, bring_up_to_date, lines

from ..cli.command import ckan
from ..profile import examples as e
from . import portal as p
from . import solr

# A word, and another form of it in a title.
FORMS = [
    ("gemeenten", "Gemeente"),
    ("boom", "Bomen"),
    ("bomen", "Boom"),
    ("bedrijven", "Bedrijf"),
    ("bestemmingsplannen", "Bestemmingsplan"),
    ("huis", "Huizen"),
]


# An organisation without one of the words in its name.
NOBODY = dict.fromkeys(("authority", "publisher"), f"{p.OWMS}/Rijkswaterstaat")


@pytest.fixture(scope="module")
def changeable() -> Iterator[str]:
    with solr.core("donl_test_managed", managed=True) as url:
        yield url


@pytest.fixture(scope="module")
def fixed() -> Iterator[str]:
    with solr.core("donl_test_classic", managed=False) as url:
        yield url


def fill(forms: list[tuple[str, str]] = FORMS) -> None:
    for number, (_word, title) in enumerate(forms):
        p.make(f"form-{number}", title=title, theme=[p.LAW], **NOBODY)


def found(forms: list[tuple[str, str]] = FORMS) -> list[bool]:
    """Whether each word finds the title with its other form."""
    return [f"form-{number}" in p.names(word) for number, (word, _title) in enumerate(forms)]


@pytest.mark.usefixtures("portal")
def test_a_dataset_is_found_by_the_names_of_its_concepts() -> None:
    p.make(
        "stortplaatsen",
        theme=[p.WASTE],
        publisher=f"{p.OWMS}/Drenthe",
        spatial_scheme=[e.GEMEENTE],
        spatial_value=[p.UTRECHT],
        resources=[e.distribution(format=f"{p.EU}/file-type/GEOJSON", name="x", description="x")],
    )
    p.make("wetten", theme=[p.LAW], **NOBODY)

    for words in ("afval", "natuur en milieu", "Hertogenbosch", "Utrecht", "GeoJSON", "drenthe"):
        assert p.names(words) == ["stortplaatsen"], words
    assert p.names("recht") == ["wetten"]


@pytest.mark.usefixtures("portal")
def test_dutch_words_are_found_in_their_other_forms() -> None:
    fill()

    assert found() == [True] * len(FORMS)
    assert p.names("gemeenten boom") == []


@pytest.mark.usefixtures("portal")
def test_a_word_in_the_title_counts_for_more_in_its_other_forms_too() -> None:
    p.make("achteraf", title="Iets anders", notes="Er staat een boom en nog een boom en een boom.")
    p.make("titel", title="Boom", notes="Zomaar wat.")

    assert p.names("bomen") == ["titel", "achteraf"]


@pytest.mark.usefixtures("portal")
def test_the_name_of_a_theme_is_found_in_its_other_forms() -> None:
    p.make("stad", theme=[f"{p.OWMS}/Ruimte_en_infrastructuur"])

    assert p.names("ruimten") == ["stad"]


@pytest.mark.usefixtures("portal")
def test_without_our_fields_search_is_that_of_ckan_until_they_are_added(
    changeable: str, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, "solr_url", changeable)
    fill()
    p.make("afval", theme=[p.WASTE], **NOBODY)

    assert found() == [False] * len(FORMS)
    assert p.names("gemeente") == ["form-0"]
    assert p.names("natuur en milieu") == ["afval"]
    assert p.counts("theme")[p.NATURE] == 1

    assert bring_up_to_date() == ["donl_nl", "donl_title_nl", "donl_text_nl"]
    assert bring_up_to_date() == []
    from ckan.lib.search import rebuild

    rebuild()
    assert found() == [True] * len(FORMS)


def test_a_type_of_an_older_version_is_replaced(
    changeable: str, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import requests

    monkeypatch.setitem(ckan_config, "solr_url", changeable)
    bring_up_to_date()
    older = {
        "name": "donl_nl",
        "class": "solr.TextField",
        "analyzer": {"tokenizer": {"class": "solr.WhitespaceTokenizerFactory"}},
    }
    schema = f"{changeable}/schema"
    requests.post(schema, json={"replace-field-type": older}, timeout=20).raise_for_status()

    assert bring_up_to_date() == ["donl_nl"]
    assert bring_up_to_date() == []


def test_the_command_says_what_to_put_into_a_schema_that_is_a_file(fixed: str) -> None:
    done = ckan("donl", "search", "schema", CKAN_SOLR_URL=fixed)

    assert done.returncode == 1
    assert done.stdout == lines()
    assert "schema is not editable" in done.stderr
    assert "right before </schema>" in done.stderr

    file = solr.schema_file("donl_test_classic")
    before, end, after = file.read_text("utf-8").rpartition("</schema>")
    file.write_text(before + done.stdout + end + after, "utf-8")
    solr.reload("donl_test_classic")
    again = ckan("donl", "search", "schema", CKAN_SOLR_URL=fixed)

    assert again.returncode == 0, again.stderr
    assert again.stdout == "Solr's schema has all that Dutch search needs.\n"


def test_the_command_adds_to_a_schema_that_can_be_changed() -> None:
    with solr.core("donl_test_new", managed=True) as url:
        first, second = (ckan("donl", "search", "schema", CKAN_SOLR_URL=url) for _ in range(2))

    assert first.returncode == second.returncode == 0, first.stderr
    assert first.stdout.startswith("Added to Solr's schema: donl_nl, donl_title_nl, donl_text_nl\n")
    assert "ckan search-index rebuild" in first.stdout
    assert second.stdout == "Solr's schema has all that Dutch search needs.\n"


def test_a_solr_that_does_not_answer_is_told(
    ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, "solr_url", "http://127.0.0.1:9/solr/ckan")

    with pytest.raises(SchemaError, match=r"does not answer at http://127\.0\.0\.1:9") as told:
        bring_up_to_date()
    assert not told.value.by_hand
