"""Registering a dataset with the portal's own form, by HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ckan.tests import factories
from lxml import html

from ..profile import examples as x
from .filled import FILLED, Page, accepted, count, filled, second, show

pytestmark = pytest.mark.usefixtures("portal")


def test_a_filled_form_becomes_a_dataset(send: Callable[..., Any]) -> None:
    assert accepted(send(filled())) == "bomen"
    dataset = show("bomen")
    assert dataset["authority"] == f"{x.OWMS}/'s-Hertogenbosch"
    assert [tag["name"] for tag in dataset["tags"]] == ["bomen", "groen"]
    assert dataset["modified"] == "2024-05-01T00:00:00"
    (distribution,) = dataset["resources"]
    assert distribution["format"] == f"{x.EU}/file-type/CSV"


def test_what_is_left_empty_follows_the_dataset(send: Callable[..., Any]) -> None:
    accepted(send(filled()))
    dataset = show("bomen")
    assert dataset["publisher"] == dataset["authority"]
    (distribution,) = dataset["resources"]
    assert distribution["license_id"] == x.CC_BY
    assert distribution["language"] == [x.NLD]
    assert distribution["metadata_language"] == x.NLD


def test_an_empty_form_names_every_mandatory_field(app: Any, owner: dict[str, Any]) -> None:
    blank = {"owner_org": owner["organisation"], "save": ""}
    page = Page(app.post("/dataset/new", data=blank, headers=owner["headers"]).body)
    expected = {
        "title", "notes", "theme", "language", "metadata_language", "identifier", "authority",
        "contact_point_name", "contact_point_email", "license_id", "modified",
    }  # fmt: skip
    assert set(page.summary()) == {f"field-{name}" for name in expected}
    for name in expected:
        assert page.beside(name) == page.summary()[f"field-{name}"]
        assert page.root.xpath(f"//*[@id='field-{name}']"), f"the summary leads nowhere: {name}"


def test_errors_are_dutch_for_a_dutch_reader(send: Callable[..., Any]) -> None:
    page = Page(send(filled(title=""), lang="/nl").body)
    assert page.summary() == {"field-title": "Titel: een waarde is verplicht"}


def test_nothing_that_was_typed_is_lost(send: Callable[..., Any]) -> None:
    typed = filled(
        title="",
        authority="Ministerie van Bomen",
        publisher="gemeente 's-hertogenbosch",
        modified="gisteren",
        contact_point_phone="<b>0800</b>",
        documentation=["https://data.example.nl/uitleg", "geen adres"],
        spatial_scheme=[x.GEMEENTE, x.RD],
        spatial_value=["Eindhoven", "ergens"],
        **second(url="javascript:alert(1)", format="geen formaat"),
    )
    page = Page(send(typed).body)
    assert set(page.summary()) == {
        "field-title",
        "field-authority",
        "field-modified",
        "field-documentation",
        "field-spatial_value",
        "field-resources__1__url",
        "field-resources__1__format",
    }
    assert page.value("authority") == "Ministerie van Bomen"
    assert page.value("publisher") == "Gemeente 's-Hertogenbosch"
    assert page.value("modified") == "gisteren"
    assert page.value("contact_point_phone") == "<b>0800</b>"
    assert page.value("theme") == FILLED["theme"][0]
    assert page.value("documentation") == ["https://data.example.nl/uitleg", "geen adres", ""]
    assert page.value("spatial_scheme") == [x.GEMEENTE, x.RD, ""]
    assert page.value("spatial_value") == ["Eindhoven", "ergens", ""]
    assert page.value("resources__1__url") == "javascript:alert(1)"
    assert page.value("resources__1__format") == "geen formaat"
    assert page.value("tag_string") == "bomen, groen"
    assert count() == 0


def test_a_form_that_is_put_right_is_accepted_as_the_browser_sends_it(
    app: Any, owner: dict[str, Any], send: Callable[..., Any]
) -> None:
    page = Page(send(filled(title="")).body)
    again = {**page.fields(), "title": ["Bomen"]}
    answer = app.post("/dataset/new", data=again, headers=owner["headers"], follow_redirects=False)
    assert answer.status_code == 302, Page(answer.body).summary()
    assert show("bomen")["resources"][0]["name"] == "Bomen (CSV)"


def test_labels_of_both_languages_are_understood(send: Callable[..., Any]) -> None:
    accepted(send(filled(spatial_scheme=[x.GEMEENTE], spatial_value=["EINDHOVEN"])))
    assert show("bomen")["spatial_value"] == [f"{x.OWMS}/Eindhoven_(gemeente)"]


def test_an_empty_distribution_is_none(send: Callable[..., Any]) -> None:
    empty = dict.fromkeys((name for name in FILLED if name.startswith("resources__")), "")
    assert accepted(send(filled(**empty)))
    assert show("bomen")["resources"] == []


def test_a_form_sent_twice_makes_one_dataset(send: Callable[..., Any]) -> None:
    assert accepted(send(filled()))
    assert accepted(send(filled())) == "bomen"
    assert count() == 1


def test_the_identifier_of_another_dataset_is_refused_beside_its_field(
    send: Callable[..., Any],
) -> None:
    accepted(send(filled()))
    page = Page(send(filled(title="Andere bomen")).body)
    assert page.summary() == {
        "field-identifier": 'Identifier: the dataset "bomen" already has this identifier'
    }
    assert count() == 1


@pytest.mark.parametrize(
    ("changes", "at", "words"),
    [
        ({"notes": "x" * 100_000}, "notes", "is 100000 characters long; at most 50000 are allowed"),
        ({"title": "x" * 100_000}, "title", "at most 500 are allowed"),
        (
            {"tag_string": ",".join(f"trefwoord {n}" for n in range(5000))},
            "tags",
            "5000 values are given; at most 500 are allowed",
        ),
        ({"resources__0__url": "javascript:alert(1)"}, "resources__0__url", "not a web address"),
        (
            second(
                url=FILLED["resources__0__url"], name=FILLED["resources__0__name"], format="CSV"
            ),
            "resources__1__url",
            "given more than once: distribution 1 is the same",
        ),
        ({"authority": "\x00"}, "authority", "cannot be stored"),
        ({"identifier": "http://x.nl/\x00"}, "identifier", "cannot be stored"),
    ],
    ids=["long-description", "long-title", "tags", "script-address", "duplicate", "nul", "nul-uri"],
)
def test_bad_input_has_its_sentence_beside_the_field(
    send: Callable[..., Any], changes: dict[str, Any], at: str, words: str
) -> None:
    page = Page(send(filled(**changes)).body)
    assert set(page.summary()) == {f"field-{at}"}
    assert words in page.beside(at)
    assert count() == 0


def test_every_wrong_keyword_is_told_in_short(send: Callable[..., Any]) -> None:
    page = Page(send(filled(tag_string=f"a, bomen, b#c, {'x' * 60_000}"), lang="/nl").body)
    told = page.beside("tags")
    assert '"a" is geen trefwoord' in told
    assert '"b#c" is geen trefwoord' in told
    assert told.startswith("Trefwoorden: ")
    assert len(told) < 1000


def test_keywords_are_taken_once(send: Callable[..., Any]) -> None:
    accepted(send(filled(tag_string=" groen,bomen, bomen ,, groen")))
    assert [tag["name"] for tag in show("bomen")["tags"]] == ["bomen", "groen"]


def test_a_hundred_thousand_characters_of_any_kind_are_answered(send: Callable[..., Any]) -> None:
    page = Page(send(filled(notes="é" * 100_000)).body)
    assert "at most 50000 are allowed" in page.beside("notes")


@pytest.mark.parametrize("query", ["resources=abc", "tags=abc", "title=Bomen&language=x"])
def test_an_odd_address_shows_the_form(app: Any, owner: dict[str, Any], query: str) -> None:
    page = app.get(f"/dataset/new?{query}", headers=owner["headers"])
    assert Page(page.body).value("title") == ("Bomen" if "title" in query else "")


def test_a_private_dataset_is_not_named_to_others(
    app: Any, owner: dict[str, Any], send: Callable[..., Any]
) -> None:
    identifier = Page(app.get("/dataset/new", headers=owner["headers"]).body).value("identifier")
    accepted(send(filled(title="Geheim", identifier=identifier, private="True")))
    path = identifier.removeprefix("http://test.ckan.net")
    assert app.get(path, follow_redirects=False).status_code == 404
    stranger = factories.UserWithToken()
    theirs = factories.Organization(users=[{"name": stranger["name"], "capacity": "editor"}])
    answer = app.post(
        "/dataset/new",
        data={**filled(identifier=identifier), "owner_org": theirs["id"]},
        headers={"Authorization": stranger["token"]},
    )
    told = Page(answer.body).beside("identifier")
    assert told == "Identifier: another dataset already has this identifier"


def test_a_script_in_a_title_is_text(app: Any, send: Callable[..., Any]) -> None:
    hostile = '<script>alert(1)</script> & " bomen'
    name = accepted(send(filled(title=hostile, notes=hostile)))
    page = app.get(f"/dataset/{name}").body
    assert "<script>alert(1)" not in page
    assert hostile in html.fromstring(page).xpath("string(//h1)")
    assert hostile in html.fromstring(page).xpath("string(//div[contains(@class, 'notes')])")
    found = html.fromstring(app.get("/dataset/").body)
    assert hostile in found.xpath("string(//li[contains(@class, 'dataset-item')])")


def test_a_dataset_for_another_organisation_is_refused(app: Any, owner: dict[str, Any]) -> None:
    other = factories.Organization()
    answer = app.post(
        "/dataset/new",
        data={**filled(), "owner_org": other["id"]},
        headers=owner["headers"],
        follow_redirects=False,
    )
    assert answer.status_code == 403
    assert count() == 0


def test_nobody_registers_without_logging_in(app: Any) -> None:
    assert app.get("/dataset/new", follow_redirects=False).status_code in (302, 403)
    assert app.post("/dataset/new", data=filled(), follow_redirects=False).status_code == 403


def test_the_offered_identifier_leads_to_the_dataset(
    app: Any, owner: dict[str, Any], send: Callable[..., Any]
) -> None:
    offered = Page(app.get("/dataset/new", headers=owner["headers"]).body).value("identifier")
    path = offered.removeprefix("http://test.ckan.net")
    assert app.get(path, follow_redirects=False).status_code == 404
    accepted(send(filled(identifier=offered)))
    found = app.get(path, follow_redirects=False)
    assert found.headers["Location"].endswith("/dataset/bomen")


def test_an_error_names_values_by_their_labels(send: Callable[..., Any]) -> None:
    page = Page(send(filled(license_id=x.CLOSED, spatial_scheme=[x.RD], spatial_value=["?"])).body)
    told = page.beside("license_id")
    assert 'Licence: "No open license" is not an open licence' in told
    assert "CC-BY (4.0)" in told
    assert '"?" does not fit the scheme EPSG:28992' in page.beside("spatial_value")
    assert "http" not in told + page.beside("spatial_value")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hertogenbosch", "Gemeente 's-Hertogenbosch"),
        ("provincie utrect", "Provincie Utrecht"),
        ("gemeente utrecht", "Utrecht"),
    ],
)
def test_a_label_that_is_nearly_right_gets_suggestions(
    send: Callable[..., Any], typed: str, meant: str
) -> None:
    told = Page(send(filled(authority=typed)).body).beside("authority")
    suggested = told.partition("Did you mean: ")[2]
    assert meant in suggested.removesuffix("?").split("; ")
