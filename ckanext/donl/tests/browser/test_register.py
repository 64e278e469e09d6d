"""A data owner registers a dataset, and everybody finds it."""

from __future__ import annotations

import re

import ckan.plugins.toolkit as tk
from playwright.sync_api import Page, expect

from ..harvest.portal import searchable
from ..profile import examples as e
from . import content
from .checks import for_everybody, no_violations
from .conftest import Look, Visit
from .keyboard import focused, tab_to

SAVE = ".form-actions [type=submit]"
TYPED = {
    "field-notes": "Alle lantaarnpalen: hoogte, soort & lamp.\n\nMaandelijks bijgewerkt.",
    "field-tags": "lantaarns, verlichting",
    "field-contact_point_email": "geen adres",
    "field-resources__0__url": "javascript:alert(1)",
    "field-resources__0__name": "Lantaarnpalen (CSV)",
}
WRONG = {
    "title": "Lantaarnpalen",
    "theme": None,
    "authority": "Gemeente 's-Hertogenbosch",
    "contact_point_name": "Team Licht",
    "contact_point_email": "licht@example.nl",
    "license_id": e.CC_BY,
    "resources__0__url": "https://data.example.nl/lantaarns.csv",
    "resources__0__description": "Alle lantaarnpalen als tabel.",
    "resources__0__format": "CSV",
}


def test_a_dataset_is_refused_corrected_found_seen_and_changed(visit: Visit, look: Look) -> None:
    page = visit(content.OWNER)
    page.goto("dataset/")
    page.locator("a[href$='/dataset/new']").click()
    form = page.locator("#dataset-edit")
    for id, text in TYPED.items():
        page.locator(f"#{id}").fill(text)
    look(page, "formulier", page.locator("#section-what"))
    page.locator(SAVE).click()

    summary = page.locator("#error-summary")
    expect(summary).to_be_focused()
    look(page, "formulier-fouten", summary)
    links = [str(link.get_attribute("href")) for link in summary.get_by_role("link").all()]
    assert {link.removeprefix("#field-") for link in links} == set(WRONG)
    for link in links:
        summary.locator(f"[href='{link}']").click()
        assert focused(page) == link.removeprefix("#")
        told_beside(page, link.removeprefix("#field-"))
    for_everybody(page)
    for id, text in TYPED.items():
        expect(page.locator(f"#{id}")).to_have_value(text)
    look(page, "formulier-fout-bij-veld", form.locator(".donl-wrong").first)

    correct(page)
    page.locator(SAVE).dblclick()
    page.wait_for_url("**/dataset/lantaarnpalen")
    expect(page.locator("h1")).to_have_text("Lantaarnpalen")
    assert len(searchable(fq="title:Lantaarnpalen")) == 1

    found_by_its_facets(visit(), look)
    seen_in_both_languages(visit, look)

    page.goto("dataset/edit/lantaarnpalen")
    expect(page.locator("#field-notes")).to_have_value(TYPED["field-notes"])
    page.locator("#field-title").fill("Lantaarnpalen en lampen")
    page.locator(SAVE).click()
    page.wait_for_url("**/dataset/lantaarnpalen")
    expect(page.locator("h1")).to_have_text("Lantaarnpalen en lampen")


def told_beside(page: Page, name: str) -> None:
    """The error of a field is to be seen beside it, and read aloud with it."""
    error = page.locator(f"#error-{name}")
    expect(error).to_be_visible()
    assert error.inner_text().strip()
    field = page.locator(f".donl-field:has(#field-{name})").last
    expect(field.locator(f"#error-{name}")).to_be_visible()
    described = field.locator(f"[aria-describedby~='error-{name}']").first
    expect(described).to_be_visible()


def correct(page: Page) -> None:
    page.locator("#field-theme").check()
    for name, text in WRONG.items():
        field = page.locator(f"#field-{name}")
        if name == "license_id":
            field.select_option(text)
        elif text:
            field.fill(text)


