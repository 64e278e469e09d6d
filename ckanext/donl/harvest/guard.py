"""Connections to sources: only to addresses of the public internet, only as long as an exchange may
last, and nothing is read that nobody asked for."""

from __future__ import annotations

import http.client
import io
import ipaddress
import os
import socket
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from contextvars import ContextVar
from typing import Any
from urllib.parse import urljoin

import ckan.plugins.toolkit as tk
import requests
from requests.adapters import HTTPAdapter
from requests.utils import requote_uri
from urllib3 import Retry
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, InvalidHeader, NameResolutionError
from urllib3.response import BaseHTTPResponse

from .language import number
from .source_errors import PrivateAddress, SourceError, public

_ = tk._

_IPV6_INTERNET = ipaddress.ip_network("2000::/3")  # all that has been given out
_WITH_IPV4_AT_THE_END = (
    ipaddress.ip_network("::/96"),  # IPv4-compatible
    ipaddress.ip_network("64:ff9b::/96"),  # NAT64
)


class Deadline:
    """The moment at which an exchange with a source ends, attempts and redirects included.

    :param url: the address that was asked
    """

    def __init__(self, url: str, seconds: float) -> None:
        self._url = public(url)
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """How many seconds are left.

        :raises SourceError: none are
        """
        left = self._until - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> SourceError:
        """The error that says so."""
        return SourceError(
            _("{url} takes more than {seconds} seconds to answer").format(
                url=self._url, seconds=number(self._seconds)
            )
        )


#: When the exchange that is going on ends. How else would a connection know, which urllib3 makes?
ending: ContextVar[Deadline] = ContextVar("ending")


class GuardedSession(requests.Session):
    """A session whose connections are guarded, of redirects too.

    It uses no proxy, neither of the environment nor ``ckan.download_proxy``: behind a proxy nobody
    sees which address a connection is made to. It reads no ``~/.netrc`` either.

    :param private_hosts: names of hosts at private addresses that may be asked nevertheless
    """

    def __init__(self, private_hosts: Collection[str], retry: Retry) -> None:
        super().__init__()
        self.trust_env = False
        # The one thing of the environment that is no way out: whose certificates are trusted.
        self.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        self.max_redirects = 5
        for scheme in ("http://", "https://"):
            self.mount(scheme, _GuardedAdapter(private_hosts, max_retries=retry))

    def resolve_redirects(
        self, resp: requests.Response, req: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> Iterator[requests.Response]:
        """Follow redirects. Unlike requests it throws their bodies away unread, and does not make a
        GET of a POST: a catalogue that has moved is asked the same at its new address."""
        if kwargs.pop("yield_requests", False):  # nobody wants to know where it would go
            return
        redirects = 0
        while target := self.get_redirect_target(resp):
            resp.close()
            redirects += 1
            if redirects > self.max_redirects:
                raise requests.TooManyRedirects(response=resp)
            req = self._redirected(req, resp, target)
            resp = self.send(req, *args, allow_redirects=False, **kwargs)
            yield resp

    def _redirected(
        self, req: requests.PreparedRequest, resp: requests.Response, target: str
    ) -> requests.PreparedRequest:
        moved = req.copy()
        try:
            moved.prepare_url(urljoin(resp.url, requote_uri(target)), None)
        except ValueError as error:
            raise requests.exceptions.InvalidURL(target, response=resp) from error
        if resp.status_code == requests.codes.see_other and moved.method != "HEAD":
            moved.method, moved.body = "GET", None
            for name in ("Content-Length", "Content-Type", "Transfer-Encoding"):
                moved.headers.pop(name, None)
        self.rebuild_auth(moved, resp)  # which another host does not get
        moved.headers.pop("Cookie", None)
        moved.prepare_cookies(self.cookies)
        return moved


class UnreadRetry(Retry):
    """Tries again without reading the answer that it throws away, which may have no end."""

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> UnreadRetry:
        """The retries that are left; without any this raises, and the answer is the last."""
        left = super().increment(method, url, response, *args, **kwargs)
        if response is not None:
            response.close()  # of which urllib3 would read the rest
        return left

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """The seconds that the server asks for, as far as they are a number and time is left."""
        try:
            asked = super().get_retry_after(response)
        except (InvalidHeader, ValueError, OverflowError):
            return None
        return min(asked, ending.get().left()) if asked else None


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, private_hosts: Collection[str], **kwargs: Any) -> None:
        members = {"private_hosts": frozenset(private_hosts)}
        plain = type("GuardedConnection", (_Guarded, HTTPConnection), members)
        secure = type("GuardedSecureConnection", (_Guarded, HTTPSConnection), members)
        self._pools = {
            "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }
        super().__init__(**kwargs)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools


class _TimedReader(io.RawIOBase):
    """What comes from a socket, until the deadline. Whatever waits for an answer (its headers, its
    body, what follows after the last part) reads here."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock
        self._deadline = ending.get()
        self._begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline.left()
        timeout = self._sock.gettimeout()
        last = timeout is None or left < timeout
        if last:
            self._sock.settimeout(left)
        try:
            count = self._raw.readinto(buffer)
        except TimeoutError:
            if last and self._begun:
                raise self._deadline.passed() from None
            raise  # of a source that is just silent
        self._begun = True
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_TimedReader(self.fp.detach(), sock))


class _Guarded:
    """A connection to no address but those that it has looked at: a name that is looked up twice
    can have another address the second time (DNS rebinding)."""

    private_hosts: Collection[str] = ()
    response_class = _TimedResponse
    host: str
    port: int
    timeout: float
    _dns_host: str

    def _new_conn(self) -> Any:
        self.timeout = min(self.timeout, ending.get().left())
        if self.host in self.private_hosts:
            return super()._new_conn()  # type: ignore[misc]
        *others, last = self._addresses()
        # All of them together get the time: a name can have hundreds.
        share = self.timeout / (len(others) + 1)
        for address in others:
            with suppress(ConnectTimeoutError):  # to urllib3 a refused connection is one too
                return self._connected(address, share)
        return self._connected(last, share)

    def _connected(self, address: str, seconds: float) -> Any:
        name, timeout = self._dns_host, self.timeout
        self._dns_host, self.timeout = address, seconds
        try:
            sock = super()._new_conn()  # type: ignore[misc]
        finally:
            self._dns_host, self.timeout = name, timeout
        sock.settimeout(timeout)
        return sock

    def _addresses(self) -> list[str]:
        """Of the host, if all of them are public."""
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error  # type: ignore[arg-type]
        addresses = [str(place[0]) for *_rest, place in found]
        for address in addresses:
            if not is_public(address):
                raise PrivateAddress(
                    _(
                        "{host} is at the private address {address}, which the portal does not "
                        "ask; the setting ckanext.donl.http.private_hosts lists the hosts that it "
                        "may ask"
                    ).format(host=self.host, address=address)
                )
        return addresses


def is_public(text: str) -> bool:
    """Whether an address is one of the public internet; of an IPv6 address that stands for an IPv4
    address, whether that is."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner(address)
        if inner is None:
            return address.is_global and address in _IPV6_INTERNET
        address = inner
    return address.is_global and not address.is_multicast


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if any(address in network for network in _WITH_IPV4_AT_THE_END):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    _server, teredo = address.teredo or (None, None)
    return address.ipv4_mapped or address.sixtofour or teredo
