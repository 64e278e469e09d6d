"""The least a client of a CSW server can be."""

from __future__ import annotations

import requests
from lxml import etree

BODY = """<?xml version="1.0" encoding="UTF-8"?>
<csw:GetRecords xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"
    xmlns:ogc="http://www.opengis.net/ogc" service="CSW" version="2.0.2" resultType="{kind}"
    startPosition="{start}" maxRecords="{maximum}"
    outputSchema="http://www.isotc211.org/2005/gmd">
  <csw:Query typeNames="csw:Record">
    <csw:ElementSetName>full</csw:ElementSetName>{constraint}
  </csw:Query>
</csw:GetRecords>"""


def get_records(
    url: str,
    start: int = 1,
    maximum: int = 10,
    constraint: str = "",
    kind: str = "results",
    timeout: float = 10,
    session: requests.Session | None = None,
) -> requests.Response:
    """The raw answer to one GetRecords, redirects not followed."""
    if constraint:
        constraint = f'<csw:Constraint version="1.1.0">{constraint}</csw:Constraint>'
    body = BODY.format(kind=kind, start=start, maximum=maximum, constraint=constraint)
    post = session.post if session else requests.post
    return post(url, body.encode(), timeout=timeout, allow_redirects=False)


def results(response: requests.Response) -> etree._Element:
    """The SearchResults of an answer; its children are the records."""
    found = etree.fromstring(response.content)[1]
    assert etree.QName(found).localname == "SearchResults"
    return found
