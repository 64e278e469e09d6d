"""A catalogue that behaves: CSW 2.0.2 from memory, fast enough to measure a harvester with.

    with StaticCsw(records(1000)) as server:
        harvest(server.url)
        server.records = records(1000, changed=0.01)

    python -m demo.csw [--count 200] [--seed 1] [--changed PERCENT] [--schema gmd|mdb]
        [--port 0]

It answers GetRecords (POST), GetRecordById and GetCapabilities (POST or GET), on loopback. Of a
constraint it understands `Type = …` and `AnyText like …`, as OGC filter and as CQL; a page of a
hundred records takes it a few milliseconds. demo/misbehaving is its evil twin.
"""

from __future__ import annotations

import argparse
import re
import threading
import urllib.parse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree
from typing_extensions import Self

from demo.records import Record, feature_catalogues, records

CSW = "http://www.opengis.net/cat/csw/2.0.2"
GMD = "http://www.isotc211.org/2005/gmd"
XML = "application/xml; charset=UTF-8"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
PROLOGUE = re.compile(rb"\A(\s*<\?.*?\?>)*\s*", re.DOTALL)
PARSER_OPTIONS: dict[str, Any] = {"resolve_entities": False, "no_network": True}


@dataclass(frozen=True)
class Query:
    """What a client asks. `start` counts from 1."""

    operation: str
    start: int = 1
    maximum: int = 10
    kind: str = ""
    text: str = ""
    hits: bool = False
    schema: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """An answer as it goes over the wire.

    `body` comes in one piece or in parts; `length` is what Content-Length says (None: the truth,
    and for parts no Content-Length at all).
    """

    body: bytes | Iterable[bytes]
    status: int = 200
    type: str = XML
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None


@dataclass(frozen=True)
class Page:
    """The answer to GetRecords; `following` is nextRecord (None leaves it out)."""

    matched: int
    returned: int
    following: int | None
    records: tuple[bytes, ...] = ()

    def xml(self) -> bytes:
        """The GetRecordsResponse."""
        following = "" if self.following is None else f' nextRecord="{self.following}"'
        head = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<csw:GetRecordsResponse xmlns:csw="{CSW}">'
            '<csw:SearchStatus timestamp="2026-01-01T00:00:00Z"/><csw:SearchResults'
            f' numberOfRecordsMatched="{self.matched}" numberOfRecordsReturned="{self.returned}"'
            f'{following} elementSet="full" recordSchema="{GMD}">'
        )
        tail = b"</csw:SearchResults></csw:GetRecordsResponse>"
        return b"".join([head.encode(), *self.records, tail])

    def reply(self) -> Reply:
        """The answer over HTTP."""
        return Reply(self.xml())


def exception_report(text: str, status: int = 200, code: str = "NoApplicableCode") -> Reply:
    """An error as CSW has it; pycsw and GeoNetwork send it with status 200."""
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ows:ExceptionReport version="1.2.0"'
        ' xmlns:ows="http://www.opengis.net/ows">'
        f'<ows:Exception exceptionCode="{code}"><ows:ExceptionText>{escape(text)}'
        "</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"
    )
    return Reply(body.encode(), status)


class Running:
    """A context manager that runs a server in a thread."""

    _http: Server

    def __enter__(self) -> Self:
        # A short poll, because shutdown() waits for it.
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()

    def run(self) -> None:
        """Serve in this thread, until interrupted."""
        self._http.serve_forever()


class StaticCsw(Running):
    """The server; a context manager that runs it in a thread.

    `queries` holds every query that came in, in order. `largest` is the page size above which the
    server gives less than was asked, without saying so.
    """

    def __init__(
        self, records: Iterable[Record | bytes] = (), largest: int = 500, port: int = 0
    ) -> None:
        self.records = records
        self.largest = largest
        self.queries: list[Query] = []
        self._http = _CswServer(("127.0.0.1", port), _Handler)
        self._http.csw = self

    @property
    def url(self) -> str:
        """The address of the service."""
        return f"http://127.0.0.1:{self._http.server_port}/csw"

    @property
    def records(self) -> tuple[Record, ...]:
        """The records in the order in which they are served; may be set while the server runs."""
        return self._records

    @records.setter
    def records(self, given: Iterable[Record | bytes]) -> None:
        self._records = tuple(_bare(record) for record in given)

    def answer(self, query: Query) -> Reply:
        """The reply to a query."""
        if query.operation == "GetRecords":
            return self.page(query).reply()
        if query.operation == "GetRecordById":
            return self._by_id(query)
        if query.operation == "GetCapabilities":
            return self._capabilities()
        return exception_report(f"Invalid request: {query.operation}", 400)

    def page(self, query: Query) -> Page:
        """The page that a query asks for, by the book."""
        found = self.matching(query)
        size = min(query.maximum, self.largest)
        window = found[query.start - 1 : query.start - 1 + size]
        after = query.start + len(window)
        return Page(
            matched=len(found),
            returned=len(window),
            following=after if after <= len(found) else 0,
            records=() if query.hits else tuple(record.xml for record in window),
        )

    def matching(self, query: Query) -> list[Record]:
        """The records that a query's constraint lets through."""
        return [
            record
            for record in self.records
            if record.kind != "feature catalogue"
            and query.kind in ("", record.kind)
            and (not query.text or query.text in record.xml.decode().casefold())
        ]

    def _by_id(self, query: Query) -> Reply:
        found = [record.xml for record in self.records if record.uuid in query.ids]
        head = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<csw:GetRecordByIdResponse xmlns:csw="{CSW}">'
        )
        return Reply(b"".join([head.encode(), *found, b"</csw:GetRecordByIdResponse>"]))

    def _capabilities(self) -> Reply:
        operations = "".join(
            f'<ows:Operation name="{name}"><ows:DCP><ows:HTTP>'
            f'<ows:Get xlink:href="{self.url}"/><ows:Post xlink:href="{self.url}"/>'
            "</ows:HTTP></ows:DCP></ows:Operation>"
            for name in ("GetCapabilities", "GetRecords", "GetRecordById")
        )
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<csw:Capabilities version="2.0.2" xmlns:csw="{CSW}" {XSI}'
            ' xmlns:ows="http://www.opengis.net/ows" xmlns:xlink="http://www.w3.org/1999/xlink">'
            "<ows:ServiceIdentification><ows:Title>Demo</ows:Title><ows:ServiceType>CSW"
            "</ows:ServiceType><ows:ServiceTypeVersion>2.0.2</ows:ServiceTypeVersion>"
            f"</ows:ServiceIdentification><ows:OperationsMetadata>{operations}"
            "</ows:OperationsMetadata></csw:Capabilities>"
        )
        return Reply(body.encode())


