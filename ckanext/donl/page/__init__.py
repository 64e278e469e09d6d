"""What the page of a dataset shows, worked out once from the package dict and the table of
fields."""

from .dataset import Page, dataset_page, licence_of
from .distributions import DistributionPage, distribution_page
from .explanation import Why, why
from .resource_views import resource_view_list
from .shown import Shown

__all__ = [
    "DistributionPage",
    "Page",
    "Shown",
    "Why",
    "dataset_page",
    "distribution_page",
    "licence_of",
    "resource_view_list",
    "why",
]
