"""Portals that publish their catalogue as RDF: DCAT 1 to 3 with its Dutch and European profiles,
and schema.org."""

from .source import DcatSource

__all__ = ["DcatSource"]
