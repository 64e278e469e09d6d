"""The Nationaal Georegister: ISO 19139 records by CSW 2.0.2."""

from .source import NgrSource

__all__ = ["NgrSource"]
