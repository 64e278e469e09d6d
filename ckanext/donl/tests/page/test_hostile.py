"""What comes from outside is shown as text and never followed."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.donl.page.shown import size
from ckanext.donl.tests.profile.examples import distribution

from . import portal as p

pytestmark = pytest.mark.usefixtures("portal")

SCRIPT = "<script>alert(1)</script>"
TYPE = "https://data.overheid.nl/distributiontype"


@pytest.mark.parametrize("lang", ["", "/nl"])
def test_scripts_are_shown_as_text(app: Any, lang: str) -> None:
    stored = p.store(
        title=f"Bomen {SCRIPT}",
        notes=f"Alle bomen. {SCRIPT} <img src=x onerror=alert(2)> [link](javascript:alert(3))",
        contact_point_name=f'"><b onclick="x()">{SCRIPT}',
        restrictions_statement=SCRIPT,
        version_notes=[SCRIPT],
        resources=[
            distribution(
                name=f"Deel {SCRIPT}",
                description=SCRIPT,
                rights=SCRIPT,
                distribution_type=f"{TYPE}/visualization",
            )
        ],
    )
    resource = stored["resources"][0]["id"]
    for path in (f"{lang}/dataset/bomen", f"{lang}/dataset/bomen/resource/{resource}"):
        body = app.get(path).body
        assert SCRIPT not in body
        assert "&lt;script&gt;alert(1)" in body
        found = p.page(app, path)
        assert not found.xpath("//*[@onclick or @onerror]")
        assert not found.xpath('//a[starts-with(@href, "javascript:")]')


def test_an_address_that_no_browser_should_follow_is_text(app: Any) -> None:
    stored = p.store(resources=[distribution(distribution_type=f"{TYPE}/visualization")])
    bad = "javascript:alert(1)"
    p.overwrite(
        stored["id"],
        resource=bad,
        documentation=f'["{bad}", "data:text/html,x"]',
        contact_point_website=bad,
        theme=f'["{bad}"]',
        legal_foundation_uri=bad,
    )
    found = p.page(app, "/dataset/bomen")
    links = found.xpath('//*[@id="content"]//@href')
    assert not [link for link in links if link.startswith(("javascript:", "data:"))]
    assert bad in p.text(p.row(found, "Documentation"))
    assert bad in p.text(p.row(found, "Theme"))
    assert not found.xpath("//a[@data-donl-picture]")
    assert bad in p.text(found.xpath('//li[@class="donl-card"]')[0])


def test_what_is_no_date_and_no_number_is_shown_as_it_is(app: Any) -> None:
    stored = p.store()
    p.overwrite(
        stored["id"],
        issued="ergens in 2012",
        spatial_value='["here there", "155000"]',
        spatial_scheme='["http://standaarden.overheid.nl/owms/4.0/doc/syntax-codeerschemas/overheid.epsg28992"]',
        high_value="perhaps",
    )
    found = p.page(app, "/dataset/bomen")
    assert p.text(p.row(found, "Date of publication")) == "ergens in 2012"
    assert [p.text(item) for item in p.row(found, "Area").iter("li")] == [
        "here there (EPSG:28992)",
        "155000",
    ]
    assert p.text(p.row(found, "High-value dataset")) == "No"


@pytest.mark.parametrize(
    ("large", "shown"),
    [(123456789.5, "123,456,789.5"), (1e25, "1E25"), (-1.23456e300, "-1.235E300")],
)
def test_a_large_number_is_shown(app: Any, large: float, shown: str) -> None:
    p.store(dataset_quality=large)
    found = p.page(app, "/dataset/bomen")
    assert p.text(p.row(found, "Quality of the metadata")) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (10**25, "10,000,000,000 PB"),
        (10**300, "1E285 PB"),
        (10**400, str(10**400)),
        ("inf", "inf"),
        ("nan", "nan"),
        (-5, "-5 bytes"),
    ],
)
def test_a_size_of_any_number_is_shown(app: Any, value: Any, shown: str) -> None:
    with app.flask_app.test_request_context("/"):
        assert size(value, "en") == shown
