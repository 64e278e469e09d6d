"""One stand-in for each kind of source, which the tests of all kinds share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from demo import ckan_portal, dcat_portal, odata
from demo.misbehaving import MisbehavingCsw
from demo.records import records


@dataclass(frozen=True)
class Kind:
    """A kind of source with its stand-in.

    :param server: makes the stand-in; it has ``source_url`` and ``records``
    :param records: makes as many records, of which ``.id`` is the guid; ``.retitled(title)`` gives
        the record with another title, changed later
    """

    type: str
    server: Callable[[], Any]
    records: Callable[[int], Iterable[Any]]
    config: dict[str, Any] = field(default_factory=dict)

    def valid(self, count: int) -> list[Any]:
        """Records of which a harvest makes datasets."""
        made = self.records(5 * count)
        return [record for record in made if record.expected == "valid"][:count]


class Csw(MisbehavingCsw):
    """The stand-in for CSW catalogues, which has its faults from a register of its own."""

    @property
    def source_url(self) -> str:
        """What an administrator fills in."""
        return self.url

    def mend(self) -> None:
        """Be well again."""
        self.fault = None


KINDS = {
    kind.type: kind
    for kind in (
        Kind("csw", Csw, records),
        Kind("cbs", odata.OdataCatalogue, odata.records),
        Kind("dcat", dcat_portal.DcatPortal, dcat_portal.records),
        Kind("ckan", ckan_portal.CkanPortal, ckan_portal.records),
    )
}
