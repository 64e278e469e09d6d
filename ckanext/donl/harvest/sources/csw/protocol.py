"""The words of CSW 2.0.2: how a page of records is asked for, and what its answer holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ckan.plugins.toolkit import _
from lxml import etree
from lxml.builder import ElementMaker

from ...http import BadAnswer
from ...xml import events, parse
from .namespaces import GMD, MDB

CSW = "http://www.opengis.net/cat/csw/2.0.2"
OGC = "http://www.opengis.net/ogc"
APISO = "http://www.opengis.net/cat/csw/apiso/1.0"
#: The schemas in which records can be asked for, by the word of the setting.
SCHEMAS = {"gmd": GMD, "mdb": MDB}
_PREFIXES = {"csw": CSW, "ogc": OGC, "gmd": GMD, "apiso": APISO}
_OF_REQUEST = ("service", "version", "acceptversions", "request")
_csw = ElementMaker(namespace=CSW, nsmap=_PREFIXES)
_ogc = ElementMaker(namespace=OGC, nsmap=_PREFIXES)


class Refused(BadAnswer):
    """The server answers with an exception report."""


@dataclass
class Page:
    """What one GetRecords answer says.

    :param matched: how many records the server announces, None when it does not
    :param records: what the reader made of each record
    """

    matched: int | None = None
    records: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Question:
    """What a catalogue is asked for: everything but the page.

    :param criteria: the source's own, CQL or an OGC filter as XML, or nothing
    :param type: the type of the records that are wanted, such as dataset; empty for all
    :param sort: ask for a fixed order
    :param schema: the namespace in which the records are wanted
    """

    criteria: str
    type: str = ""
    sort: bool = True
    schema: str = GMD

    def request(self, start: int, size: int) -> bytes:
        """A GetRecords request for ``size`` full records from position ``start``, counted from 1.

        The queryables with their prefix, the type name and the order of the elements are what both
        GeoNetwork and pycsw accept. GeoNetwork takes the type name of ISO 19139 whatever the output
        schema.
        """
        query = _csw.Query(_csw.ElementSetName("full"), typeNames="gmd:MD_Metadata")
        constraint = self._constraint()
        if constraint is not None:
            query.append(_csw.Constraint(constraint, version="1.1.0"))
        if self.sort:
            order = _ogc.SortProperty(_ogc.PropertyName("apiso:Identifier"), _ogc.SortOrder("ASC"))
            query.append(_ogc.SortBy(order))
        request = _csw.GetRecords(
            query,
            service="CSW",
            version="2.0.2",
            resultType="results",
            outputFormat="application/xml",
            outputSchema=self.schema,
            startPosition=str(start),
            maxRecords=str(size),
        )
        return etree.tostring(request, xml_declaration=True, encoding="UTF-8")

    def _constraint(self) -> Any:
        """The source's criteria and the type in one filter; CQL and XML cannot be mixed in a
        request."""
        if self.criteria.startswith("<"):
            own = check_filter(self.criteria)
            return _ogc.Filter(_ogc.And(self._of_type(), *own)) if self.type else own
        if self.criteria:
            # Without parentheses, which pycsw 2 does not know. Where the criteria hold an OR, that
            # lets records through that are no datasets; they are left out when they come.
            condition = f"dc:type = '{self.type}' AND " if self.type else ""
            return _csw.CqlText(condition + self.criteria)
        return _ogc.Filter(self._of_type()) if self.type else None

    def _of_type(self) -> Any:
        return _ogc.PropertyIsEqualTo(_ogc.PropertyName("apiso:Type"), _ogc.Literal(self.type))


def check_filter(xml: str) -> Any:
    """An OGC filter as an element.

    :raises ValueError: it is not well-formed or not an ogc:Filter
    """
    try:
        element = parse(xml.encode())
    except etree.XMLSyntaxError as error:
        raise ValueError(
            _("the filter is not well-formed XML: {error}").format(error=error.msg)
        ) from error
    if element.tag != f"{{{OGC}}}Filter":
        raise ValueError(
            _("the filter must be an ogc:Filter (namespace {namespace})").format(namespace=OGC)
        )
    return element


def bare(url: str) -> str:
    """The address of a catalogue without the parameters of a request: what people copy is often the
    address of its GetCapabilities."""
    parts = urlsplit(url)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _OF_REQUEST
    ]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def get_record_by_id(guid: str, schema: str) -> dict[str, str]:
    """The parameters of a GetRecordById by GET."""
    return {
        "service": "CSW",
        "version": "2.0.2",
        "request": "GetRecordById",
        "id": guid,
        "elementSetName": "full",
        "outputSchema": schema,
    }


def read_page(body: IO[bytes], reader: Any) -> Page:
    """Read an answer to GetRecords, one record in memory as XML at a time.

    :param reader: makes of the element of a record what is kept of it
    :raises BadAnswer: the answer is no page of records
    """
    page: Page | None = None
    try:
        for event, element in events(body):
            if event == "start":
                if element.getparent() is None:
                    _check_root(element)
                elif element.tag == f"{{{CSW}}}SearchResults":
                    page = Page(_number(element.get("numberOfRecordsMatched")))
            elif page is not None and _is_record(element):
                page.records.append(reader(element))
                _forget(element)
            elif element.tag.endswith("}ExceptionReport"):
                raise Refused(
                    _("the catalogue refuses: {reason}").format(reason=exception_text(element))
                )
    except etree.XMLSyntaxError as error:
        raise BadAnswer(
            _("the answer is not well-formed XML: {error}").format(error=error.msg)
        ) from error
    except ValueError as error:
        raise BadAnswer(str(error)) from error
    if page is None:
        raise BadAnswer(_("the answer holds no csw:SearchResults"))
    return page


def _check_root(element: Any) -> None:
    name = etree.QName(element).localname
    if name not in ("GetRecordsResponse", "ExceptionReport"):
        raise BadAnswer(_("the answer is a {name} element, not a CSW answer").format(name=name))


def _is_record(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == f"{{{CSW}}}SearchResults"


def _forget(element: Any) -> None:
    """Free the memory of a record and of those before it."""
    parent = element.getparent()
    element.clear()
    while element.getprevious() is not None:
        del parent[0]


def _number(text: str | None) -> int | None:
    try:
        number = int(text or "")
    except ValueError:
        return None
    return number if number >= 0 else None


def exception_text(report: Any) -> str:
    """What an ows:ExceptionReport says, in one line."""
    texts = [node.text for node in report.iter("{*}ExceptionText") if node.text]
    codes = [
        node.get("exceptionCode")
        for node in report.iter("{*}Exception")
        if node.get("exceptionCode")
    ]
    return " ".join("; ".join(texts or codes or [_("no reason given")]).split())[:500]


def explain(error: BadAnswer) -> BadAnswer:
    """An error status with the exception report that came with it, where one did."""
    try:
        report = parse(error.body)
    except (ValueError, etree.XMLSyntaxError):
        return error
    if not report.tag.endswith("}ExceptionReport"):
        return error
    return Refused(f"{error}: {exception_text(report)}", error.status)
