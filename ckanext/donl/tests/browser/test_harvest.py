"""An administrator adds a source of the Nationaal Georegister, runs it, and sees what it brings."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from .. import served
from ..catalogue import Pycsw
from ..harvest import portal as p
from ..harvest import variants as v
from . import content
from .conftest import Look, Visit

# The first has a theme that no mapping table knows.
RECORDS = [v.changed(v.valid(30)[-1], v.TOPICS, "disaster"), *v.valid(34)[-4:]]


def test_a_source_is_added_run_and_its_datasets_are_seen(
    visit: Visit,
    site: served.Served,
    pycsw: Pycsw,
    tmp_path: Path,
    look: Look,
) -> None:
    for record in RECORDS:
        (tmp_path / f"{record.uuid}.xml").write_bytes(record.xml)
    assert pycsw.load(tmp_path) == len(RECORDS)
    page = visit(content.ADMIN)
    page.goto("harvest/new")
    page.locator("#field-url").fill(pycsw.url)
    page.locator("#field-title").fill("Nationaal Georegister")
    page.locator(".slug-preview button").click()
    page.locator("#field-name").fill("ngr")
    page.locator("[name=source_type][value=ngr]").check()
    page.locator("[name=config]").fill('{"pagesize": 50}')
    page.locator("[name=owner_org]").select_option(label=content.ORGANISATION)
    page.locator("#source-new [name=save]").click()
    expect(page.locator(".error-explanation")).to_contain_text('"pagesize"')
    page.locator("[name=config]").fill('{"page_size": 50}')
    look(page, "bron-toevoegen", page.locator("#source-new"))
    page.locator("#source-new [name=save]").click()
    page.wait_for_url("**/harvest/ngr")

    page.goto("harvest/admin/ngr")
    page.locator("a[href*='/harvest/refresh/']").click()
    page.locator(".modal-dialog .btn-primary").click()
    expect(page.locator(".flash-messages .alert-success")).to_be_visible()
    with served.consumers(site):
        served.until(lambda: finished(page))
    look(page, "bron-resultaat", page.locator(".primary"))
    expect(page.locator(".primary")).to_contain_text("disaster")

    visitor = visit()
    visitor.goto("harvest/ngr")
    expect(visitor.locator(".dataset-heading")).to_have_count(len(RECORDS) - 1)
    title = p.dataset(RECORDS[-1].uuid)["title"]
    visitor.get_by_role("link", name=title).click()
    expect(visitor.locator("h1")).to_have_text(title)


def finished(page: Page) -> bool:
    """Whether the run that the administrator looks at is done, as the portal's timer finds."""
    p.tick()
    page.goto("harvest/ngr/job/last")
    return page.locator("tr", has_text="Status").get_by_text("Finished").count() > 0
