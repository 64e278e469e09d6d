"""Every page, on a desktop and on a phone: open to everybody, within the screen, safe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from . import content
from .axe import no_violations
from .conftest import PHONE, WIDE, Visit

PAGES = {
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
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(
    name: str, language: str, visit: Visit, look: Callable[..., None]
) -> None:
    user, path = PAGES[name]
    page = visit(user, language=language)
    answer = page.goto(path.format(**content.places()))
    assert answer is not None
    assert answer.ok
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1:visible").count() == 1
    for size in (WIDE, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        look(page, f"{name}-{language}-{size[0]}")
        fits(page)
        no_violations(page)


def fits(page: Page) -> None:
    """Nothing of the page lies beside the screen."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{page.url}: {beyond(page)}"


def beyond(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 150)).slice(0, 8)"""
    )
    return found


def test_what_somebody_wrote_is_shown_as_text(visit: Visit) -> None:
    page = visit()
    page.goto("dataset/vreemd")
    assert "taken over" not in page.title().removeprefix(content.SCRIPT)
    assert content.SCRIPT in page.locator("h1").inner_text()
    assert page.locator("a[href^='javascript:']").count() == 0
    page.goto("dataset/")
    assert re.search(re.escape(content.SCRIPT), page.locator(".dataset-list").inner_text())
