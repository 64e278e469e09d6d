"""An administrator adds a source of the Nationaal Georegister, looks at what it would bring, runs
it, reads the report, gives a value its mapping, and sees the dataset appear."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from .. import served
from ..catalogue import Pycsw
from ..harvest import portal as p
from ..harvest import variants as v
from . import content
from .checks import for_everybody
from .conftest import Look, Visit

# The first has a theme that no mapping table knows, spelt nearly as one that the list has.
THEME = "Natuur en milieuu"
RECORDS = [v.changed(v.valid(30)[-1], v.TOPICS, THEME), *v.valid(34)[-4:]]


def test_from_a_new_source_to_a_repaired_mapping(
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
    page.locator("[name=owner_org]").select_option(label="Gemeente 's-Hertogenbosch")
    page.locator("#source-new [name=save]").click()
    expect(page.locator(".error-explanation")).to_contain_text('"pagesize"')
    page.locator("[name=config]").fill('{"page_size": 50}')
    look(page, "bron-toevoegen", page.locator("#source-new"))
    previewed(page, look)
    page.locator("#source-new [name=save]").click()
    page.wait_for_url("**/harvest/ngr")

    run(page, site)
    page.goto("donl/runs")
    look(page, "bronnen", page.locator(".primary"))
    page.get_by_role("link", name="Nationaal Georegister", exact=True).first.click()
    expect(page.locator("h1")).to_contain_text("Nationaal Georegister")
    page.locator(".donl-why tbody a").first.click()
    expect(page.locator(".donl-counts")).to_contain_text("4")
    look(page, "bron-resultaat", page.locator(".primary"))

    page.locator(".donl-counts a[href*='outcome=rejected']").click()
    records = page.locator("#records ~ table tbody tr")
    expect(records).to_have_count(1)
    expect(records).to_contain_text(THEME)
    records.locator("th a").first.click()
    expect(page.locator(".donl-raw")).to_contain_text("gmd:MD_Metadata")
    expect(page.locator(".primary")).to_contain_text("gmd:topicCategory")
    look(page, "record", page.locator(".donl-reasons"))

    page.goto("donl/unmapped?q=milieuu")
    target = page.locator("[name=target]")
    expect(target).to_have_value("Natuur en milieu")
    look(page, "toewijzen", page.locator(".primary"))
    target.locator("xpath=..").get_by_role("button").click()
    expect(page.locator(".flash-messages .alert-success")).to_contain_text(THEME)
    expect(page.locator("[name=target]")).to_have_count(0)
    page.goto("donl/mappings")
    expect(page.locator("tbody tr").first).to_contain_text(THEME)
    expect(page.locator("tbody tr").first).to_contain_text(content.ADMIN)

    run(page, site)
    report = p.act("donl_run_report_list", source_id="ngr", limit=1)["results"][0]
    assert p.counts(report) == {"added": 1, "unchanged": 4}
    visitor = visit()
    visitor.goto("harvest/ngr")
    expect(visitor.locator(".dataset-heading")).to_have_count(len(RECORDS))
    title = p.dataset(RECORDS[0].uuid)["title"]
    visitor.get_by_role("link", name=title).click()
    expect(visitor.locator("h1")).to_have_text(title)
    assert [t.rpartition("/")[2] for t in p.dataset(RECORDS[0].uuid)["theme"]] == [
        "Natuur_en_milieu"
    ]


def previewed(page: Page, look: Look) -> None:
    """The form is not saved, and what it would bring is seen."""
    with page.context.expect_page() as opened:
        page.locator("[formaction]").click()
    preview = opened.value
    expect(preview.locator("h1")).to_be_visible()
    expect(preview.locator(".donl-part")).to_have_count(len(RECORDS))
    expect(preview.locator(".primary")).to_contain_text(THEME)
    look(preview, "voorbeeld")
    preview.locator("summary").first.click()
    for_everybody(preview)
    preview.close()
    assert p.model.Package.get("ngr") is None


def run(page: Page, site: served.Served) -> None:
    """Run the source, and watch it to its end."""
    page.goto("harvest/admin/ngr")
    page.locator("a[href*='/harvest/refresh/']").click()
    page.locator(".modal-dialog .btn-primary").click()
    expect(page.locator(".flash-messages .alert-success")).to_be_visible()
    p.tick()
    page.goto("donl/runs/ngr")
    page.locator(".donl-why tbody a").first.click()
    expect(page.locator("[hx-get]")).to_be_visible()
    with served.consumers(site):
        served.until(lambda: finished(page))


def finished(page: Page) -> bool:
    """Whether the page that the administrator looks at says by itself that the run is over, after
    the portal's timer has looked."""
    p.tick()
    page.wait_for_timeout(500)
    return page.locator("[hx-get]").count() == 0
