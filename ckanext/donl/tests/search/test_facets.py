"""The facets: what is counted, found and shown."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.lib.search import rebuild

from ckanext.donl.search import document

from ..profile import examples as e
from . import portal as p

pytestmark = pytest.mark.usefixtures("portal")


def rows(tree: Any, facet: str) -> list[tuple[str, int, str]]:
    """The values of a facet on a page: label, number, and the label of the broader one."""
    found = []
    for link in tree.xpath(f"//nav[@aria-label='Filter by: {facet}']//a"):
        label = p.text(p.by_class(link, "item-label")[0])
        number = int(p.by_class(link, "item-count")[0].text)
        broader = link.xpath("ancestor::li[2]/a/*[@class='item-label']/text()")
        found.append((label, number, broader[0] if broader else ""))
    return found


def test_a_dataset_counts_and_is_found_under_the_broader_theme_of_its_theme() -> None:
    p.make("afval", theme=[p.WASTE])
    p.make("natuur", theme=[p.NATURE])
    p.make("beide", theme=[p.WASTE, p.NATURE])
    p.make("recht", theme=[p.LAW])

    assert p.counts("theme") == {p.NATURE: 3, p.WASTE: 2, p.LAW: 1}
    assert set(p.names(fq=f'theme:"{p.NATURE}"')) == {"afval", "natuur", "beide"}
    assert set(p.names(fq=f'theme:"{p.WASTE}"')) == {"afval", "beide"}
    assert set(p.names(fq=f'-theme:"{p.NATURE}"')) == {"recht"}
    assert set(p.names(fq_list=[f'theme:"{p.NATURE}"', f'theme:"{p.WASTE}"'])) == {"afval", "beide"}
    assert set(p.names(f'theme:"{p.LAW}"')) == {"recht"}


def test_a_quoted_text_is_left_as_it_is() -> None:
    p.make("recht", notes="Over theme: een woord.")

    assert p.names('notes:"over theme: een woord"') == ["recht"]


def test_the_page_shows_narrower_themes_beneath_broader_ones(app: Any) -> None:
    p.make("afval", theme=[p.WASTE])
    p.make("natuur", theme=[p.NATURE])
    p.make("recht", theme=[p.LAW])

    assert rows(p.page(app, "/dataset/"), "Theme") == [
        ("Natuur en milieu", 2, ""),
        ("Afval", 1, "Natuur en milieu"),
        ("Recht", 1, ""),
    ]


def test_all_facets_are_there_in_their_order_and_language(app: Any) -> None:
    p.make(
        "bomen",
        access_rights=e.PUBLIC,
        source_catalog="https://data.overheid.nl",
        high_value=True,
        resources=[e.distribution()],
    )

    assert p.shown_facets(p.page(app, "/dataset/")) == [
        "Theme", "Data owner", "Licence", "Format", "Access rights", "Status",
        "Source catalogue", "High-value dataset",
    ]  # fmt: skip
    assert p.shown_facets(p.page(app, "/nl/dataset/")) == [
        "Thema", "Data-eigenaar", "Licentie", "Formaat", "Openbaarheidsniveau", "Status",
        "Broncatalogus", "High-value dataset",
    ]  # fmt: skip


def test_the_pages_of_organisations_have_the_same_facets(app: Any) -> None:
    p.make("afval", theme=[p.WASTE])

    tree = p.page(app, "/organization/leverancier")

    assert rows(tree, "Theme") == [("Natuur en milieu", 1, ""), ("Afval", 1, "Natuur en milieu")]
    assert p.shown_facets(tree)[:3] == ["Theme", "Data owner", "Licence"]


def test_values_are_shown_by_label_and_found_by_uri() -> None:
    csv = f"{p.EU}/file-type/CSV"
    p.make("bomen", access_rights=e.PUBLIC, high_value=True, resources=[e.distribution()])
    expected = {
        "authority": {f"{p.OWMS}/'s-Hertogenbosch": "Gemeente 's-Hertogenbosch"},
        "license_id": {e.CC_BY: "CC-BY (4.0)"},
        "res_format": {csv: "CSV"},
        "access_rights": {e.PUBLIC: "Public"},
        "dataset_status": {"http://data.overheid.nl/status/beschikbaar": "Available"},
        "high_value": {"true": "Yes"},
    }

    assert {facet: p.labels(facet) for facet in expected} == expected
    for facet, values in expected.items():
        assert [p.names(fq=f'{facet}:"{value}"') for value in values] == [["bomen"]]


def test_labels_are_in_the_language_of_the_reader(app: Any) -> None:
    p.make("bomen", access_rights=e.PUBLIC)

    assert rows(p.page(app, "/dataset/"), "Access rights") == [("Public", 1, "")]
    dutch = p.by_class(p.page(app, "/nl/dataset/"), "item-label")
    assert "Publiek" in [p.text(label) for label in dutch]


def test_a_value_that_no_list_knows_is_shown_as_it_is(app: Any) -> None:
    # As from before a value was taken off its list.
    unknown = "http://example.nl/thema/<b>onbekend</b>"
    extras = {"extras_theme": f'["{unknown}"]', "theme": f'["{unknown}"]'}

    indexed = document({"dataset_type": "dataset", **extras})
    assert indexed["vocab_theme"] == [unknown]

    tree = p.page(app, "/dataset/", theme=unknown)
    (pill,) = p.by_class(tree, "pill")
    assert p.text(pill).startswith(unknown)
    assert not pill.xpath(".//b")


def test_a_filter_in_use_is_named_marked_and_can_be_taken_away(app: Any) -> None:
    p.make("afval", theme=[p.WASTE])
    p.make("recht", theme=[p.LAW])

    tree = p.page(app, "/dataset/", theme=p.NATURE, q="een")

    assert p.text(tree.xpath("//h1")[0]) == '1 dataset found for "een"'
    active = tree.xpath("//*[@id='search-facets']//a[@aria-current='true']")
    assert [p.text(p.by_class(link, "item-label")[0]) for link in active] == ["Natuur en milieu"]
    assert p.text(active[0]).endswith("Remove this filter")
    assert active[0].get("href") == "/dataset/?q=een"
    (remove,) = p.by_class(tree, "remove")
    assert p.text(remove) == "Remove applied filter: Natuur en milieu"
    assert remove.get("href") == "/dataset/?q=een"


def test_a_filter_that_finds_nothing_is_named_too(app: Any) -> None:
    tree = p.page(app, "/dataset/", theme=p.LAW)

    assert p.text(p.by_class(tree, "filter-list")[0]).startswith("Theme: Recht")


def test_show_more_shows_all(app: Any) -> None:
    formats = ["CSV", "ZIP", "PDF", "JSON", "XML", "PNG", "JPEG", "HTML", "KML", "GML", "ATOM"]
    p.make(
        "veel",
        resources=[
            e.distribution(format=f"{p.EU}/file-type/{name}", url=f"https://example.nl/{name}")
            for name in formats
        ],
    )

    first = p.page(app, "/dataset/")
    more = first.xpath("//a[text()='Show More Format']/@href")
    assert len(rows(first, "Format")) == 10
    everything = p.page(app, more[0])
    assert len(rows(everything, "Format")) == 11
    assert everything.xpath("//a[text()='Show Only Popular Format']/@href") == ["/dataset/"]


def test_a_large_tree_is_folded_but_for_the_branch_in_use(app: Any) -> None:
    themes = [
        "Afval_(thema)", "Bodem_(thema)", "Energie_(thema)", "Lucht_(thema)", "Geluid_(thema)",
        "Natuur_en_milieu", "Recht_(thema)", "Werk_(thema)", "Arbeidsvoorwaarden",
    ]  # fmt: skip
    from ckanext.donl import vocabulary

    values = vocabulary.get("overheid_taxonomiebeleidsagenda")
    known = [entry.uri for entry in values if entry.uri.rpartition("/")[2] in themes]
    others = [entry.uri for entry in values if entry.uri not in known][:20]
    p.make("veel", theme=[*known, *others])

    def unfolded(**query: Any) -> list[str]:
        opened = p.page(app, "/dataset/", _theme_limit=0, **query).xpath("//details[@open]/..")
        return [p.text(p.by_class(row, "item-label")[0]) for row in opened]

    assert unfolded() == []
    assert unfolded(theme=p.WASTE) == ["Natuur en milieu"]


def test_private_datasets_are_not_counted_for_everybody(app: Any) -> None:
    p.make("geheim", theme=[p.WASTE], private=True)
    p.make("open", theme=[p.LAW])

    assert p.counts("theme", include_private=True) == {p.LAW: 1}
    for path in ("/dataset/", "/organization/leverancier"):
        assert rows(p.page(app, path), "Theme") == [("Recht", 1, "")]


def test_a_dataset_from_before_this_extension_can_be_indexed() -> None:
    made = p.make("oud")
    from ckan import model

    package = model.Package.get(made["id"])
    package.extras["theme"] = p.WASTE  # a text, where a list is expected
    model.repo.commit()
    rebuild(made["id"])

    assert p.counts("theme") == {p.NATURE: 1, p.WASTE: 1}
