"""Faults that are failures: error answers, broken connections, redirects."""

from __future__ import annotations

import time
from collections.abc import Iterator

from demo.csw import Query, Reply, exception_report
from demo.misbehaving.server import MisbehavingCsw, fault


@fault
def html_200(server: MisbehavingCsw, query: Query) -> Reply:
    """A page for people with status 200: a proxy, or a portal under maintenance."""
    return Reply(
        b"<!DOCTYPE html><html><body><h1>Onderhoud</h1><br></body></html>", type="text/html"
    )


@fault
def report_200(server: MisbehavingCsw, query: Query) -> Reply:
    """An exception report with status 200: pycsw, GeoNetwork."""
    return exception_report("Catalog is indexing records, retry later.")


@fault
def report_400(server: MisbehavingCsw, query: Query) -> Reply:
    """An exception report with status 400, as the newer standard has it."""
    return exception_report("Invalid Constraint", 400, "InvalidParameterValue")


@fault
def report_later(server: MisbehavingCsw, query: Query) -> Reply:
    """The first page is fine, every later one an exception report."""
    if query.start == 1:
        return server.page(query).reply()
    return exception_report("Raised exception while searching metadata")


@fault
def too_many_requests(server: MisbehavingCsw, query: Query) -> Reply:
    """The first query gets 429 with Retry-After, then all is fine."""
    if server.turn == 1:
        return Reply(b"Slow down", 429, "text/plain", {"Retry-After": "1"})
    return server.page(query).reply()


@fault
def retry_after_an_hour(server: MisbehavingCsw, query: Query) -> Reply:
    """429 with a Retry-After that no run can wait for, every time."""
    return Reply(b"Slow down", 429, "text/plain", {"Retry-After": "3600"})


@fault
def unavailable_twice(server: MisbehavingCsw, query: Query) -> Reply:
    """503 twice, then fine: a server that restarts."""
    if server.turn <= 2:
        return Reply(b"Service Unavailable", 503, "text/plain")
    return server.page(query).reply()


@fault
def error_500(server: MisbehavingCsw, query: Query) -> Reply:
    """500, always."""
    return Reply(b"Internal Server Error", 500, "text/plain")


@fault
def error_later(server: MisbehavingCsw, query: Query) -> Reply:
    """The first page is fine, after that 500, always: a source that fails half-way."""
    if query.start == 1:
        return server.page(query).reply()
    return Reply(b"Internal Server Error", 500, "text/plain")


@fault
def not_found(server: MisbehavingCsw, query: Query) -> Reply:
    """404: the service has moved."""
    return Reply(b"Not Found", 404, "text/plain")


@fault
def dropped_connection(server: MisbehavingCsw, query: Query) -> Reply:
    """The connection closes half-way the announced length."""
    xml = server.page(query).xml()
    return Reply(xml[: len(xml) // 2], length=len(xml))


@fault
def dropped_once(server: MisbehavingCsw, query: Query) -> Reply:
    """The connection closes half-way the first time only."""
    return dropped_connection(server, query) if server.turn == 1 else server.page(query).reply()


@fault
def truncated(server: MisbehavingCsw, query: Query) -> Reply:
    """Half a document with no announced length, so that nothing but the XML tells."""
    xml = server.page(query).xml()
    return Reply([xml[: len(xml) // 2]])


@fault
def hang(server: MisbehavingCsw, query: Query) -> Reply:
    """Silence for the server's `pause`, then the page."""
    time.sleep(server.pause)
    return server.page(query).reply()


@fault
def slow_drip(server: MisbehavingCsw, query: Query) -> Reply:
    """A page that never quite comes: a few bytes at a time, three times the server's `pause` in
    all, which defeats a time-out between bytes."""
    xml = server.page(query).xml()

    def drip() -> Iterator[bytes]:
        for number in range(120):
            yield xml[number * 8 : number * 8 + 8]
            time.sleep(server.pause / 40)

    return Reply(drip(), length=len(xml))


@fault
def redirect_private(server: MisbehavingCsw, query: Query) -> Reply:
    """To an address inside the network of the harvester: a cloud machine's metadata service."""
    return _redirect("http://169.254.169.254/latest/meta-data/")


@fault
def redirect_file(server: MisbehavingCsw, query: Query) -> Reply:
    """To a file."""
    return _redirect("file:///etc/passwd")


@fault
def redirect_loop(server: MisbehavingCsw, query: Query) -> Reply:
    """To itself, for ever."""
    return _redirect(server.url)


def _redirect(location: str) -> Reply:
    # 307 keeps the method, so that a POST comes back as one.
    return Reply(b"", 307, headers={"Location": location})
