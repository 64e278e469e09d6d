"""What of a page keeps people out: axe-core's rules for WCAG 2.1, levels A and AA, and its advice
on headings, landmarks and the like."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    # Beside every user's name CKAN puts a picture that has that name too.
    "rules": {"image-redundant-alt": {"enabled": False}},
}
_axe = Axe()


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
