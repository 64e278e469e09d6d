"""A server that says what it is told to, byte by byte: what no server by the book can be made to
do."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from socketserver import StreamRequestHandler, ThreadingTCPServer


@dataclass(frozen=True)
class Asked:
    """A request as it came in; the names of its headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


#: What a server sends in answer to a request, in parts.
Say = Callable[[Asked], Iterable[bytes]]


class RawServer(ThreadingTCPServer):
    """A context manager that serves on loopback; ``asked`` holds every request, in order.

    :param say: what it sends; the connection stays open when that was a whole answer
    :param secure: with which it speaks TLS
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, say: Say, secure: ssl.SSLContext | None = None) -> None:
        self.say = say
        self.secure = secure
        self.asked: list[Asked] = []
        #: Of the connections that were made, those that the client has closed.
        self.closed = 0
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port = self.server_address[1]
        self.url = f"http{'s' * bool(secure)}://127.0.0.1:{self.port}"

    def __enter__(self) -> RawServer:
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, *_arguments: object) -> None:
        """Keep the terminal for the tests."""


class _Handler(StreamRequestHandler):
    server: RawServer

    def setup(self) -> None:
        if self.server.secure:
            self.request = self.server.secure.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self) -> None:
        with suppress(OSError):
            while asked := self._request():
                self.server.asked.append(asked)
                for part in self.server.say(asked):
                    self.connection.sendall(part)
        self.server.closed += 1

    def _request(self) -> Asked | None:
        line = self.rfile.readline().decode().split()
        if not line:
            return None
        headers = {}
        while header := self.rfile.readline().decode().strip():
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        return Asked(line[0], line[1], headers, body)


def whole(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """An answer by the book; an underscore in the name of a header is a hyphen."""
    headers = {"Content-Length": str(len(body)), **headers}
    return begin(status, **headers) + body


def begin(status: str = "200 OK", **headers: str) -> bytes:
    """An answer up to its body."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1")


def for_ever(part: bytes, pause: float = 0.0) -> Iterator[bytes]:
    """The same again and again, as long as somebody listens."""
    while True:
        yield part
        time.sleep(pause)
