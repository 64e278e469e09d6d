"""A browser, the portal that it opens, and the people behind it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from ckan import plugins
from ckan.common import config

from .. import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, Response

_WIDE = (1280, 900)
# The grain of CKAN's backgrounds makes a picture three times as large.
_PLAIN = ":is(body, .main, .masthead, .account-masthead, .site-footer) {background-image: none}"
_OPTIONS = {
    "ckan.site_title": "data.overheid.nl",
    "ckan.locale_default": "nl",
    "ckan.locales_offered": "nl en",
    # Pictures of users would come from elsewhere.
    "ckan.gravatar_default": "disabled",
}


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium; without it all tests in a browser are skipped."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no program chromium: ./dev test installs Debian's where there is one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def loaded(
    reset_db: Callable[[], None],
    migrate_db_for: Callable[[str], None],
    reset_index: Callable[[], None],
    reset_redis: Callable[[str], int],
) -> Iterator[None]:
    """The extension's plugins in this process, and the portal's contents."""
    before = config.copy()
    plugins.load_all()
    from . import content

    reset_db()
    for plugin in ("activity", "harvest", "donl"):
        migrate_db_for(plugin)
    reset_index()
    reset_redis("ckanext-harvest:*")
    content.fill()
    yield
    plugins.unload_all()
    config.clear()
    config.update(before)


@pytest.fixture(scope="package")
def site(
    chromium: Browser, loaded: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[served.Served]:
    """The portal as it is served in production: CSRF protection on, Dutch at first sight."""
    with served.portal(tmp_path_factory.mktemp("site"), _OPTIONS) as running:
        yield running


class Visit(Protocol):
    def __call__(
        self,
        user: str | None = None,
        *,
        language: str = "nl",
        size: tuple[int, int] = _WIDE,
        javascript: bool = True,
    ) -> Page: ...


@dataclass
class Sessions:
    """Who is logged in: people log in once."""

    site: served.Served
    browser: Browser
    states: dict[str, Any] = field(default_factory=dict)

    def state(self, user: str) -> Any:
        """The cookies of this user."""
        if user not in self.states:
            page = self.browser.new_page(base_url=f"{self.site.address}/nl/")
            log_in(page, user)
            self.states[user] = page.context.storage_state()
            page.context.close()
        return self.states[user]


def log_in(page: Page, user: str) -> None:
    from .content import PASSWORD

    page.goto("user/login")
    page.locator("#field-login").fill(user)
    page.locator("#field-password").fill(PASSWORD)
    page.locator(".form-actions button").click()
    page.wait_for_url("**/dashboard/**")


@pytest.fixture(scope="package")
def sessions(site: served.Served, chromium: Browser) -> Sessions:
    return Sessions(site, chromium)


@pytest.fixture
def visit(site: served.Served, chromium: Browser, sessions: Sessions) -> Iterator[Visit]:
    """A browser window: ``visit(user)`` gives a page on which that user is logged in, and whose
    addresses are relative to the portal in a language. No page may have an error: not the server's,
    nor one of a script."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def failed(error: Error) -> None:
        faults.append(str(error))

    def answered(answer: Response) -> None:
        if answer.status >= 500:
            faults.append(f"{answer.url}: {answer.status}")

    def opened(
        user: str | None = None,
        *,
        language: str = "nl",
        size: tuple[int, int] = _WIDE,
        javascript: bool = True,
    ) -> Page:
        context = chromium.new_context(
            base_url=f"{site.address}/{language}/",
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            storage_state=sessions.state(user) if user else None,
            reduced_motion="reduce",
            locale={"nl": "nl-NL", "en": "en-GB"}[language],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", failed)
        page.on("response", answered)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults, f"{faults}\n{told(site)}"


def told(site: served.Served) -> str:
    """What the portal logged last, without the requests."""
    lines = site.log.read_text().splitlines()
    return "\n".join([line for line in lines if not re.match(r"\[pid: |.* INFO ", line)][-60:])


Look = Callable[..., None]


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Look:
    """``look(page, name)`` keeps a picture of the window in the folder of ``--screenshots``;
    ``look(page, name, element)`` one of an element, whatever its size."""
    folder = request.config.getoption("--screenshots")

    def kept(page: Page, name: str, element: Locator | None = None) -> None:
        if folder:
            (element or page).screenshot(path=Path(folder) / f"{name}.png", style=_PLAIN)

    return kept


@pytest.fixture
def look_at_all(request: pytest.FixtureRequest) -> Look:
    """``look_at_all(page, name)`` keeps a picture of the whole page in the folder of
    ``--screenshots-of-pages``."""
    folder = request.config.getoption("--screenshots-of-pages")

    def kept(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", style=_PLAIN, full_page=True)

    return kept
