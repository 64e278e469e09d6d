"""Statistics Netherlands (CBS): the OData catalogues of StatLine and of what it publishes for
others."""

from .source import CbsSource

__all__ = ["CbsSource"]
