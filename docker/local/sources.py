"""The source catalogues of the demo: one of every kind, each a server on this machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from docker.local import catalogue, paths, ports


@dataclass(frozen=True)
class Source:
    """A harvest source of the demo's portal.

    :param kind: its ``source_type``
    :param owner: name of the organisation that it belongs to, which has the title ``organisation``
    """

    name: str
    title: str
    kind: str
    url: str
    owner: str
    organisation: str

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True)
class StandIn:
    """A server of the demo's own that stands in for a portal.

    :param module: runs it
    """

    name: str
    module: str
    port: int

    def command(self) -> list[str]:
        return [paths.program("python"), "-m", self.module, "--port", str(self.port)]

    def url(self, path: str = "") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


CBS = StandIn("demo-cbs", "demo.odata", ports.DEMO_CBS)
DCAT = StandIn("demo-dcat", "demo.dcat_portal", ports.DEMO_DCAT)
CKAN = StandIn("demo-ckan", "demo.ckan_portal", ports.DEMO_CKAN)
STAND_INS = (CBS, DCAT, CKAN)

_NGR = "Nationaal Georegister"
_STATISTICS = "Centraal Bureau voor de Statistiek"
#: The short demo has the first only.
SOURCES = (
    Source("ngr", _NGR, "ngr", catalogue.url(), "nationaal-georegister", _NGR),
    Source("cbs", "CBS StatLine", "cbs", CBS.url("/ODataCatalog/Tables"), "cbs", _STATISTICS),
    Source("portal-dcat", "Portal met DCAT", "dcat", DCAT.url("/catalog"), "dcat-portal", "DCAT"),
    Source("portal-ckan", "Portal met CKAN", "ckan", CKAN.url(), "ckan-portal", "CKAN"),
)
