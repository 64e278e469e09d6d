"""Forms as a browser sends them."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.tests import helpers
from lxml import html

from ..profile import examples as x

FILLED = {
    "title": "Bomen",
    "notes": "Alle bomen in beheer bij de gemeente.",
    "identifier": "https://data.example.nl/bomen",
    "theme": [f"{x.OWMS}/Natuur_en_milieu"],
    "tag_string": "bomen, groen",
    "language": [x.NLD],
    "metadata_language": x.NLD,
    "authority": "Gemeente 's-Hertogenbosch",
    "publisher": "",
    "contact_point_name": "Team Groen",
    "contact_point_email": "groen@example.nl",
    "license_id": x.CC_BY,
    "access_rights": x.PUBLIC,
    "dataset_status": "http://data.overheid.nl/status/beschikbaar",
    "modified": "2024-05-01",
    "resources__0__url": "https://data.example.nl/bomen.csv",
    "resources__0__name": "Bomen (CSV)",
    "resources__0__description": "Alle bomen als tabel.",
    "resources__0__format": "csv",
}


def filled(**changes: Any) -> dict[str, Any]:
    """A form that is right, and ``changes``; a change to None leaves the field out."""
    return {name: value for name, value in {**FILLED, **changes}.items() if value is not None}


def second(**changes: Any) -> dict[str, Any]:
    """The fields of a second distribution, and ``changes`` by their own names."""
    own = {
        "url": "https://data.example.nl/bomen.json",
        "name": "Bomen (JSON)",
        "description": "Alle bomen als boom.",
        "format": "JSON",
        **changes,
    }
    return {f"resources__1__{name}": value for name, value in own.items()}


class Page:
    """A form that the portal shows."""

    def __init__(self, text: str) -> None:
        self.root = html.fromstring(text)
        for area in self.root.iter("textarea"):
            # As a browser does, and this parser does not.
            area.text = (area.text or "").removeprefix("\n")

    def summary(self) -> dict[str, str]:
        """The sentences of the summary of errors, by the id of the input that each leads to."""
        return {
            link.get("href")[1:]: " ".join(link.text_content().split())
            for link in self.root.xpath("//*[@id='error-summary']//a")
        }

    def beside(self, name: str) -> str:
        """What is said beside a field."""
        found = self.root.xpath(f"//*[@id='error-{name}']")
        return " ".join(found[0].text_content().split()) if found else ""

    def value(self, name: str) -> Any:
        """What stands in a field, as a browser would send it."""
        (form,) = self.root.xpath("//form[@id='dataset-edit']")
        values = [value for key, value in form.form_values() if key == name]
        return values[0] if len(values) == 1 else values

    def fields(self) -> dict[str, Any]:
        """All that a browser would send."""
        (form,) = self.root.xpath("//form[@id='dataset-edit']")
        sent: dict[str, Any] = {}
        for key, value in form.form_values():
            sent.setdefault(key, []).append(value)
        return sent


def show(name: str) -> dict[str, Any]:
    package: dict[str, Any] = helpers.call_action("package_show", id=name)
    return package


def accepted(answer: Any) -> str:
    """The name of the dataset that a form made or changed."""
    assert answer.status_code == 302, Page(answer.body).summary()
    return str(answer.headers["Location"].rpartition("/")[2])


def count() -> int:
    found: int = model.Session.query(model.Package).filter_by(type="dataset").count()
    return found
