"""What the page of a dataset shows."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import ckan.plugins.toolkit as tk
import pytest

from ckanext.donl.tests.profile.examples import (
    CC_BY,
    CLOSED,
    EU,
    GEMEENTE,
    OWMS,
    POSTCODE,
    RD,
    RESTRICTED,
    distribution,
)

from . import portal as p

pytestmark = pytest.mark.usefixtures("portal")


@pytest.mark.parametrize(
    ("lang", "labels", "owner", "rights", "day", "no"),
    [
        ("", ("Theme", "Data owner"), "Gemeente 's-Hertogenbosch", "Public", "May 1, 2024", "No"),
        ("/nl", ("Thema", "Data-eigenaar"), "Gemeente 's-Hertogenbosch", "Publiek", "1 mei 2024",
         "Nee"),
    ],
)  # fmt: skip
def test_values_are_labels_in_the_readers_language(
    app: Any, lang: str, labels: tuple[str, str], owner: str, rights: str, day: str, no: str
) -> None:
    p.store(access_rights=f"{EU}/access-right/PUBLIC")
    found = p.page(app, f"{lang}/dataset/bomen")
    theme = p.row(found, labels[0])
    assert p.text(theme) == "Natuur en milieu"
    assert theme.xpath("a/@href") == [f"{OWMS}/Natuur_en_milieu"]
    assert p.text(p.row(found, labels[1])) == owner
    dutch = lang == "/nl"
    assert p.text(p.row(found, "Openbaarheidsniveau" if dutch else "Access rights")) == rights
    changed = p.row(found, "Wijzigingsdatum" if dutch else "Date of modification")
    assert p.text(changed) == day
    assert changed.xpath("time/@datetime") == ["2024-05-01"]
    if not dutch:
        assert p.text(p.row(found, "Base register")) == no


def test_groups_stand_in_the_order_of_the_form_after_facts_and_distributions(app: Any) -> None:
    p.store(resources=[distribution()])
    found = [text for level, text in p.headings(p.page(app, "/dataset/bomen")) if level == 2]
    first, rest = found[:2], found[2:]
    assert first == ["Key facts", "Distributions (1)"]
    groups = ["What is it?", "Who is it from?", "May I use it?", "Where and when?", "More"]
    assert rest[:5] == groups
    # Its only field is the distributions, which have a place of their own.
    assert "The data" not in found


def test_what_has_no_value_is_not_there(app: Any) -> None:
    p.store()
    found = p.page(app, "/dataset/bomen")
    labels = {p.text(label) for label in found.iter("dt")}
    assert {"Theme", "Contact point"} < labels
    assert labels.isdisjoint({"Area", "Period", "Legal foundation", "Documentation", "Version"})


def test_a_contact_point_is_said_together(app: Any) -> None:
    p.store(
        contact_point_title="Hoofd Groen",
        contact_point_phone="073-6155155",
        contact_point_website="https://example.nl/contact",
    )
    found = p.row(p.page(app, "/dataset/bomen"), "Contact point")
    assert [p.text(item) for item in found.iter("li")] == [
        "Team Groen, Hoofd Groen",
        "groen@example.nl",
        "073-6155155",
        "https://example.nl/contact",
    ]
    assert found.xpath(".//a/@href") == ["mailto:groen@example.nl", "https://example.nl/contact"]


def test_coverage_is_named(app: Any) -> None:
    p.store(
        spatial_scheme=[GEMEENTE, RD, POSTCODE],
        spatial_value=[f"{OWMS}/Utrecht_(gemeente)", "155000 463000", "3512AB"],
        national_coverage=True,
    )
    found = p.page(app, "/nl/dataset/bomen")
    municipality, point, postcode = p.row(found, "Gebied").iter("li")
    assert p.text(municipality) == "Utrecht (Gemeente)"
    # The origin of the Dutch grid is in Amersfoort.
    assert p.text(point).startswith("52,155° ")
    assert p.text(point).endswith("(EPSG:28992 155000 463000)")
    assert "mlat=52.155" in point.xpath("a/@href")[0]
    assert p.text(postcode).startswith("3512AB (")


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        ({"temporal_start": "2012-01-01", "temporal_end": "2013-01-01"},
         "January 1, 2012 to January 1, 2013"),
        ({"temporal_start": "2012-01-01"}, "from January 1, 2012"),
        ({"temporal_end": "2013-01-01", "temporal_label": "Gouden Eeuw"},
         "until January 1, 2013 (Gouden Eeuw)"),
        ({"temporal_label": "Gouden Eeuw"}, "Gouden Eeuw"),
    ],
)  # fmt: skip
def test_a_period_is_one_value(app: Any, period: dict[str, str], shown: str) -> None:
    p.store(**period)
    assert p.text(p.row(p.page(app, "/dataset/bomen"), "Period")) == shown


def test_a_legal_foundation_is_a_link_with_its_name(app: Any) -> None:
    p.store(
        legal_foundation_label="Kadasterwet",
        legal_foundation_ref="artikel 3",
        legal_foundation_uri="https://wetten.overheid.nl/BWBR0004541",
    )
    found = p.row(p.page(app, "/dataset/bomen"), "Legal foundation")
    assert p.text(found) == "Kadasterwet (artikel 3)"
    assert found.xpath("a/@href") == ["https://wetten.overheid.nl/BWBR0004541"]


def test_keywords_lead_to_a_search(app: Any) -> None:
    p.store(tags=[{"name": "bomen en struiken"}, {"name": "groen"}])
    found = p.row(p.page(app, "/nl/dataset/bomen"), "Trefwoorden")
    assert found.xpath(".//a/@href")[0] == "/nl/dataset/?tags=bomen+en+struiken"


def test_a_long_list_shows_its_first_values_and_the_others_to_who_asks(app: Any) -> None:
    p.store(tags=[{"name": f"woord {number:02}"} for number in range(40)])
    found = p.row(p.page(app, "/dataset/bomen"), "Keywords")
    assert len(found.xpath("./ul/li")) == 12
    assert p.text(found.find("details/summary")) == "28 more"
    assert len(found.xpath("./details/ul/li")) == 28


def test_a_value_that_no_list_has_any_more_is_shown_as_it_is(app: Any) -> None:
    stored = p.store()
    p.overwrite(stored["id"], frequency="https://example.nl/gone")
    found = p.row(p.page(app, "/dataset/bomen"), "Update frequency")
    assert p.text(found) == "https://example.nl/gone"
    assert not found.xpath('a[@class="donl-concept"]')


@pytest.mark.parametrize(
    ("licence", "title", "is_open", "words"),
    [
        (CC_BY, "CC-BY (4.0)", True, "open licence"),
        (CLOSED, "No open license", False, "not an open licence"),
    ],
)
def test_the_licence_is_the_one_of_the_value_list(
    app: Any, licence: str, title: str, is_open: bool, words: str
) -> None:
    stored = p.store(license_id=licence, access_rights=RESTRICTED)
    facts = {"license_title": title, "license_url": licence, "isopen": is_open}
    shown = tk.get_action("package_show")({"ignore_auth": True}, {"id": stored["id"]})
    (searched,) = tk.get_action("package_search")({}, {"q": "bomen"})["results"]
    assert {name: shown[name] for name in facts} == facts
    assert {name: searched[name] for name in facts} == facts
    (side,) = p.page(app, "/dataset/bomen").xpath('//section[contains(@class, "license")]/p')
    assert p.text(side) == f"{title} ({words})"
    assert side.xpath("a/@href") == [licence]


def test_what_is_shown_of_the_licence_can_be_sent_back() -> None:
    stored = p.store()
    shown = tk.get_action("package_show")({"ignore_auth": True}, {"id": stored["id"]})
    shown["title"] = "Struiken"
    site = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    again = tk.get_action("package_update")({"ignore_auth": True, "user": site}, shown)
    assert again["title"] == "Struiken"


def test_machines_find_their_formats(app: Any) -> None:
    stored = p.store()
    found = p.page(app, "/dataset/bomen")
    alternates = dict(
        zip(
            found.xpath('//link[@rel="alternate"]/@type'),
            found.xpath('//link[@rel="alternate"]/@href'),
            strict=True,
        )
    )
    assert {"application/rdf+xml", "text/turtle", "application/ld+json"} < alternates.keys()
    given = app.get(alternates["application/json"]).json["result"]
    assert given["id"] == stored["id"]
    links = found.xpath('//section[@aria-labelledby="machines"]//a/@href')
    assert len(links) == 4
    assert [app.get(link).status_code for link in links] == [200] * 4


def test_a_visitor_is_not_asked_to_follow_nor_to_edit(app: Any) -> None:
    stored = p.store()
    visitor = p.page(app, "/dataset/bomen")
    assert not visitor.xpath('//a[contains(@href, "/dataset/edit/")]')
    assert "Followers" not in p.text(visitor)
    editor = p.page(app, "/dataset/bomen", headers=p.editor_of(stored["owner_org"]))
    assert editor.xpath('//a[contains(@href, "/dataset/edit/bomen")]')
    assert "Followers" in p.text(editor)


def test_what_a_dataset_says_is_in_its_own_language_for_who_hears_the_page(app: Any) -> None:
    p.store(resources=[distribution(metadata_language=f"{EU}/language/ENG")])
    found = p.page(app, "/dataset/bomen")
    assert found.xpath('//h1//*[@lang="nl"]')
    assert found.xpath('//li[@class="donl-card"]//h3/a/@lang') == ["en"]


@pytest.mark.parametrize("path", ["/dataset/bomen", "/dataset/bomen/resource/{resource}"])
def test_headings_and_ids_are_in_order(app: Any, path: str) -> None:
    stored = p.store(resources=[distribution(), distribution(url="https://example.nl/2")])
    found = p.page(app, path.format(resource=stored["resources"][0]["id"]))
    levels = [level for level, _text in p.headings(found)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    ids = found.xpath('//*[@id="content"]//@id')
    assert len(ids) == len(set(ids))
    assert all(found.xpath(f'//*[@id="{i}"]') for i in found.xpath("//@aria-labelledby"))


def test_an_old_version_is_shown_in_the_same_way(app: Any) -> None:
    stored = p.store(title="Bomen van toen")
    site = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context = {"ignore_auth": True, "user": site}
    tk.get_action("package_patch")(dict(context), {"id": stored["id"], "title": "Bomen van nu"})
    activities = tk.get_action("package_activity_list")(
        dict(context), {"id": stored["id"], "include_hidden_activity": True}
    )
    editor = p.editor_of(stored["owner_org"])
    path = f"/dataset/{stored['id']}/history/{activities[-1]['id']}"
    found = p.page(app, path, headers=editor)
    assert p.headings(found)[0] == (1, "Bomen van toen")
    assert p.text(p.row(found, "Theme")) == "Natuur en milieu"
