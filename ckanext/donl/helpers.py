"""What templates may call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.donl import access, form, harvest, page, profile, search
from ckanext.donl.report import reading

__all__ = [
    "donl_administers_sources",
    "donl_area_list",
    "donl_areas",
    "donl_dataset_page",
    "donl_date_type",
    "donl_description",
    "donl_distribution",
    "donl_excerpt",
    "donl_facet",
    "donl_facet_label",
    "donl_facet_title",
    "donl_form",
    "donl_groups",
    "donl_has_report",
    "donl_is_harvested",
    "donl_language",
    "donl_licence",
    "donl_moment",
    "donl_overview",
    "donl_searched_lists",
    "donl_source_settings",
]


def donl_administers_sources() -> bool:
    """Whether the reader has harvest sources to look after."""
    return access.administers_any(tk.current_user.name if tk.current_user else "")


def donl_has_report(job_id: str) -> bool:
    """Whether a harvest job has a report of ours."""
    return reading.has(job_id)


def donl_source_settings() -> list[tuple[str, list[dict[str, str]]]]:
    """What the configuration of a source may hold, by the title of its type."""
    return harvest.described_settings()


def donl_facet(name: str, search_facets: dict[str, Any]) -> search.Facet:
    """A facet of a search result, with as many values as the address asks for."""
    asked = tk.h.get_param_int(f"_{name}_limit", tk.config["search.facets.default"])
    # To CKAN, 0 is all there are.
    return search.facet(name, search_facets, tk.request.args.getlist(name), asked or None)


def donl_facet_label(name: str, value: str) -> str:
    """What a value of a facet is called, in the language of the reader."""
    return search.label(name, value)


def donl_facet_title(name: str) -> str:
    """What a facet is called, in the language of the reader."""
    return search.title(name)


def donl_overview() -> search.Overview | None:
    """The numbers of the home page; None when Solr does not answer."""
    return search.overview()


def donl_language() -> str:
    """The language of the reader."""
    return profile.current_language()


def donl_groups() -> list[profile.Part]:
    """The groups of the form, in their order."""
    return [part for name, part in profile.GROUPS.items() if name != form.PORTAL]


def donl_form(data: dict[str, Any], errors: dict[str, Any]) -> form.Form:
    """The form, filled in with ``data``."""
    return form.form(data, errors, profile.current_language())


def donl_searched_lists() -> list[tuple[str, tuple[str, ...]]]:
    """The value lists that the form's fields are searched in."""
    return form.searched_lists(profile.current_language())


def donl_areas(schemes: Any, places: Any) -> Iterator[tuple[str, str, str]]:
    """The rows in which the form asks for areas."""
    return form.area_rows(schemes, places)


def donl_area_list(scheme: str) -> str:
    """The value list of a kind of area; empty where its values are typed."""
    return form.area_list(scheme)


def donl_date_type(value: str) -> str:
    """The type of the input that shows a date."""
    return form.date_type(value)


def donl_is_harvested(package: dict[str, Any]) -> bool:
    """Whether a source that the portal synchronises brought this dataset."""
    return bool(package.get("id")) and harvest.origin(package["id"]) is not None


def donl_dataset_page(package: dict[str, Any]) -> page.Page:
    """What the page of a dataset shows."""
    return page.dataset_page(package)


def donl_distribution(resource: dict[str, Any]) -> page.DistributionPage:
    """What the page of a distribution shows."""
    return page.distribution_page(resource)


def donl_licence(package: dict[str, Any]) -> page.Shown | None:
    """The licence of a dataset in words; None for a package of another type."""
    return page.licence_of(package)


def donl_moment(value: str | None) -> str:
    """A time of the portal's own in Dutch time and the language of the reader; empty for none.

    :param value: ISO 8601, in UTC and without zone, as ckanext-harvest gives it
    """
    return page.moment(value, profile.current_language()).text if value else ""


def donl_description(text: str) -> Any:
    """A description with its Markdown as HTML; what looks like HTML in it stays to be read."""
    return tk.h.render_markdown(_as_text(text))


def donl_excerpt(text: str) -> str:
    """The beginning of a description, as plain text."""
    return str(tk.h.markdown_extract(_as_text(text), extract_length=180))


def _as_text(text: str) -> str:
    # CKAN cleans HTML away, and with it "<5 meter" and the like, which records are full of. A
    # picture would be fetched from who knows where by everybody who sees the page: it is a link.
    return text.replace("<", "&lt;").replace("![", "[")
