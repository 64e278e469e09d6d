"""Another CKAN, by ``package_search``."""

from .source import CkanSource

__all__ = ["CkanSource"]
