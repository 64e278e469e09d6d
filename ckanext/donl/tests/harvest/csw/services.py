"""Demo services that work on datasets."""

from __future__ import annotations

from functools import cache

from lxml import etree

from demo.records import Record, records

from .. import variants as v

NAMESPACES = {
    **v.NAMESPACES,
    "srv": "http://www.isotc211.org/2005/srv",
}
_OPERATES_ON = ".//srv:operatesOn"
_LINKAGE = ".//gmd:CI_OnlineResource/gmd:linkage/gmd:URL"


def service(dataset: Record, number: int = 0, url: str = "", schema: str = "gmd") -> Record:
    """A service that works on this dataset, at this address or its own."""
    made = _demo_service(number, schema)
    xml = made.xml.replace(operated(made).encode(), dataset.uuid.encode())
    made = Record(made.uuid, xml, made.kind, made.expected)
    return at(made, url) if url else made


@cache
def _demo_service(number: int, schema: str) -> Record:
    dealt = records(50 * (number + 1), schema=schema)
    return [record for record in dealt if record.kind == "service"][number]


def operated(service: Record) -> str:
    """The dataset that a demo service works on."""
    root = etree.fromstring(service.xml)
    (found,) = root.iter("{*}operatesOn")
    return str(found.get("uuidref"))


def at(service: Record, url: str) -> Record:
    """The service at another address."""
    return v.changed(service, _LINKAGE, url)


def coupled(service: Record, xml: str) -> Record:
    """The service with this in the place of its operatesOn."""
    root = etree.fromstring(service.xml)
    (found,) = root.findall(_OPERATES_ON, NAMESPACES)
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    for element in etree.fromstring(f"<x {declared}>{xml}</x>"):
        found.addprevious(element)
    found.getparent().remove(found)
    return Record(service.uuid, etree.tostring(root), service.kind, service.expected)
