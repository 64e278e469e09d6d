"""Any CSW catalogue: of a province, of INSPIRE."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....mapping import Value
from ...settings import N_, Setting, true_or_false
from . import protocol, reading
from .catalogue import CswCatalogue

# The address of no catalogue (RFC 2606): of a file that is read by hand, which comes from none.
_NOWHERE = "https://csw.invalid/csw"


def _schema(value: Any) -> str:
    if value not in protocol.SCHEMAS:
        raise ValueError
    return str(value)


class CswSource(CswCatalogue):
    """See :class:`ckanext.donl.harvest.source.Source`."""

    type = "csw"
    title = N_("CSW catalogue")
    description = N_("ISO 19139 or ISO 19115-3 records of datasets from a CSW 2.0.2 catalogue")
    catalogues = ("csw",)
    settings_table: Mapping[str, Setting] = {
        **CswCatalogue.settings_table,
        "schema": Setting(
            "gmd",
            _schema,
            N_("gmd (ISO 19139) or mdb (ISO 19115-3): the form in which records are asked for"),
        ),
        "coupled_services": Setting(
            False,
            true_or_false,
            N_("true or false: make services that work on a dataset distributions of it"),
            True,
        ),
    }

    def __init__(self, url: str, settings: dict[str, Any]) -> None:
        super().__init__(protocol.bare(url) if url else _NOWHERE, settings)

    def _own_uri(self, element: Any) -> Value | None:
        return reading.uri(element)
