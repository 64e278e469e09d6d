"""Demo records with something changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lxml import etree

from demo.records import Record, records

NAMESPACES = {
    "gmd": "http://www.isotc211.org/2005/gmd",
    "gco": "http://www.isotc211.org/2005/gco",
    "gmx": "http://www.isotc211.org/2005/gmx",
    "xlink": "http://www.w3.org/1999/xlink",
}
_CITATION = ".//gmd:MD_DataIdentification/gmd:citation/gmd:CI_Citation"
GUID = "gmd:fileIdentifier/*"
TITLE = f"{_CITATION}/gmd:title/*"
ABSTRACT = ".//gmd:MD_DataIdentification/gmd:abstract/*"
DATES = f"{_CITATION}/gmd:date/gmd:CI_Date/gmd:date/*"
TOPICS = ".//gmd:topicCategory/gmd:MD_TopicCategoryCode"
URLS = ".//gmd:CI_OnlineResource/gmd:linkage/gmd:URL"
KEYWORDS = ".//gmd:keyword/*"


def valid(count: int, seed: int = 1) -> list[Record]:
    """This many demo records of which a harvest makes datasets."""
    return [record for record in records(count * 2, seed) if record.expected == "valid"][:count]


def changed(record: Record, path: str, text: str) -> Record:
    """The record with this text in every element at a path."""
    root = etree.fromstring(record.xml)
    found = root.findall(path, NAMESPACES)
    assert found
    for element in found:
        element.text = text
    return _with(record, root)


def without(record: Record, path: str) -> Record:
    """The record without the elements at a path."""
    root = etree.fromstring(record.xml)
    found = root.findall(path, NAMESPACES)
    assert found
    for element in found:
        element.getparent().remove(element)
    return _with(record, root)


def copied(record: Record, guid: str) -> Record:
    """The record under another guid."""
    return replace(changed(record, GUID, guid), uuid=guid)


def with_distributions(record: Record, count: int, url: str) -> Record:
    """The record with distributions only at these addresses; ``{}`` in the URL is their number."""
    root = etree.fromstring(record.xml)
    (distribution,) = root.findall("gmd:distributionInfo/gmd:MD_Distribution", NAMESPACES)
    for options in distribution.findall("gmd:transferOptions", NAMESPACES):
        distribution.remove(options)
    links = "".join(
        f"<gmd:onLine><gmd:CI_OnlineResource><gmd:linkage><gmd:URL>{url.format(number)}</gmd:URL>"
        f"</gmd:linkage></gmd:CI_OnlineResource></gmd:onLine>"
        for number in range(count)
    )
    distribution.append(
        etree.fromstring(
            f'<gmd:transferOptions xmlns:gmd="{NAMESPACES["gmd"]}"><gmd:MD_DigitalTransferOptions>'
            f"{links}</gmd:MD_DigitalTransferOptions></gmd:transferOptions>"
        )
    )
    return _with(record, root)


def _with(record: Record, root: Any) -> Record:
    return replace(record, xml=etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
