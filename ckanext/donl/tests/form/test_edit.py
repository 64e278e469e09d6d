"""Editing a dataset with the portal's own form, by HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from ..profile import examples as x
from .filled import Page, accepted, filled, second, show

pytestmark = pytest.mark.usefixtures("portal")


JSON_FORMAT = f"{x.EU}/file-type/JSON"


def test_an_edited_dataset_keeps_what_the_form_does_not_ask(
    send: Callable[..., Any], form_of: Callable[[str], Page]
) -> None:
    accepted(send(filled(**second())))
    before = show("bomen")
    helpers.call_action(
        "package_patch",
        {"user": factories.Sysadmin()["name"]},
        id="bomen",
        dataset_quality=7,
        extras=[{"key": "eigen", "value": "van een ander"}],
        resources=[{**before["resources"][0], "link_status": True}, before["resources"][1]],
    )
    fields = {**form_of("bomen").fields(), "title": ["Alle bomen"]}
    assert accepted(send(fields, "bomen"))
    after = show("bomen")
    assert after["title"] == "Alle bomen"
    assert after["dataset_quality"] == 7
    assert after["extras"] == [{"key": "eigen", "value": "van een ander"}]
    assert after["resources"][0]["link_status"] is True
    assert [r["id"] for r in after["resources"]] == [r["id"] for r in before["resources"]]
    assert after["identifier"] == before["identifier"]


def test_the_form_of_a_dataset_sends_back_what_is_stored(
    send: Callable[..., Any], form_of: Callable[[str], Page]
) -> None:
    """Opened and saved without a change, a dataset stays what it is, field by field."""
    everything = filled(
        modified="2024-05-01T09:30:15",
        high_value="true",
        documentation=["https://data.example.nl/uitleg"],
        spatial_scheme=[x.GEMEENTE, x.RD],
        spatial_value=["Eindhoven", "155000 463000"],
        legal_foundation_label="Wet",
        legal_foundation_ref="artikel 3",
        legal_foundation_uri="https://wetten.overheid.nl/1",
        temporal_start="2020-01-01",
        temporal_end="2021-01-01",
        resources__0__mimetype="text/csv",
        resources__0__hash="abc",
        resources__0__hash_algorithm="SHA-256",
        resources__0__size="12",
    )
    accepted(send(everything))
    before = show("bomen")
    assert before["modified"] == "2024-05-01T09:30:15"
    assert accepted(send(form_of("bomen").fields(), "bomen"))
    after = show("bomen")
    different = {
        name for name in before if before[name] != after[name] and name != "metadata_modified"
    }
    assert different == {"changetype"}


def test_what_is_emptied_is_gone(send: Callable[..., Any], form_of: Callable[[str], Page]) -> None:
    accepted(
        send(filled(contact_point_phone="0800", documentation=["https://data.example.nl/uitleg"]))
    )
    fields = {
        **form_of("bomen").fields(),
        "contact_point_phone": [""],
        "documentation": ["", ""],
        "tag_string": [""],
    }
    assert accepted(send(fields, "bomen"))
    after = show("bomen")
    assert "contact_point_phone" not in after
    assert "documentation" not in after
    assert after["tags"] == []


def test_emptied_keywords_stay_empty_beside_an_error(
    send: Callable[..., Any], form_of: Callable[[str], Page]
) -> None:
    accepted(send(filled()))
    fields = {**form_of("bomen").fields(), "title": [""], "tag_string": [""]}
    assert Page(send(fields, "bomen").body).value("tag_string").strip() == ""


def test_a_distribution_is_removed_and_another_added(
    send: Callable[..., Any], form_of: Callable[[str], Page]
) -> None:
    accepted(send(filled()))
    fields = {**form_of("bomen").fields(), **second(), "resources__0__remove": "true"}
    assert accepted(send(fields, "bomen"))
    assert [r["format"] for r in show("bomen")["resources"]] == [JSON_FORMAT]


def test_line_breaks_survive_the_form(
    send: Callable[..., Any], form_of: Callable[[str], Page]
) -> None:
    address = "Straat 1\n1234 AB Utrecht"
    accepted(send(filled(contact_point_address=address, notes="\nEen.\r\n\r\nTwee.")))
    fields = form_of("bomen").fields()
    # As a browser sends a text of several lines.
    sent = {name: [v.replace("\n", "\r\n") for v in values] for name, values in fields.items()}
    accepted(send(sent, "bomen"))
    assert show("bomen")["contact_point_address"] == address
    assert show("bomen")["notes"] == "\nEen.\n\nTwee."


def test_an_error_beside_no_field_is_in_the_summary(
    send: Callable[..., Any], form_of: Callable[[str], Page]
) -> None:
    accepted(send(filled()))
    fields = {**form_of("bomen").fields(), "resources__0__id": "deadbeef"}
    told = Page(send(fields, "bomen").body).summary()
    assert "Distribution “Bomen (CSV)”: id:" in told["distribution-deadbeef"]


def test_somebody_elses_change_is_not_overwritten_unseen(
    send: Callable[..., Any], form_of: Callable[[str], Page]
) -> None:
    accepted(send(filled()))
    mine, theirs = form_of("bomen").fields(), form_of("bomen").fields()
    accepted(send({**theirs, "notes": ["Van een ander."]}, "bomen"))
    page = Page(send({**mine, "title": ["Van mij"]}, "bomen").body)
    assert "was changed after you opened this form" in page.summary()["dataset-edit"]
    assert page.value("title") == "Van mij"
    assert show("bomen")["notes"] == "Van een ander."
    accepted(send(page.fields(), "bomen"))
    assert show("bomen")["title"] == "Van mij"


def test_without_javascript_there_is_a_place_for_another_distribution(
    send: Callable[..., Any], form_of: Callable[[str], Page]
) -> None:
    accepted(send(filled()))
    spare = form_of("bomen").root.xpath("//noscript//input[@name='resources__1__url']")
    assert len(spare) == 1


def test_a_distribution_added_again_to_a_stored_dataset_is_refused(
    send: Callable[..., Any],
) -> None:
    accepted(send(filled()))
    with pytest.raises(tk.ValidationError) as refused:
        again = {**show("bomen")["resources"][0], "package_id": "bomen"}
        del again["id"]
        helpers.call_action("resource_create", **again)
    assert "is the same" in str(refused.value.error_dict)


def test_the_form_of_another_organisation_is_forbidden(app: Any, send: Callable[..., Any]) -> None:
    accepted(send(filled()))
    stranger = factories.UserWithToken()
    factories.Organization(users=[{"name": stranger["name"], "capacity": "admin"}])
    headers = {"Authorization": stranger["token"]}
    assert app.get("/dataset/edit/bomen", headers=headers).status_code == 403
    changed = app.post(
        "/dataset/edit/bomen", data=filled(title="Weg"), headers=headers, follow_redirects=False
    )
    assert changed.status_code == 403
    assert show("bomen")["title"] == "Bomen"


def test_pages_of_single_distributions_lead_to_the_form(
    app: Any, owner: dict[str, Any], send: Callable[..., Any], form_of: Callable[[str], Page]
) -> None:
    accepted(send(filled()))
    (distribution,) = show("bomen")["resources"]
    for path, anchor in (("new", "NEW"), (f"{distribution['id']}/edit", distribution["id"])):
        answer = app.get(
            f"/dataset/bomen/resource/{path}", headers=owner["headers"], follow_redirects=False
        )
        assert answer.headers["Location"].endswith(f"/dataset/edit/bomen#distribution-{anchor}")
    assert form_of("bomen").root.xpath(f"//*[@id='distribution-{distribution['id']}']")
