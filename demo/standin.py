"""A server on loopback that stands in for a source of another kind than CSW, well or badly.

    class Portal(StandIn):
        def answer(self, request: Request) -> Reply: ...

    with Portal() as server:
        harvest(server.url)
        server.fault, server.after = "error_500", 1  # all requests fail but the first

A fault is one function in FAULTS, and the same for every kind of source.
"""

from __future__ import annotations

import functools
import gzip
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from demo.csw import Reply, Running, Server, send


@dataclass(frozen=True)
class Request:
    """What a client asks.

    `parameters` has the first value of each parameter of the address, `headers` has lower-case
    names.
    """

    method: str
    path: str
    parameters: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


Fault = Callable[["StandIn", Request], Reply]
FAULTS: dict[str, Fault] = {}


class StandIn(Running):
    """The server; a context manager that runs it in a thread. `requests` holds every request that
    came in, in order.

    With `fault` it misbehaves after `after` requests that it answers well; those faults that wait,
    wait for `pause` seconds.
    """

    def __init__(self, port: int = 0, pause: float = 20.0) -> None:
        self.fault: str | None = None
        self.after = 0
        self.pause = pause
        self.requests: list[Request] = []
        self._http = Server(("127.0.0.1", port), _handler(self))

    def answer(self, request: Request) -> Reply:
        """The reply to a request, by the book."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """The address of the server, without a slash at its end."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def reply(self, request: Request) -> Reply:
        """The reply to a request, spoilt by the fault."""
        self.requests.append(request)
        if self.fault is None or len(self.requests) <= self.after:
            return self.answer(request)
        return FAULTS[self.fault](self, request)

    def mend(self) -> None:
        """Be well again, and forget the requests."""
        self.fault, self.after = None, 0
        self.requests.clear()


def fault(function: Fault) -> Fault:
    """Put a function in FAULTS under its own name."""
    FAULTS[function.__name__] = function
    return function


@fault
def hang(server: StandIn, request: Request) -> Reply:
    """Silence for the server's `pause`, then the answer."""
    time.sleep(server.pause)
    return server.answer(request)


@fault
def dropped_connection(server: StandIn, request: Request) -> Reply:
    """The connection closes half-way the announced length."""
    whole = server.answer(request)
    body = whole.body if isinstance(whole.body, bytes) else b"".join(whole.body)
    return Reply(body[: len(body) // 2], whole.status, whole.type, length=len(body))


@fault
def truncated(server: StandIn, request: Request) -> Reply:
    """Half an answer with no announced length, so that nothing but its syntax tells."""
    whole = server.answer(request)
    body = whole.body if isinstance(whole.body, bytes) else b"".join(whole.body)
    return Reply([body[: len(body) // 2]], whole.status, whole.type)


@fault
def error_500(server: StandIn, request: Request) -> Reply:
    """500, always."""
    return Reply(b"Internal Server Error", 500, "text/plain")


@fault
def too_many_requests(server: StandIn, request: Request) -> Reply:
    """429 with Retry-After, once; then all is well."""
    server.fault = None
    return Reply(b"Slow down", 429, "text/plain", {"Retry-After": "1"})


@fault
def retry_after_an_hour(server: StandIn, request: Request) -> Reply:
    """429 with a Retry-After that no run can wait for, every time."""
    return Reply(b"Slow down", 429, "text/plain", {"Retry-After": "3600"})


@fault
def redirect_loop(server: StandIn, request: Request) -> Reply:
    """A redirect to itself."""
    return Reply(b"", 302, "text/plain", {"Location": request.path})


@fault
def redirect_private(server: StandIn, request: Request) -> Reply:
    """A redirect to where clouds keep their secrets."""
    return Reply(b"", 302, "text/plain", {"Location": "http://169.254.169.254/latest/meta-data/"})


@fault
def gzip_bomb(server: StandIn, request: Request) -> Reply:
    """200 kB that unpack to 200 MB."""
    return Reply(_bomb(), headers={"Content-Encoding": "gzip"})


@fault
def html_200(server: StandIn, request: Request) -> Reply:
    """A page for people with status 200: a proxy, or a portal under maintenance."""
    return Reply(b"<!DOCTYPE html><html><body><h1>Onderhoud</h1></body></html>", type="text/html")


@functools.cache
def _bomb() -> bytes:
    return gzip.compress(b" " * 200_000_000, 9)


def _handler(server: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urllib.parse.urlsplit(self.path)
            given = urllib.parse.parse_qs(parts.query, keep_blank_values=True)
            length = int(self.headers.get("Content-Length") or 0)
            request = Request(
                self.command,
                urllib.parse.unquote(parts.path),
                {name: values[0] for name, values in given.items()},
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
            )
            send(self, server.reply(request))

        do_POST = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the terminal for the harvester."""

    return Handler
