"""What the page of a dataset shows, worked out once from the package dict and the table of
fields."""

from .dataset import Page, dataset_page, licence_of
from .distributions import DistributionPage, distribution_page
from .explanation import Why, explained, field_label, why
from .raw import Raw, readable
from .resource_views import resource_view_list
from .shown import Shown, concept, moment

__all__ = [
    "DistributionPage",
    "Page",
    "Raw",
    "Shown",
    "Why",
    "concept",
    "dataset_page",
    "distribution_page",
    "explained",
    "field_label",
    "licence_of",
    "moment",
    "readable",
    "resource_view_list",
    "why",
]
