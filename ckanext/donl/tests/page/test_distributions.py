"""The distributions on the page of a dataset, and a distribution's own page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories

from ckanext.donl.tests.profile.examples import distribution

from . import portal as p

pytestmark = pytest.mark.usefixtures("portal")

TYPE = "https://data.overheid.nl/distributiontype"


def several(count: int, **changes: Any) -> list[dict[str, Any]]:
    """Distributions that differ in their address and title."""
    return [
        distribution(url=f"https://example.nl/{number}", name=f"Deel {number}", **changes)
        for number in range(count)
    ]


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL that is sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    engine = model.meta.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def test_a_card_says_what_a_visitor_chooses_by(app: Any) -> None:
    p.store(
        resources=[
            distribution(
                mimetype="https://www.iana.org/assignments/media-types/text/csv",
                size=1_250_000,
                distribution_type=f"{TYPE}/download",
                modification_date="2024-05-01",
                download_url=["https://data.example.nl/bomen.zip"],
                link_status=False,
                link_status_last_checked="2024-06-01",
            )
        ]
    )
    (card,) = p.page(app, "/nl/dataset/bomen").xpath('//li[@class="donl-card"]')
    words = p.text(card)
    for expected in ("Bomen (CSV)", "CSV", "Downloadbare bestanden", "CC-BY (4.0)"):
        assert expected in words
    assert p.text(p.row(card, "Mediatype")) == "text/csv"
    assert p.text(p.row(card, "Omvang")) == "1,2 MB"
    assert p.text(p.row(card, "Wijzigingsdatum")) == "1 mei 2024"
    # In words, not only by a sign or a colour.
    assert "1 juni 2024" in p.text(card.xpath('.//*[@class="donl-link-status"]')[0])
    links = card.xpath('.//a[contains(@class, "btn")]/@href')
    assert links == ["https://data.example.nl/bomen.csv", "https://data.example.nl/bomen.zip"]


def test_a_link_that_works_says_so_too(app: Any) -> None:
    p.store(resources=[distribution(link_status=True)])
    (status,) = p.page(app, "/dataset/bomen").xpath('//*[@class="donl-link-status"]')
    assert p.text(status) == "The link works"


def test_distributions_stand_by_type(app: Any) -> None:
    p.store(
        resources=[
            *several(2, distribution_type=f"{TYPE}/visualization"),
            distribution(),
            distribution(url="https://example.nl/wms", distribution_type=f"{TYPE}/webservice"),
        ]
    )
    found = p.headings(p.page(app, "/dataset/bomen"))
    assert [text for level, text in found if level == 3] == [
        "Files and services (1)",
        "Webservice (1)",
        "Visualization (2)",
    ]


def test_one_type_needs_no_heading(app: Any) -> None:
    p.store(resources=several(2, distribution_type=f"{TYPE}/download"))
    found = p.headings(p.page(app, "/dataset/bomen"))
    assert [text for level, text in found if level == 3] == ["Deel 0", "Deel 1"]


def test_many_are_shown_in_short(app: Any) -> None:
    stored = p.store(resources=several(45))
    found = p.page(app, "/dataset/bomen")
    assert len(found.xpath('//li[@class="donl-card"]')) == 20
    (more,) = found.xpath('//section[@aria-labelledby="dataset-resources"]//details')
    assert p.text(more.find("summary")) == "25 more"
    links = more.xpath(".//li/a/@href")
    assert links[-1].endswith(f"/dataset/bomen/resource/{stored['resources'][-1]['id']}")
    assert app.get(links[-1]).status_code == 200


def test_more_distributions_take_no_more_queries(app: Any) -> None:
    owner = factories.Organization()["id"]
    p.store(name="few", owner_org=owner, resources=several(2))
    p.store(
        name="many",
        identifier="https://example.nl/many",
        owner_org=owner,
        resources=several(60),
    )
    counts = []
    for name in ("few", "many"):
        app.get(f"/dataset/{name}")
        with statements() as sent:
            app.get(f"/dataset/{name}")
        counts.append(len(sent))
    assert counts[0] == counts[1] < 30


def test_a_distribution_with_views_is_still_seen_by_ckan(app: Any) -> None:
    stored = p.store(resources=several(2))
    resource = stored["resources"][1]["id"]
    view = model.ResourceView(
        resource_id=resource, title="Tabel", description="", view_type="image_view", order=0
    )
    model.Session.add(view)
    model.Session.commit()
    with statements() as sent:
        app.get("/dataset/bomen")
    assert sum("WHERE resource_view.resource_id =" in statement for statement in sent) == 1


def test_a_picture_is_a_link_until_it_is_asked_for(app: Any) -> None:
    picture = "https://example.nl/overzicht.png"
    p.store(resources=[distribution(url=picture, distribution_type=f"{TYPE}/visualization")])
    found = p.page(app, "/dataset/bomen")
    assert picture not in found.xpath("//img/@src")
    (link,) = found.xpath("//a[@data-donl-picture]")
    assert link.get("href") == picture
    assert link.get("rel") == "nofollow noreferrer"
    assert link.get("data-alt") == "Picture: Bomen (CSV)"


def test_a_distribution_has_a_page_with_all_that_is_known(app: Any) -> None:
    stored = p.store(
        resources=[
            distribution(
                rights="Vermeld de bron.\nEn het jaar.",
                hash="abc123",
                hash_algorithm="SHA-256",
                linked_schemas=["https://example.nl/schema"],
            )
        ]
    )
    found = p.page(app, f"/dataset/bomen/resource/{stored['resources'][0]['id']}")
    assert [text for _level, text in p.headings(found)][:3] == [
        "Bomen (CSV)",
        "What is it?",
        "May I use it?",
    ]
    assert p.text(p.row(found, "Checksum")) == "abc123 (SHA-256)"
    assert p.text(p.row(found, "Format")) == "CSV"
    assert p.row(found, "Schemas").xpath("a/@href") == ["https://example.nl/schema"]
    assert p.text(p.row(found, "Rights")) == "Vermeld de bron. En het jaar."
