"""A person without a mouse."""

from __future__ import annotations

from playwright.sync_api import Page

_MOST = 300
_SHOWN = """element => {
  const style = getComputedStyle(element);
  return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
}"""


def focused(page: Page) -> str:
    """The id of the element that has the focus."""
    id: str = page.evaluate("document.activeElement.id")
    return id


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on an element; it is to be seen on every one on the way."""
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        here = page.evaluate_handle("document.activeElement").as_element()
        assert here is not None
        assert here.evaluate(_SHOWN), (
            f"focus is not to be seen: {here.evaluate('e => e.outerHTML')}"
        )
        if here.evaluate("(element, wanted) => element.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not to be reached with Tab")
