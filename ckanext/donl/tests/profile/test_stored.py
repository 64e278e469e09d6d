"""Which stored datasets hold values that no list has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action
from sqlalchemy import event

from ckanext.donl import profile, vocabulary

from ..vocabulary.publication import content, published, without
from . import examples as x

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

CSV, ZIP = f"{x.EU}/file-type/CSV", f"{x.EU}/file-type/ZIP"
EEMSDELTA = f"{x.OWMS}/Eemsdelta"


def lose(name: str, *uris: str) -> None:
    vocabulary.refresh(name, content(without(published(name), uris)), "x", accept_shrunken=True)


def found(*names: str) -> list[tuple[str, ...]]:
    return [
        (each.dataset, each.field, each.value, each.value_list, each.distribution)
        for each in profile.unlisted(names)
    ]


@pytest.fixture
def create(lists_folder: Path) -> Any:
    owner = factories.Organization()["id"]
    user = factories.Sysadmin()["name"]

    def create(name: str, **changes: Any) -> dict[str, Any]:
        values = {"owner_org": owner, "identifier": f"https://data.example.nl/{name}", **changes}
        return dict(call_action("package_create", {"user": user}, **x.dataset(name=name, **values)))

    return create


def test_none_when_all_are_in_their_lists(create: Any) -> None:
    create("bomen", resources=[x.distribution()])
    create("leeg")
    assert found() == []


def test_of_datasets_and_distributions_in_the_order_of_names(create: Any) -> None:
    zipped = x.distribution(
        format=ZIP, name="Bomen\t(ZIP)", language=[x.NLD, f"{x.EU}/language/FRY"]
    )
    create("struiken", license_id=x.CLOSED, access_rights=x.RESTRICTED, private=True)
    create("bomen", resources=[x.distribution(), zipped])
    create("gras", spatial_scheme=[x.RD, x.GEMEENTE], spatial_value=["155000 463000", EEMSDELTA])
    lose("donl_license", x.CLOSED)
    lose("mdr_filetype_nal", ZIP)
    lose("donl_language", f"{x.EU}/language/FRY")
    lose("overheid_spatial_gemeente", EEMSDELTA)
    assert [line[0] for line in found()] == ["bomen", "bomen", "gras", "struiken"]
    assert set(found()) == {
        ("bomen", "resources[1].language", f"{x.EU}/language/FRY", "donl_language", "Bomen\t(ZIP)"),
        ("bomen", "resources[1].format", ZIP, "mdr_filetype_nal", "Bomen\t(ZIP)"),
        ("gras", "spatial_value", EEMSDELTA, "overheid_spatial_gemeente", ""),
        ("struiken", "license_id", x.CLOSED, "donl_license", ""),
    }
    assert [line[0] for line in found("donl_license")] == ["struiken"]
    assert found("donl_license") == found("overheid_license")
    assert found("donl_language", "overheid_frequency") == found("donl_language")


def test_not_of_what_is_deleted_or_filled_in_by_the_portal(create: Any) -> None:
    create("bomen", resources=[x.distribution(format=ZIP), x.distribution()])
    package = create("gras", license_id=x.CLOSED, access_rights=x.RESTRICTED)
    user = factories.Sysadmin()["name"]
    call_action("package_delete", {"user": user}, id=package["id"])
    bomen = call_action("package_show", id="bomen")
    call_action("resource_delete", {"user": user}, id=bomen["resources"][0]["id"])
    lose("donl_license", x.CLOSED)
    lose("mdr_filetype_nal", ZIP)
    lose("adms_changetype", ":created", ":updated")
    assert found() == []


def test_an_unknown_list() -> None:
    with pytest.raises(vocabulary.UnknownList):
        found("donl_licence")


def test_with_one_query_however_many_there_are(create: Any) -> None:
    for number in range(12):
        create(f"bomen-{number}", resources=[x.distribution(format=ZIP), x.distribution()])
    lose("mdr_filetype_nal", ZIP)
    model.Session.commit()
    queries: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        queries.append(statement)

    event.listen(model.meta.engine, "before_cursor_execute", count)
    try:
        assert len(found()) == 12
    finally:
        event.remove(model.meta.engine, "before_cursor_execute", count)
    assert len(queries) == 1
