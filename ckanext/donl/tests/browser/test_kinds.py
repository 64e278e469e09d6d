"""A source of every kind, from the form to the page of a record."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ..harvest import portal as p
from ..harvest.kinds import KINDS, Kind
from . import content
from .checks import for_everybody
from .conftest import Visit

COUNT = 3


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
def test_a_source_is_added_looked_at_and_run(kind: Kind, visit: Visit) -> None:
    page = visit(content.ADMIN)
    with kind.server() as server:
        server.records = kind.valid(COUNT)
        page.goto("harvest/new")
        page.locator("#field-url").fill(server.source_url)
        page.locator("#field-title").fill(f"Bron {kind.type}")
        page.locator(f"[name=source_type][value={kind.type}]").check()
        page.locator("[name=owner_org]").select_option(label="Gemeente 's-Hertogenbosch")
        with page.context.expect_page() as opened:
            page.locator("[formaction]").click()
        preview = opened.value
        expect(preview.locator(".donl-part")).to_have_count(COUNT)
        expect(preview.locator(".donl-counts li").first).to_contain_text(str(COUNT))
        preview.close()
        page.locator("#source-new [name=save]").click()
        page.wait_for_url(f"**/harvest/bron-{kind.type}")
        report = p.run(p.act("harvest_source_show", id=f"bron-{kind.type}"))

    assert p.counts(report) == {"added": COUNT}
    page.goto(f"donl/runs/bron-{kind.type}")
    page.locator(".donl-why tbody a").first.click()
    page.locator("#records ~ table tbody th a").first.click()
    expect(page.locator(".donl-raw")).to_be_visible()
    for_everybody(page)
