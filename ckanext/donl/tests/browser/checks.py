"""What of a page keeps people out: axe-core's rules for WCAG 2.1, levels A and AA, and its advice
on headings, landmarks and the like; and what lies beside the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDE, PHONE = (1280, 900), (375, 812)
_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    # Beside every user's name CKAN puts a picture that has that name too.
    "rules": {"image-redundant-alt": {"enabled": False}},
}
_BESIDE = """() => {
  const width = window.innerWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return ['the page', ...[...document.querySelectorAll('body *')]
    .filter(element => element.getBoundingClientRect().right > width + 1)
    .map(element => element.outerHTML.slice(0, 150)).slice(0, 8)];
}"""
_axe = Axe()


def for_everybody(page: Page, seen: Callable[[int], None] = lambda width: None) -> None:
    """Check a page on a phone and on a desktop; ``seen`` is told the width while it has it."""
    for width, height in (PHONE, WIDE):
        page.set_viewport_size({"width": width, "height": height})
        seen(width)
        fits(page)
        no_violations(page)


def fits(page: Page) -> None:
    """Fail where a part of the page lies beside the screen."""
    beside: list[str] = page.evaluate(_BESIDE)
    assert not beside, "\n".join([page.url, *beside])


def no_violations(page: Page) -> None:
    """Fail with every violation, where it is and what is wrong."""
    found = _axe.run(page, options=_OPTIONS).response["violations"]
    assert not found, f"{page.url}\n" + "\n".join(_told(violation) for violation in found)


def _told(violation: dict[str, Any]) -> str:
    nodes = (
        f"  {' '.join(map(str, node['target']))}\n    {node['html'][:300]}\n    {_why(node)}"
        for node in violation["nodes"]
    )
    return "\n".join([f"{violation['id']} ({violation['impact']}): {violation['help']}", *nodes])


def _why(node: dict[str, Any]) -> str:
    checks = (*node["any"], *node["all"], *node["none"])
    return "; ".join(check["message"] for check in checks)
