"""The page of results, and the home page."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.tests import factories

from ..profile import examples as e
from . import portal as p

pytestmark = pytest.mark.usefixtures("portal")

HOSTILE = "<script>alert(1)</script> & <b>vet</b>"


def titles(tree: Any) -> list[str]:
    return [p.text(heading) for heading in p.by_class(tree, "dataset-heading")]


def facts(item: Any) -> dict[str, str]:
    terms, texts = item.xpath(".//dt"), item.xpath(".//dd")
    return {p.text(term): p.text(told) for term, told in zip(terms, texts, strict=True)}


def test_datasets_are_sorted_by_when_their_data_changed(app: Any) -> None:
    p.make("midden", modified="2020-05-01T12:00:00")
    p.make("oud", modified="1999-12-31")
    p.make("nieuw", modified="2024-02-29T23:59:59")

    tree = p.page(app, "/dataset/")
    menu = {
        p.text(option): option.get("value")
        for option in tree.xpath("//select[@name='sort']/option")
    }

    assert list(menu) == [
        "Relevance", "Data changed last", "Description changed last",
        "Name Ascending", "Name Descending",
    ]  # fmt: skip
    sorted_page = p.page(app, "/dataset/", sort=menu["Data changed last"])
    assert titles(sorted_page) == ["Nieuw", "Midden", "Oud"]
    (chosen,) = sorted_page.xpath("//select[@name='sort']/option[@selected]")
    assert p.text(chosen) == "Data changed last"
    assert p.names(sort="modified asc") == ["oud", "midden", "nieuw"]


def test_a_result_tells_whose_it_is_how_recent_and_in_which_formats(app: Any) -> None:
    csv = e.distribution()
    p.make("bomen", resources=[csv, {**csv, "url": "https://example.nl/2"}])

    (item,) = p.by_class(p.page(app, "/dataset/"), "dataset-item")

    assert facts(item) == {
        "Data owner": "Gemeente 's-Hertogenbosch",
        "Licence": "CC-BY (4.0)",
        "Date of modification": "May 1, 2024",
        "Format": "CSV",
    }


def test_titles_are_text_and_whole(app: Any) -> None:
    long = "x" * 480
    p.make("hostile", title=HOSTILE, notes=HOSTILE)
    p.make("long", title=long)

    for path in ("/dataset/", "/"):
        tree = p.page(app, path)
        shown = [p.text(link) for link in tree.xpath("//a[starts-with(@href, '/dataset/')]")]
        assert {HOSTILE, long} <= set(shown)
        assert not tree.xpath("//script[contains(text(), 'alert(1)')] | //b")


def test_a_hostile_search_is_text(app: Any) -> None:
    tree = p.page(app, "/dataset/", q='"><script>alert(1)</script>', authority="<i>x</i>")

    assert not tree.xpath("//script[contains(text(), 'alert(1)')] | //*[@class='pill']//i[text()]")
    assert "<i>x</i>" in p.text(p.by_class(tree, "filter-list")[0])


def test_the_home_page_counts_themes_and_leads_to_them(app: Any) -> None:
    p.make("afval", theme=[p.WASTE], modified="2021-01-01", high_value=True)
    p.make("natuur", theme=[p.NATURE], modified="2022-01-01")
    p.make("recht", theme=[p.LAW], authority=f"{p.OWMS}/Utrecht_(gemeente)", modified="2020-01-01")
    p.make("geheim", theme=[p.LAW], private=True)

    tree = p.page(app, "/")

    themes = [
        (p.text(link), link.get("href"))
        for link in tree.xpath("//section[@aria-labelledby='donl-themes']//a")
    ]
    assert [name for name, _href in themes] == ["Natuur en milieu 2 datasets", "Recht 1 dataset"]
    assert set(titles(p.page(app, themes[0][1]))) == {"Afval", "Natuur"}
    numbers = [p.text(number) for number in tree.xpath("//*[contains(@class, 'donl-numbers')]/li")]
    assert numbers == ["3 datasets", "1 high-value dataset", "2 data owners"]
    newest = tree.xpath("//section[@aria-labelledby='donl-newest']//li/a")
    assert [p.text(link) for link in newest] == ["Natuur", "Afval", "Recht"]
    assert len(tree.xpath("//h1")) == 1


def test_the_home_page_of_an_empty_portal_says_so(app: Any) -> None:
    assert "There are no datasets yet." in p.text(p.page(app, "/"))


def test_the_home_page_is_there_when_solr_is_not(
    app: Any, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, "solr_url", "http://127.0.0.1:9/solr/ckan")
    from ckanext.donl import search

    with app.flask_app.test_request_context("/"):
        assert search.overview() is None


def test_harvest_sources_are_no_datasets(app: Any) -> None:
    from ..harvest.portal import make_source

    make_source("http://127.0.0.1:9/csw")

    assert "There are no datasets yet." in p.text(p.page(app, "/"))
    assert p.shown_facets(p.page(app, "/dataset/")) == []


@pytest.mark.parametrize("query", [{"theme": '"'}, {"sort": "zzz"}])
@pytest.mark.parametrize("path", ["/organization/leverancier", "/group/groep"])
def test_a_search_that_solr_does_not_understand_is_told(
    app: Any, path: str, query: dict[str, str]
) -> None:
    p.organisation()
    factories.Group(name="groep")

    tree = p.page(app, path, **query)

    assert "There was an error while searching." in p.text(tree)
    assert p.shown_facets(tree) == []
