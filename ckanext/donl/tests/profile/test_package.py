"""Datasets through CKAN's own actions, on the real database and search index."""

from __future__ import annotations

import io
import json
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.lib.plugins import lookup_package_plugin
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.donl import profile
from ckanext.donl.plugin import DonlPlugin

from . import examples as x

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

DEFAULTS = {
    "dataset_status": "http://data.overheid.nl/status/beschikbaar",
    "high_value": False,
    "basis_register": False,
    "referentie_data": False,
    "national_coverage": False,
}
CONTACT = {"contact_point_email": "john.doe@cbs.nl"}
ZIP = f"{x.EU}/file-type/ZIP"


@pytest.fixture
def owner() -> str:
    return str(factories.Organization()["id"])


def act(action: str, /, context: dict[str, Any] | None = None, **params: Any) -> Any:
    """An action as the portal's own user: activities are of somebody."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return call_action(action, {"user": user, **(context or {})}, **params)


def create(owner: str, **changes: Any) -> dict[str, Any]:
    return dict(act("package_create", **x.dataset(owner_org=owner, **changes)))


def show(package: dict[str, Any], **params: Any) -> dict[str, Any]:
    """The dataset as the database has it, which is what the index has too."""
    stored, indexed = (
        act("package_show", context={"use_cache": cached}, id=package["id"], **params)
        for cached in (False, True)
    )
    for shown in (stored, indexed):
        shown["extras"].sort(key=lambda extra: extra["key"])
    assert stored == indexed
    return dict(stored)


def given_back(sent: dict[str, Any]) -> dict[str, Any]:
    """What ``package_show`` is to say of what was sent, where that is not the very same: a field
    that may have more values is a list, a boolean is a boolean, an empty string is nothing."""
    fields = {field.name: field for field in profile.FIELDS}
    expected = {}
    for name, value in sent.items():
        field = fields.get(name)
        if value == "":
            continue
        if field and field.type == "boolean":
            value = {"True": True, "False": False}[value]
        elif field and field.multiple and not isinstance(value, list):
            value = [value]
        expected[name] = value
    return expected


def part_of(shown: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    return {name: shown.get(name) for name in sent}


def test_the_published_full_dataset(owner: str, published: list[dict[str, Any]]) -> None:
    sent = {**published[1], "owner_org": owner}
    shown = show(act("package_create", **sent))
    expected = given_back(sent)
    tags = {tag["name"] for tag in expected.pop("tags")}
    assert part_of(shown, expected) == expected
    assert {tag["name"] for tag in shown["tags"]} == tags
    assert "contact_point_title" not in shown
    assert shown["high_value"] is True and shown["basis_register"] is False


def test_the_published_minimum_dataset(owner: str, published: list[dict[str, Any]]) -> None:
    """As published, its contact point cannot be reached: the one thing that is wrong with it."""
    sent = {**published[0], "owner_org": owner}
    with pytest.raises(tk.ValidationError) as caught:
        act("package_create", **sent)
    assert list(caught.value.error_dict) == ["contact_point_email"]
    shown = show(act("package_create", **{**sent, **CONTACT}))
    assert part_of(shown, sent) == sent
    assert part_of(shown, DEFAULTS) == DEFAULTS


@pytest.mark.parametrize("number", [2, 3])
def test_the_published_distributions(
    owner: str, published: list[dict[str, Any]], number: int
) -> None:
    package = create(owner)
    sent = {**published[number], "package_id": package["id"]}
    created = act("resource_create", **sent)
    expected = given_back(sent)
    assert part_of(created, expected) == expected
    (shown,) = show(package)["resources"]
    assert part_of(shown, expected) == expected
    assert "rights" not in shown
    if "mimetype" not in sent:
        assert shown["mimetype"] is None


def test_every_field_comes_back(owner: str) -> None:
    sent = x.dataset(
        owner_org=owner,
        url="https://example.nl/bomen",
        version="2.0",
        alternate_identifier=["https://example.nl/id/1", "https://example.nl/id/2"],
        source_catalog="https://data.overheid.nl",
        contact_point_title="Boomdeskundige",
        contact_point_address="Wolvenhoek 1, 's-Hertogenbosch",
        contact_point_website="https://example.nl/contact",
        contact_point_phone="073 615 51 55",
        access_rights=x.NON_PUBLIC,
        access_rights_reason="https://dcat.overheid.nl/application-profile/donl/term/VERTROUWELIJK",
        restrictions_statement="Alleen voor eigen gebruik.\nGeen doorverkoop.",
        dataset_status="http://data.overheid.nl/status/gepland",
        date_planned="2030-01-01T00:00:00",
        issued="2020-02-29T12:30:00",
        frequency=f"{x.EU}/frequency/DAILY",
        spatial_scheme=[x.GEMEENTE, x.RD, x.RD],
        spatial_value=[f"{x.OWMS}/'s-Hertogenbosch", "140000 405000", "155000.000 420000.500"],
        temporal_label="Twintigste eeuw",
        temporal_start="1901-01-01T00:00:00",
        temporal_end="2000-12-31T23:59:59",
        conforms_to=["https://example.nl/standaard"],
        related_resource=["https://example.nl/struiken"],
        source=["https://example.nl/bron"],
        version_notes=['Met "aanhalingstekens", komma\'s en ë', "Tweede"],
        has_version=["https://example.nl/v3"],
        is_version_of=["https://example.nl/v1"],
        legal_foundation_ref="artikel 3",
        legal_foundation_uri="https://wetten.overheid.nl/BWBR0004541",
        legal_foundation_label="Kadasterwet",
        documentation=["https://example.nl/uitleg"],
        provenance=["https://example.nl/herkomst"],
        sample=["https://example.nl/voorbeeld"],
        high_value=True,
        basis_register=False,
        referentie_data=True,
        national_coverage=True,
        communities=["https://data.overheid.nl/communities/onderwijs"],
        dataset_quality=87.5,
        duplicate_resources="https://example.nl/dubbel",
        resources=[
            x.distribution(
                download_url=["https://example.nl/bomen.csv"],
                distribution_type="https://data.overheid.nl/distributiontype/download",
                mimetype="https://www.iana.org/assignments/media-types/text/csv",
                rights="Vrij te gebruiken.",
                status="http://purl.org/adms/status/Completed",
                release_date="2020-01-01T00:00:00",
                modification_date="2021-01-01T00:00:00",
                size=0,
                linked_schemas=["https://example.nl/schema"],
                hash="d41d8cd98f00b204e9800998ecf8427e",
                hash_algorithm="MD5",
                documentation=["https://example.nl/uitleg"],
                link_status=False,
                link_status_last_checked="2024-01-01T00:00:00",
                is_duplicate_of="https://example.nl/dubbel",
            )
        ],
    )
    table = {field.name for field in profile.FIELDS if field.cls == "dataset"}
    assert table - set(sent) == {"tags", "changetype"}
    table = {field.name for field in profile.FIELDS if field.cls == "distribution"}
    assert table == set(sent["resources"][0])

    shown = show(act("package_create", **sent))
    (sent_resource,), (shown_resource,) = sent.pop("resources"), shown["resources"]
    assert part_of(shown, sent) == sent
    assert part_of(shown_resource, sent_resource) == sent_resource
    assert shown["extras"] == []


def test_dates_come_back_as_dutch_time(owner: str) -> None:
    package = create(owner, modified="2024-07-01T12:00:00Z", issued="2024-01-01")
    assert package["modified"] == "2024-07-01T14:00:00"
    assert package["issued"] == "2024-01-01T00:00:00"


def test_extras_of_others_stay_extras(owner: str) -> None:
    mine = [{"key": "eigen", "value": "waarde"}, {"key": "harvest_note", "value": "x" * 40_000}]
    package = show(create(owner, extras=mine))
    assert package["extras"] == mine
    assert package["theme"] == [f"{x.OWMS}/Natuur_en_milieu"]


def test_long_lists_are_indexed(owner: str) -> None:
    related = [f"https://example.nl/{n}/{'x' * 500}" for n in range(400)]
    package = create(owner, related_resource=related)
    assert show(package)["related_resource"] == related
    found = act("package_search", q="name:bomen")["results"]
    assert found[0]["related_resource"] == related


def test_the_search_result_is_the_dataset(owner: str) -> None:
    package = create(owner, resources=[x.distribution()], tags=[{"name": "Bomen"}])
    (found,) = act("package_search", fq='license_id:"' + x.CC_BY + '"')["results"]
    assert found == show(package)


def test_what_is_stored_are_strings(owner: str) -> None:
    package = create(owner, high_value=True)
    stored = show(package, use_default_schema=True)
    extras = {extra["key"]: extra["value"] for extra in stored["extras"]}
    assert all(isinstance(value, str) for value in extras.values())
    assert json.loads(extras["theme"]) == package["theme"]
    assert extras["high_value"] == "true"
    assert extras["modified"] == package["modified"]


def test_changetype_says_what_happened_whatever_is_sent(owner: str) -> None:
    package = create(owner, changetype=":deleted")
    assert package["changetype"] == ":created"
    package = act("package_update", **{**package, "title": "Meer bomen"})
    assert package["changetype"] == ":updated"


def test_a_shown_dataset_can_be_sent_back(owner: str) -> None:
    package = create(owner, resources=[x.distribution()], tags=[{"name": "Bomen"}])
    assert act("package_update", **package) == package
    changed = act("package_update", **{**package, "notes": "Alle bomen."})
    ignored = {"notes", "changetype", "metadata_modified"}
    assert {k: v for k, v in changed.items() if k not in ignored} == {
        k: v for k, v in package.items() if k not in ignored
    }


def test_patch_changes_one_field_and_keeps_the_rest(owner: str) -> None:
    package = create(owner, resources=[x.distribution()])
    patched = act(
        "package_patch", id=package["id"], theme=f"{x.OWMS}/Verkeer_(thema)", issued="2024-01-01"
    )
    assert patched["theme"] == [f"{x.OWMS}/Verkeer_(thema)"]
    assert patched["contact_point_name"] == package["contact_point_name"]
    assert patched["resources"] == package["resources"]
    assert show(patched)["issued"] == "2024-01-01T00:00:00"


def test_an_emptied_field_is_gone(owner: str) -> None:
    package = create(owner, frequency=f"{x.EU}/frequency/DAILY", source=["https://example.nl/a"])
    patched = act("package_patch", id=package["id"], frequency="", source=[])
    assert "frequency" not in show(patched)
    assert not show(patched).get("source")


@pytest.mark.parametrize(
    ("action", "changes", "field"),
    [
        ("package_update", {"contact_point_email": None}, "contact_point_email"),
        ("package_update", {"theme": ["http://example.nl/thema"]}, "theme"),
        ("package_patch", {"license_id": x.CLOSED, "access_rights": x.PUBLIC}, "license_id"),
        ("package_patch", {"modified": "gisteren"}, "modified"),
        ("package_patch", {"title": ""}, "title"),
        ("package_patch", {"title": "f\x00ut"}, "title"),
    ],
)
def test_the_rules_hold_for_a_change_too(
    owner: str, action: str, changes: dict[str, Any], field: str
) -> None:
    package = create(owner)
    if action == "package_update":
        changes = x.dataset(owner_org=owner, **changes)
    with pytest.raises(tk.ValidationError) as caught:
        act(action, **{**changes, "id": package["id"]})
    assert list(caught.value.error_dict) == [field]
    assert show(package) == package


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": "geen adres"}, "url"),
        ({"url": ""}, "url"),
        ({"license_id": ""}, "license_id"),
        ({"hash_algorithm": "MD5"}, "hash"),
        ({"format": "CSV"}, "format"),
        ({"size": "12 kB"}, "size"),
        ({"url_type": "upload"}, "url_type"),
    ],
)
def test_the_rules_hold_for_a_distribution(owner: str, changes: dict[str, Any], field: str) -> None:
    package = create(owner, resources=[x.distribution()])
    with pytest.raises(tk.ValidationError) as caught:
        act("resource_create", **x.distribution(name="Meer", **changes), package_id=package["id"])
    assert list(caught.value.error_dict) == [field]
    with pytest.raises(tk.ValidationError) as caught:
        act("resource_patch", **changes, id=package["resources"][0]["id"])
    assert list(caught.value.error_dict) == [field]
    assert show(package) == package


def test_media_type_is_kept_as_mimetype(owner: str) -> None:
    csv = "https://www.iana.org/assignments/media-types/text/csv"
    package = create(owner, resources=[x.distribution(media_type=csv)])
    (resource,) = show(package)["resources"]
    assert resource["mimetype"] == csv
    assert "media_type" not in resource


def test_ckan_does_not_guess_a_media_type(owner: str) -> None:
    package = create(owner)
    resource = act(
        "resource_create",
        **x.distribution(url="https://example.nl/a.zip"),
        package_id=package["id"],
    )
    assert resource["mimetype"] is None


def test_a_file_is_not_uploaded(app: Any, owner: str) -> None:
    package = create(owner)
    user = factories.SysadminWithToken()
    answer = app.post(
        "/api/action/resource_create",
        headers={"Authorization": user["token"]},
        data={
            **x.distribution(package_id=package["id"], url=""),
            "upload": (io.BytesIO(b"a,b"), "bomen.csv"),
        },
        status=409,
    )
    assert "cannot be uploaded" in answer.json["error"]["url_type"][0]
    assert show(package)["resources"] == []


def test_the_label_of_a_field_is_in_the_language_of_the_request(app: Any, owner: str) -> None:
    user = factories.SysadminWithToken()
    answer = app.post(
        "/nl/api/action/package_create",
        headers={"Authorization": user["token"]},
        json=x.dataset(owner_org=owner, title=""),
        status=409,
    )
    assert answer.json["error"]["title"][0].startswith("Titel: ")


@pytest.mark.parametrize("kind", ["harvest", "showcase"])
def test_other_types_keep_their_own_form(kind: str) -> None:
    """A harvest source is no DCAT-AP-DONL dataset."""
    assert not isinstance(lookup_package_plugin(kind), DonlPlugin)
    assert isinstance(lookup_package_plugin("dataset"), DonlPlugin)


def test_fields_from_before_this_extension_are_shown(owner: str) -> None:
    """A database of the portal's own may hold lists in other forms; showing them is no crash."""
    package = create(owner)
    stored = model.Package.get(package["id"])
    stored.extras["theme"] = "{http://a.nl,http://b.nl}"
    stored.extras["high_value"] = "True"
    model.repo.commit()
    shown = act("package_show", context={"use_cache": False}, id=package["id"])
    assert shown["theme"] == ["{http://a.nl,http://b.nl}"]
    assert shown["high_value"] == "True"