def found_by_its_facets(page: Page, look: Look) -> None:
    page.goto("dataset/?q=lantaarn")
    for choice in ("Gemeente 's-Hertogenbosch", "CC-BY (4.0)", "CSV", "Publiek", "Beschikbaar"):
        facet = page.locator(".donl-facet").get_by_role("link", name=choice).first
        address = str(facet.get_attribute("href"))
        facet.click()
        page.wait_for_url(re.compile(re.escape(address)))
    assert page.url.count("&") == 5
    expect(page.locator(".dataset-heading")).to_have_text(["Lantaarnpalen"])
    look(page, "zoeken")
    page.locator(".dataset-heading a").click()
    page.wait_for_url("**/dataset/lantaarnpalen")


def seen_in_both_languages(visit: Visit, look: Look) -> None:
    for language, owner, access in (
        ("nl", "Data-eigenaar", "Publiek"),
        ("en", "Data owner", "Public"),
    ):
        page = visit(language=language)
        page.goto("dataset/lantaarnpalen")
        main = page.locator(".primary")
        expect(main.get_by_text(owner, exact=True).first).to_be_visible()
        expect(main.get_by_text(access, exact=True).first).to_be_visible()
        expect(main.get_by_role("link", name="Gemeente 's-Hertogenbosch").first).to_be_visible()
        expect(main.get_by_text("Lantaarnpalen (CSV)").first).to_be_visible()
        look(page, f"dataset-{language}")


def test_the_form_asks_what_applies(visit: Visit) -> None:
    page = visit(content.OWNER)
    page.goto("dataset/new")
    planned = page.locator("#field-date_planned")
    expect(planned).to_be_hidden()
    page.locator("#field-dataset_status").select_option("http://data.overheid.nl/status/gepland")
    expect(planned).to_be_visible()

    expect(page.locator("#field-resources__1__url")).to_have_count(0)
    page.locator("[data-donl-add-distribution]").click()
    assert focused(page) == "field-resources__1__url"

    page.locator("#field-documentation").fill("https://data.example.nl/uitleg")
    rows = page.locator("[name=documentation]")
    before = rows.count()
    page.locator("[data-donl-repeated]:has(#field-documentation) [data-donl-add]").click()
    expect(rows).to_have_count(before + 1)
    expect(rows.last).to_be_focused()
    no_violations(page)


def test_a_dataset_is_registered_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit(content.OWNER, language="en")
    page.goto("dataset/")
    tab_to(page, "a[href$='/dataset/new']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dataset/new")
    for id, keys in {
        "field-title": "Benches",
        "field-notes": "All benches.",
        "field-theme": " ",
        "field-authority": "Gemeente 's-Hertogenbosch",
        "field-contact_point_name": "Team Groen",
        "field-contact_point_email": "groen@example.nl",
        "field-license_id": "CC-0",
        "field-resources__0__url": "https://data.example.nl/benches.csv",
        "field-resources__0__name": "Benches",
        "field-resources__0__description": "Table.",
        "field-resources__0__format": "CSV",
    }.items():
        tab_to(page, f"#{id}")
        page.keyboard.press("Space") if keys == " " else page.keyboard.type(keys)
    tab_to(page, SAVE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/dataset/benches")
    assert tk.get_action("package_show")({}, {"id": "benches"})["theme"]


def test_the_form_works_without_scripts(visit: Visit) -> None:
    page = visit(content.OWNER, javascript=False)
    page.goto("dataset/new")
    page.locator("#field-notes").fill("Alle putten.")
    page.locator(SAVE).click()
    expect(page.locator("#error-title")).to_be_visible()
    expect(page.locator("#field-notes")).to_have_value("Alle putten.")
    page.locator("#field-title").fill("Putten")
    page.locator("#field-theme").check()
    page.locator("#field-authority").fill("Gemeente 's-Hertogenbosch")
    page.locator("#field-contact_point_name").fill("Team Water")
    page.locator("#field-contact_point_email").fill("water@example.nl")
    page.locator("#field-license_id").select_option(e.CC_BY)
    page.locator(SAVE).click()
    page.wait_for_url("**/dataset/putten")
    expect(page.locator("h1")).to_have_text("Putten")
