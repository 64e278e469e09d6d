"""Every page, on a desktop and on a phone: open to everybody, within the screen, safe."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from . import content
from .checks import PHONE, for_everybody, no_violations
from .conftest import Look, Visit

_TOPS = "headings => headings.map(heading => heading.getBoundingClientRect().top)"
_SCRIPT = quote(content.SCRIPT)
PAGES = {
    "login": (None, "user/login"),
    "home": (None, ""),
    "search": (None, "dataset/"),
    "dataset": (None, "dataset/bomen"),
    "dataset-hostile": (None, "dataset/vreemd"),
    "dataset-harvested": (content.OWNER, "dataset/{harvested}"),
    "distribution": (None, "dataset/bomen/resource/{distribution}"),
    "explanation": (content.ADMIN, "donl/dataset/{harvested}/explanation"),
    "form": (content.OWNER, "dataset/new"),
    "form-edit": (content.OWNER, "dataset/edit/bomen"),
    "form-harvested": (content.ADMIN, "dataset/edit/{harvested}"),
    "lists": (None, "donl/vocabulary"),
    "list": (None, "donl/vocabulary/overheid_taxonomiebeleidsagenda"),
    "list-long": (None, "donl/vocabulary/mdr_filetype_nal"),
    "sources": (None, "harvest/"),
    "source": (None, "harvest/geoportaal"),
    "source-about": (None, "harvest/about/geoportaal"),
    "source-admin": (content.ADMIN, "harvest/admin/geoportaal"),
    "source-new": (content.ADMIN, "harvest/new"),
    "source-edit": (content.ADMIN, "harvest/edit/geoportaal"),
    "jobs": (content.ADMIN, "harvest/geoportaal/job"),
    "job": (content.ADMIN, "harvest/geoportaal/job/last"),
    "runs": (content.ADMIN, "donl/runs"),
    "runs-source": (content.ADMIN, "donl/runs/geoportaal"),
    "run": (content.ADMIN, "donl/run/{run}"),
    "run-value": (content.ADMIN, "donl/run/{run}/value?property=dataset.theme&value=" + _SCRIPT),
    "record-refused": (content.ADMIN, "donl/run/{run}/record?guid={refused}"),
    "record-unchanged": (content.ADMIN, "donl/run/{run}/record?guid={unchanged}"),
    "unmapped": (content.ADMIN, "donl/unmapped"),
    "mappings": (content.ADMIN, "donl/mappings"),
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(name: str, language: str, visit: Visit, look_at_all: Look) -> None:
    user, path = PAGES[name]
    page = visit(user, language=language)
    answer = page.goto(path.format(**content.places()))
    assert answer is not None
    assert answer.ok
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1:visible").count() == 1

    def seen(width: int) -> None:
        look_at_all(page, f"{name}-{language}-{width}")
        tops = page.locator("h1, [role=main] h2").evaluate_all(_TOPS)
        assert tops == sorted(tops), f"{name} at {width}: what comes first stands further down"

    for_everybody(page, seen)


def test_menu_and_facets_unfold_on_a_phone(visit: Visit) -> None:
    page = visit(size=PHONE)
    page.goto("dataset/")
    facet = page.get_by_role("link", name="CC-0 (1.0)")
    expect(facet).to_be_hidden()
    found = page.locator("h1").inner_text()
    page.locator(".show-filters").click()
    expect(facet).to_be_visible()
    no_violations(page)
    facet.click()
    expect(page.locator("h1")).not_to_have_text(found)
    page.keyboard.press("Escape")
    expect(page.locator(".show-filters")).to_be_focused()
    page.locator(".navbar-toggler").click()
    expect(page.locator("#field-sitewide-search")).to_be_visible()
    no_violations(page)


def test_what_somebody_wrote_is_shown_as_text(visit: Visit) -> None:
    page = visit()
    page.goto("dataset/vreemd")
    assert "taken over" not in page.title().removeprefix(content.SCRIPT)
    assert content.SCRIPT in page.locator("h1").inner_text()
    assert page.locator("a[href^='javascript:']").count() == 0
    page.goto("dataset/?q=taken+over")
    assert content.SCRIPT in page.locator(".dataset-list").inner_text()
