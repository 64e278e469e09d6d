"""What is the NGR's own: the URIs of its records, and what the portal makes of them."""

from __future__ import annotations

from urllib.parse import quote

from ...settings import N_
from ..csw import CswCatalogue, presets


class NgrSource(CswCatalogue):
    """See :class:`ckanext.donl.harvest.source.Source`."""

    type = "ngr"
    title = "Nationaal Georegister (CSW)"
    description = N_("ISO 19139 records of datasets from a CSW 2.0.2 catalogue")
    catalogues = ("ngr",)
    presets = presets(__package__)

    def identifier(self, guid: str) -> str:
        """The URI by which the portal has always known this record."""
        return str(self.presets["identifier"].format(guid=quote(guid)))

    def _schema_address(self, guid: str) -> str:
        return str(self.presets["schema_address"].format(guid=quote(guid)))
