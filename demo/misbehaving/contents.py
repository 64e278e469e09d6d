"""Faults in what a page holds: records that break it, hostile XML, wrong text."""

from __future__ import annotations

import functools
import gzip
from collections.abc import Iterator
from dataclasses import replace

from demo.csw import Page, Query, Reply, exception_report
from demo.misbehaving.server import MisbehavingCsw, fault, with_records


@fault
def record_breaks_500(server: MisbehavingCsw, query: Query) -> Reply:
    """Every page with one certain record is an error 500."""
    if server.hits_victim(query):
        return Reply(b"java.lang.NullPointerException", 500, "text/plain")
    return server.page(query).reply()


@fault
def record_breaks_report(server: MisbehavingCsw, query: Query) -> Reply:
    """Every page with one certain record is an exception report with status 200: GeoNetwork, where
    a record cannot be serialised (core-geonetwork #9321)."""
    if server.hits_victim(query):
        return exception_report("Raised exception while getting metadata")
    return server.page(query).reply()


@fault
def record_malformed(server: MisbehavingCsw, query: Query) -> Reply:
    """One certain record is not well-formed, and with it its page."""
    page = server.page(query)
    if not server.hits_victim(query):
        return page.reply()
    return Reply(page.xml().replace(*_victim(server, query, b"<gmd:broken>&nbsp;")))


@fault
def record_with_control_character(server: MisbehavingCsw, query: Query) -> Reply:
    """One certain record has a character that XML forbids: text pasted from an office program."""
    page = server.page(query)
    if not server.hits_victim(query):
        return page.reply()
    return Reply(page.xml().replace(*_victim(server, query, b"\x0b")))


@fault
def gzip_bomb(server: MisbehavingCsw, query: Query) -> Reply:
    """200 kB that unpack to 200 MB."""
    return Reply(_bomb(), headers={"Content-Encoding": "gzip"})


@fault
def huge_page(server: MisbehavingCsw, query: Query) -> Reply:
    """A page of 2 GB, in parts without a length."""
    head = server.page(replace(query, maximum=1)).xml().partition(b"</csw:SearchResults>")[0]

    def parts() -> Iterator[bytes]:
        yield head
        for _ in range(2000):
            yield b"<!-- " + b"x" * 1_000_000 + b" -->"

    return Reply(parts())


@fault
def billion_laughs(server: MisbehavingCsw, query: Query) -> Reply:
    """Entities that unfold to gigabytes."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _with_doctype(server.page(query), f'<!ENTITY l0 "lol">{laughs}', "&l9;")


@fault
def external_entity(server: MisbehavingCsw, query: Query) -> Reply:
    """An entity that is a file of the harvesting machine."""
    return _with_doctype(server.page(query), '<!ENTITY file SYSTEM "file:///etc/passwd">', "&file;")


@fault
def wrong_schema(server: MisbehavingCsw, query: Query) -> Reply:
    """csw:Record in place of the schema that was asked for: servers that ignore outputSchema."""
    page = server.page(query)
    record = (
        b'<csw:Record xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"'
        b' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier>x</dc:identifier></csw:Record>'
    )
    return with_records(page, (record,) * page.returned, page.following).reply()


@fault
def wrong_charset(server: MisbehavingCsw, query: Query) -> Reply:
    """Windows-1252 that says it is UTF-8, in the header and in the document."""
    xml = server.page(query).xml().replace(b"</gmd:abstract>", "ë</gmd:abstract>".encode())
    return Reply(xml.decode().encode("cp1252", "xmlcharrefreplace"))


@fault
def latin1_declared(server: MisbehavingCsw, query: Query) -> Reply:
    """ISO-8859-1, rightly declared in the document, while the header says UTF-8."""
    xml = server.page(query).xml().decode().replace('encoding="UTF-8"', 'encoding="ISO-8859-1"', 1)
    return Reply(xml.encode("latin-1", "xmlcharrefreplace"))


@fault
def empty_body(server: MisbehavingCsw, query: Query) -> Reply:
    """Status 200 and nothing."""
    return Reply(b"")


def _victim(server: MisbehavingCsw, query: Query, damage: bytes) -> tuple[bytes, bytes]:
    """The record at `at` and what becomes of it."""
    xml = server.matching(query)[server.at - 1].xml
    head, _, tail = xml.rpartition(b"</")
    return xml, head + damage + b"</" + tail


@functools.cache
def _bomb() -> bytes:
    return gzip.compress(bytes(200_000_000))


def _with_doctype(page: Page, entities: str, reference: str) -> Reply:
    xml = page.xml().decode()
    declaration, _, rest = xml.partition("\n")
    rest = rest.replace("<gmd:abstract>", f"<gmd:abstract>{reference}").replace(
        "<csw:SearchStatus", f"<!-- -->{reference}<csw:SearchStatus", 1
    )
    return Reply(f"{declaration}<!DOCTYPE csw:GetRecordsResponse [{entities}]>{rest}".encode())