def parse_query(body: bytes) -> Query:
    """The query in the body of a POST.

    Raises lxml.etree.XMLSyntaxError, and ValueError for a number that is none.
    """
    root = etree.fromstring(body, etree.XMLParser(**PARSER_OPTIONS))
    constraint = _constraint(root)
    return Query(
        operation=etree.QName(root).localname,
        start=int(root.get("startPosition", 1)),
        maximum=int(root.get("maxRecords", 10)),
        hits=root.get("resultType") == "hits",
        schema=root.get("outputSchema", ""),
        ids=tuple(element.text or "" for element in root.findall(f"{{{CSW}}}Id")),
        **constraint,
    )


def _constraint(root: etree._Element) -> dict[str, str]:
    cql = root.findtext(f".//{{{CSW}}}CqlText") or ""
    pairs = re.findall(r"([\w:]+)\s*(?:=|like)\s*'([^']*)'", cql, re.IGNORECASE)
    for name in root.iter("{http://www.opengis.net/ogc}PropertyName"):
        literal = name.getnext()
        if literal is not None:
            pairs.append((name.text or "", literal.text or ""))
    known = {"type": "kind", "anytext": "text"}
    found = {name.rpartition(":")[2].lower(): value for name, value in pairs}
    return {
        known[name]: value.strip("*%").casefold() for name, value in found.items() if name in known
    }


def _parse_address(path: str) -> Query:
    given = urllib.parse.parse_qs(urllib.parse.urlsplit(path).query)
    values = {name.lower(): value[0] for name, value in given.items()}
    ids = tuple(filter(None, values.get("id", "").split(",")))
    return Query(operation=values.get("request", "GetCapabilities"), ids=ids)


def _bare(given: Record | bytes) -> Record:
    """The record without what may not stand inside a page: XML declaration, stylesheet."""
    xml = given if isinstance(given, bytes) else given.xml
    bare = PROLOGUE.sub(b"", xml)
    if isinstance(given, Record):
        return Record(given.uuid, bare, given.kind, given.expected, given.reason)
    root = etree.fromstring(xml, etree.XMLParser(recover=True, **PARSER_OPTIONS))
    named = _first(
        root, "{*}fileIdentifier/{*}CharacterString", "{*}metadataIdentifier/*/{*}code/*"
    )
    uuid = (named is not None and named.text) or root.get("uuid") or ""
    level = _first(root, "{*}hierarchyLevel/*", "{*}metadataScope/*/{*}resourceScope/*")
    kind = "dataset" if level is None else level.get("codeListValue", "dataset")
    return Record(uuid.strip(), bare, kind, "")


def _first(root: etree._Element, *paths: str) -> etree._Element | None:
    return next((found for path in paths for found in root.findall(path)), None)


class Server(ThreadingHTTPServer):
    """A server whose threads end with it."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that hangs up is part of the play."""


class _CswServer(Server):
    csw: StaticCsw


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _CswServer

    def do_GET(self) -> None:
        self._answer(_parse_address(self.path))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            query = parse_query(body)
        except (etree.XMLSyntaxError, ValueError) as error:
            send(self, exception_report(str(error), 400))
        else:
            self._answer(query)

    def _answer(self, query: Query) -> None:
        self.server.csw.queries.append(query)
        send(self, self.server.csw.answer(query))

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for the harvester."""


def send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    """Write a reply as it is, lies about its length included."""
    handler.send_response(reply.status)
    handler.send_header("Content-Type", reply.type)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    length = reply.length
    if length is None and isinstance(reply.body, bytes):
        length = len(reply.body)
    if length is None:
        handler.send_header("Connection", "close")
    else:
        handler.send_header("Content-Length", str(length))
    handler.end_headers()
    for part in _parts(reply.body):
        handler.wfile.write(part)
    if not isinstance(reply.body, bytes) or length != len(reply.body):
        handler.close_connection = True


def _parts(body: bytes | Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(body, bytes):
        yield body
    else:
        yield from body


def main(arguments: list[str] | None = None) -> None:
    """Serve generated records until interrupted; print the address first."""
    parser = argparse.ArgumentParser(prog="python -m demo.csw")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--changed", type=float, default=0.0, help="percentage with a new title")
    parser.add_argument("--schema", choices=["gmd", "mdb"], default="gmd", help="form of records")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args(arguments)

    served = [
        *records(options.count, options.seed, options.changed / 100, options.schema),
        *feature_catalogues(options.seed),
    ]
    server = StaticCsw(served, port=options.port)
    print(server.url, flush=True)
    server.run()


if __name__ == "__main__":
    main()
