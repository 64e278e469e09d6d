"""An administrator's round in the browser's place: by HTTP, with a session and CSRF protection, on
a CKAN of its own and with real consumers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from ckan.tests import factories
from lxml import html

from demo.csw import StaticCsw

from .. import served
from . import portal as p
from . import variants as v

PASSWORD = "a-long-password-for-a-test"
RECORDS = [v.changed(v.valid(1)[0], v.TOPICS, "disaster"), *v.valid(6)[1:]]


class Browser:
    """What a person does with pages: open them, fill in forms, press buttons."""

    def __init__(self, site: str) -> None:
        self._site = site
        self._session = requests.Session()
        self.page: Any = None

    def open(self, path: str) -> str:
        """Open a page; gives its text."""
        return self._show(self._session.get(f"{self._site}{path}", timeout=30))

    def submit(self, form: str, **values: str) -> str:
        """Fill in the form that an XPath points at, and send it."""
        (found,) = self.page.xpath(form)
        for name, value in values.items():
            assert name in found.fields, f"the form has no field {name}"
            found.fields[name] = value
        data = [(k, v or "") for k, v in found.form_values()]
        action = found.action or self.page.base_url
        return self._show(self._session.post(self._address(action), data=data, timeout=30))

    def confirm(self, button: str) -> str:
        """Press a button that asks for a confirmation, which is a POST with the page's token."""
        (link,) = self.page.xpath(f"//a[@data-module='confirm-action'][contains(., '{button}')]")
        (name,) = self.page.xpath("//meta[@name='csrf_field_name']/@content")
        (token,) = self.page.xpath(f"//meta[@name='{name}']/@content")
        address = self._address(link.get("href"))
        return self._show(self._session.post(address, data={name: token}, timeout=30))

    def follow(self, link: str) -> str:
        """Choose a link by its text."""
        (found,) = self.page.xpath(f"//a[normalize-space() = '{link}']")
        return self.open(found.get("href"))

    def field(self, form: str, name: str) -> str:
        """What a field of a form holds."""
        (found,) = self.page.xpath(form)
        return str(found.fields[name])

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else f"{self._site}{path}"

    def _show(self, answer: requests.Response) -> str:
        assert answer.status_code == 200, answer.text[:2000]
        self.page = html.fromstring(answer.text, base_url=answer.url)
        # Cells of a table have no white space between them.
        return " ".join(" ".join(self.page.itertext()).split())


@pytest.fixture
def site(portal: None, tmp_path: Path) -> Iterator[str]:
    """A portal with its consumers, CSRF protection on."""
    with served.portal(tmp_path) as running, served.consumers(running):
        yield running.address
        print(running.log.read_text())


def test_an_administrator_adds_a_source_and_sees_its_harvest(site: str) -> None:
    admin = factories.Sysadmin(password=PASSWORD)
    organisation = factories.Organization(name="kadaster")
    browser = Browser(site)

    browser.open("/user/login")
    login = "//form[.//input[@name='password']]"
    told = browser.submit(login, login=admin["name"], password="wrong")
    assert "Login failed" in told
    browser.submit(login, login=admin["name"], password=PASSWORD)
    assert admin["display_name"] in browser.open("/harvest")

    with StaticCsw(RECORDS) as server:
        browser.open("/harvest/new")
        form = "//form[@id='source-new']"
        values = {
            "url": server.url,
            "title": "Nationaal Georegister",
            "name": "ngr",
            "source_type": "ngr",
            "frequency": "MANUAL",
            "owner_org": organisation["id"],
        }
        told = browser.submit(form, **values, config='{"pagesize": 50}')
        assert 'Unknown setting "pagesize"' in told
        assert "page_size" in told
        assert browser.field(form, "url") == server.url
        browser.submit(form, config='{"page_size": 50}')

        assert "No jobs yet" in browser.open("/harvest/admin/ngr")
        browser.confirm("Reharvest")

        def done() -> bool:
            p.tick()
            return "Status Finished" in browser.open("/harvest/ngr/job/last")

        served.until(done)

    told = browser.open("/harvest/ngr/job/last")
    assert 'theme "disaster"' in told
    told = browser.follow("The whole report")
    assert "5 Added" in told
    assert "1 Rejected" in told
    assert "no mapping" in told
    assert "Status Finished" in browser.open("/harvest/admin/ngr")
    assert "Datasets 5" in browser.open("/harvest/ngr")

    browser.open("/harvest/edit/ngr")
    assert browser.field(form, "url") == server.url
    assert browser.field(form, "source_type") == "ngr"
    assert browser.field(form, "frequency") == "MANUAL"
    assert json.loads(browser.field(form, "config")) == {"page_size": 50}
    assert browser.field(form, "owner_org") == organisation["id"]
    told = browser.submit(form, config='{"page_size": 0}')
    assert "1 to 500" in told
    browser.submit(form, config='{"page_size": 60, "deletion_threshold": 20}')
    browser.open("/harvest/edit/ngr")
    assert json.loads(browser.field(form, "config"))["deletion_threshold"] == 20

    name = p.dataset(RECORDS[1].uuid)["name"]
    assert p.dataset(RECORDS[1].uuid)["title"] in browser.open(f"/dataset/{name}")
