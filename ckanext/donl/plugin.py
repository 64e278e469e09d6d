"""The CKAN plugin classes. They only say what is offered; the work is in the rooms they name."""

from __future__ import annotations

import sys
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.plugins import DefaultTranslation

from ckanext.donl import access, form, health, page, profile, search
from ckanext.donl.access import auth
from ckanext.donl.actions import ACTIONS
from ckanext.donl.cli.offline import do_without_servers, is_offline
from ckanext.donl.harvest import Harvester, actions, leave_out_recipients
from ckanext.donl.harvest.sources.cbs import CbsSource
from ckanext.donl.harvest.sources.ckan import CkanSource
from ckanext.donl.harvest.sources.csw import CswSource
from ckanext.donl.harvest.sources.dcat import DcatSource
from ckanext.donl.harvest.sources.ngr import NgrSource
from ckanext.harvest.interfaces import IHarvester


@tk.blanket.auth_functions(auth)
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
@tk.blanket.validators(profile.VALIDATORS)
class DonlPlugin(p.SingletonPlugin, tk.DefaultDatasetForm, DefaultTranslation):
    """DCAT-AP-DONL datasets in CKAN."""

    p.implements(p.IActions)
    p.implements(p.IConfigurable)
    p.implements(p.IConfigurer)
    p.implements(p.IDatasetForm)
    p.implements(p.IFacets)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.ITranslation)

    # IActions

    def get_actions(self) -> dict[str, Any]:
        # They chain ckanext-harvest's own, which are only there with its plugin.
        harvesting = actions() if p.plugin_loaded("harvest") else {}
        return {**harvesting, **ACTIONS, "resource_view_list": page.resource_view_list}

    # IConfigurable

    def configure(self, config: Any) -> None:
        health.beat(sys.argv)

    # IConfigurer

    def update_config(self, config: Any) -> None:
        # Distributions are links: CKAN would guess a media type that is not one of the value list.
        config["ckan.mimetype_guess"] = "None"
        # ckanext-dcat would put labels in the place of the keys of a dataset that is shown.
        config["ckanext.dcat.translate_keys"] = False
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "ckanext-donl")
        if is_offline(sys.argv):
            do_without_servers(config)

    # IDatasetForm

    def package_types(self) -> list[str]:
        return ["dataset"]

    def is_fallback(self) -> bool:
        """Other types, such as harvest sources, keep their own form or CKAN's."""
        return False

    def create_package_schema(self) -> dict[str, Any]:
        return profile.create_schema()

    def update_package_schema(self) -> dict[str, Any]:
        return profile.update_schema()

    def show_package_schema(self) -> dict[str, Any]:
        return profile.show_schema()

    def package_form(self) -> str:
        return "donl/form/form.html"

    def new_template(self) -> str:
        return "donl/form/new.html"

    def edit_template(self) -> str:
        return "donl/form/edit.html"

    def read_template(self) -> str:
        return "donl/dataset/read.html"

    def resource_template(self) -> str:
        return "donl/dataset/resource_read.html"

    def resource_validation_dependencies(self, package_type: str) -> list[str]:
        """A change of one distribution validates all, or CKAN would show the rule that none is
        given twice only those that changed."""
        return ["resources"]

    # IFacets

    def dataset_facets(self, facets_dict: dict[str, str], package_type: str) -> dict[str, str]:
        return search.titles(facets_dict) if package_type == "dataset" else facets_dict

    def group_facets(
        self, facets_dict: dict[str, str], group_type: str, package_type: str | None
    ) -> dict[str, str]:
        return search.titles(facets_dict)

    def organization_facets(
        self, facets_dict: dict[str, str], organization_type: str, package_type: str | None
    ) -> dict[str, str]:
        return search.titles(facets_dict)

    # IMiddleware

    def make_middleware(self, app: Any, config: Any) -> Any:
        # CKAN reads no setting for this. A description of 50,000 characters may be 450 kB in a
        # form, and a form has many fields.
        app.config["MAX_FORM_MEMORY_SIZE"] = form.MAX_BYTES
        return app

    # IPackageController

    def before_dataset_index(self, dataset_dict: dict[str, Any]) -> dict[str, Any]:
        return search.document(dataset_dict)

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        return search.before_search(search_params)

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        for package in search_results["results"]:
            profile.describe_licence(package)
            if package.get("type") == "harvest":
                leave_out_recipients(package)
        return search.after_search(search_results)

    def after_dataset_show(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        profile.describe_licence(pkg_dict)
        is_source = pkg_dict.get("type") == "harvest"
        if is_source and not access.is_administrator(context, pkg_dict["id"]):
            leave_out_recipients(pkg_dict)


class NgrHarvesterPlugin(Harvester, p.SingletonPlugin):
    """Synchronises the Nationaal Georegister."""

    p.implements(IHarvester)
    source_class = NgrSource


class CswHarvesterPlugin(Harvester, p.SingletonPlugin):
    """Synchronises any catalogue of ISO 19139 or ISO 19115-3 records by CSW."""

    p.implements(IHarvester)
    source_class = CswSource


class CbsHarvesterPlugin(Harvester, p.SingletonPlugin):
    """Synchronises the OData catalogues of Statistics Netherlands."""

    p.implements(IHarvester)
    source_class = CbsSource


class DcatHarvesterPlugin(Harvester, p.SingletonPlugin):
    """Synchronises a portal that describes its datasets as RDF or data.json."""

    p.implements(IHarvester)
    source_class = DcatSource


class CkanHarvesterPlugin(Harvester, p.SingletonPlugin):
    """Synchronises another CKAN."""

    p.implements(IHarvester)
    source_class = CkanSource
