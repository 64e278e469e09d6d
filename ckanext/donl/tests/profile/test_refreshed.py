"""A list that is refreshed while the portal runs decides from then on what is valid."""

from __future__ import annotations

from pathlib import Path

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.donl import mapping, profile, vocabulary
from ckanext.donl.mapping.licence import resolve

from ..vocabulary.publication import NEW, content, published, value, without
from . import examples as x

FRIESLAND = f"{x.OWMS}/Fryslan"


def refresh(name: str, *, add: str = "", lose: str = "") -> None:
    values = without(published(name), [lose])
    if add:
        values[add] = value("Nieuw")
    vocabulary.refresh(name, content(values), "x", accept_shrunken=True)


def test_a_validator_that_was_made_before_knows_the_new_values(lists_folder: Path) -> None:
    validate = profile.VALIDATORS["donl_concept"]("donl_license")
    with pytest.raises(tk.Invalid):
        validate(NEW)
    refresh("donl_license", add=NEW, lose=x.CC_BY)
    assert validate(NEW) == NEW
    with pytest.raises(tk.Invalid):
        validate(x.CC_BY)


def test_a_validator_for_a_list_that_is_not_there_is_an_error() -> None:
    with pytest.raises(vocabulary.UnknownList):
        profile.VALIDATORS["donl_concept"]("donl_licence")


@pytest.mark.usefixtures("with_plugins")
class TestDataset:
    def test_values_of_fields(self, lists_folder: Path) -> None:
        package = x.dataset(license_id=NEW, resources=[x.distribution(license_id=NEW)])
        assert set(profile.errors(package)) == {"license_id", "resources"}
        refresh("donl_license", add=NEW)
        assert profile.errors(package) == {}

    def test_values_of_a_spatial_scheme(self, lists_folder: Path) -> None:
        package = x.dataset(spatial_scheme=[x.PROVINCIE], spatial_value=[FRIESLAND])
        assert profile.errors(package) == {}
        refresh("overheid_spatial_provincie", lose=FRIESLAND)
        (error,) = profile.errors(package)["spatial_value"]
        assert FRIESLAND in error

    def test_a_scheme_of_which_no_rule_is_known_takes_any_value(self, lists_folder: Path) -> None:
        refresh("overheid_spatial_scheme", add=NEW)
        assert profile.errors(x.dataset(spatial_scheme=[NEW], spatial_value=["hier"])) == {}

    @pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
    def test_a_new_value_is_accepted_by_the_api(self, lists_folder: Path) -> None:
        owner = factories.Organization()["id"]
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        context = {"user": user}
        with pytest.raises(tk.ValidationError):
            call_action("package_create", context, **x.dataset(license_id=NEW, owner_org=owner))
        refresh("donl_license", add=NEW)
        package = call_action(
            "package_create", {"user": user}, **x.dataset(license_id=NEW, owner_org=owner)
        )
        assert package["license_id"] == NEW


class TestMapping:
    def licence(self, text: str) -> str:
        return resolve([mapping.Value(text, "selector", text)], None).license_id

    def test_a_licence_is_looked_up_in_the_list_of_now(self, lists_folder: Path) -> None:
        assert self.licence(NEW).endswith("licentieonbekend")
        refresh("donl_license", add=NEW)
        assert self.licence(NEW) == NEW

    def test_the_version_of_the_mappings_is_another_one(self, lists_folder: Path) -> None:
        before = mapping.load("ngr").version
        refresh("donl_language")
        assert mapping.load("ngr").version == before
        refresh("donl_language", add=NEW)
        assert mapping.load("ngr").version != before


class TestWhereValuesCanBeRead:
    def sentence(self) -> str:
        (error,) = profile.errors(x.dataset(theme=["http://x"]))["theme"]
        return str(error)

    @pytest.mark.usefixtures("with_plugins")
    def test_on_the_portal_for_who_asks_it(self, app: object) -> None:
        with app.flask_app.test_request_context("/"):  # type: ignore[attr-defined]
            page = "see http://test.ckan.net/donl/vocabulary/overheid_taxonomiebeleidsagenda"
            assert self.sentence().endswith(page)

    @pytest.mark.usefixtures("with_plugins")
    def test_where_they_are_published_for_a_harvest(self) -> None:
        assert "see https://waardelijsten.dcat-ap-donl.nl/" in self.sentence()
