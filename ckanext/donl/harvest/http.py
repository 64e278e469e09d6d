"""HTTP towards sources, of which nothing is trusted: not their addresses, their size or their
time."""

from __future__ import annotations

import io
import ipaddress
import socket
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError, TimeoutError

from .language import number

_ = tk._

USER_AGENT = "ckanext-donl (+https://data.overheid.nl)"
_CHUNK = 65_536
_TRANSIENT = (429, 500, 502, 503, 504)


class SourceError(Exception):
    """A source did not answer as it should; the message is for the administrator of the portal."""


class BadAnswer(SourceError):
    """A source answered, but not with what was asked: an error status, a body that breaks off or is
    too large.

    :param body: the beginning of the answer, in which a server may say what is wrong
    """

    def __init__(self, message: str, status: int = 200, body: bytes = b"") -> None:
        super().__init__(message)
        self.status = status
        self.body = body

    @property
    def less_may_help(self) -> bool:
        """Whether the fault can lie in what was asked; else the server as a whole does not
        answer."""
        return self.status in (200, 400, 413, 500)


class PrivateAddress(SourceError):
    """The host is at an address inside our own network and is not on the list of those that are
    allowed."""


@dataclass(frozen=True)
class Answer:
    """A whole answer to a GET.

    :param url: where it came from, after redirects
    :param type: its media type in lower case, without parameters; empty where it has none
    :param following: the address in its ``Link`` header with the relation ``next``, or empty
    """

    url: str
    type: str
    following: str
    body: bytes


class _Guarded:
    """Looks at the address a connection has really been made to: a check of the name beforehand
    could be answered with another address afterwards (DNS rebinding)."""

    private_hosts: Collection[str] = ()
    host: str

    def _new_conn(self) -> Any:
        if self.host in self.private_hosts:
            return super()._new_conn()  # type: ignore[misc]
        # Before, so that nobody learns by us which ports of our network answer; and after.
        with suppress(OSError):
            for *_rest, found in socket.getaddrinfo(self.host, None, type=socket.SOCK_STREAM):
                self._refuse_private(str(found[0]))
        sock = super()._new_conn()  # type: ignore[misc]
        try:
            self._refuse_private(sock.getpeername()[0])
        except PrivateAddress:
            sock.close()
            raise
        return sock

    def _refuse_private(self, text: str) -> None:
        address = ipaddress.ip_address(text.split("%")[0])
        if (getattr(address, "ipv4_mapped", None) or address).is_global:
            return
        raise PrivateAddress(
            _(
                "{host} is at the private address {address}, which the portal does not ask; "
                "the setting ckanext.donl.http.private_hosts lists the hosts that it may ask"
            ).format(host=self.host, address=address)
        )


class _GuardedAdapter(HTTPAdapter):
    """An adapter whose connections are guarded, of redirects too."""

    def __init__(self, private_hosts: Collection[str], **kwargs: Any) -> None:
        members = {"private_hosts": frozenset(private_hosts)}
        http = type("GuardedConnection", (_Guarded, HTTPConnection), members)
        https = type("GuardedSecureConnection", (_Guarded, HTTPSConnection), members)
        self._pools = {
            "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": http}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": https}),
        }
        super().__init__(**kwargs)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools


class Client:
    """A session with one source: bounded retries with back-off, bounded size and time, no private
    addresses.

    :param private_hosts: names of hosts at private addresses that may be asked nevertheless
    :param timeout: seconds to connect, and seconds without a byte
    :param deadline: seconds that one answer may take in all
    :param max_bytes: size of one answer, unpacked
    :param retries: how often a transient failure (no connection, 429, 5xx) is tried again
    :param patience: seconds that are waited at the most because a server asks for it (Retry-After)
    """

    def __init__(
        self,
        private_hosts: Collection[str] = (),
        *,
        timeout: float = 30,
        deadline: float = 300,
        max_bytes: int = 100_000_000,
        retries: int = 3,
        patience: float = 60,
    ) -> None:
        self._timeout = timeout
        self._deadline = deadline
        self._max_bytes = max_bytes
        self._session = requests.Session()
        self._session.max_redirects = 5
        self._session.headers["User-Agent"] = USER_AGENT
        retry = Retry(
            total=retries,
            redirect=0,
            status_forcelist=_TRANSIENT,
            allowed_methods=None,  # CSW asks by POST; asking twice changes nothing
            backoff_factor=0.5,
            backoff_max=30,
            retry_after_max=int(patience),
            raise_on_status=False,
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _GuardedAdapter(private_hosts, max_retries=retry))

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    @contextmanager
    def stream(self, method: str, url: str, **kwargs: Any) -> Iterator[IO[bytes]]:
        """The body of an answer as a stream, read while the network delivers it.

        :raises SourceError: no answer, an HTTP error, a body over the bounds, a redirect to nowhere
        """
        with self._asked(method, url, **kwargs) as (_response, body):
            yield body

    def get(self, url: str, **kwargs: Any) -> bytes:
        """The whole body of a GET.

        :raises SourceError: as :meth:`stream`
        """
        with self.stream("GET", url, **kwargs) as body:
            return body.read()

    def answer(self, url: str, **kwargs: Any) -> Answer:
        """A GET, with what the answer says of itself.

        :raises SourceError: as :meth:`stream`
        """
        with self._asked("GET", url, **kwargs) as (response, body):
            media_type = response.headers.get("Content-Type", "").partition(";")[0]
            return Answer(
                response.url,
                media_type.strip().lower(),
                response.links.get("next", {}).get("url", ""),
                body.read(),
            )

    @contextmanager
    def _asked(
        self, method: str, url: str, **kwargs: Any
    ) -> Iterator[tuple[requests.Response, IO[bytes]]]:
        with translated(url):
            response = self._session.request(
                method, url, stream=True, timeout=self._timeout, **kwargs
            )
        with response:
            if not response.ok:
                raise BadAnswer(
                    _("{url} answers {status}").format(
                        url=public(url),
                        status=f"{response.status_code} {response.reason or ''}".rstrip(),
                    ),
                    response.status_code,
                    _Body(response, _CHUNK, self._deadline).beginning(),
                )
            body = _Body(response, self._max_bytes, self._deadline)
            yield response, io.BufferedReader(body, _CHUNK)


class _Body(io.RawIOBase):
    """The unpacked body of a response, which stops at the bounds."""

    def __init__(self, response: requests.Response, max_bytes: int, deadline: float) -> None:
        self._url = public(response.url)
        self._raw = response.raw
        self._left = max_bytes
        self._max_bytes = max_bytes
        self._until = time.monotonic() + deadline
        self._deadline = deadline
        self._rest = b""

    def beginning(self) -> bytes:
        """The first bytes, or nothing when they cannot be had."""
        try:
            return self.read(4096) or b""
        except SourceError:
            return b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            with translated(self._url):
                # read1 comes back with what is there: a drop a second must not outlive the deadline
                self._rest = self._raw.read1(_CHUNK, decode_content=True)
            self._left -= len(self._rest)
            if self._left < 0:
                raise BadAnswer(
                    _("{url} answers with more than {maximum} bytes").format(
                        url=self._url, maximum=number(self._max_bytes)
                    )
                )
            if time.monotonic() > self._until:
                raise SourceError(
                    _("{url} takes more than {seconds} seconds to answer").format(
                        url=self._url, seconds=number(self._deadline)
                    )
                )
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Exceptions of the HTTP library as a :class:`SourceError` that says what happened, without its
    internals."""
    url = public(url)
    try:
        yield
    except requests.TooManyRedirects as error:
        raise SourceError(_("{url} redirects in a circle").format(url=url)) from error
    except (requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema) as error:
        raise SourceError(
            _("{url} or where it redirects to is no http or https address").format(url=url)
        ) from error
    except requests.Timeout as error:
        raise SourceError(_late(url)) from error
    except requests.exceptions.SSLError as error:
        raise SourceError(_("{url} has no valid certificate").format(url=url)) from error
    except requests.ConnectionError as error:
        reason = _reason(error)
        # urllib3 counts a refused connection and an unknown name among the timeouts.
        if isinstance(reason, TimeoutError) and not isinstance(reason, NewConnectionError):
            raise SourceError(_late(url)) from error
        raise SourceError(
            _("{url} cannot be reached: {cause}").format(url=url, cause=_cause(error))
        ) from error
    except requests.RequestException as error:
        raise SourceError(_("{url} cannot be asked").format(url=url)) from error
    except ReadTimeoutError as error:
        raise SourceError(_("{url} stops half-way in its answer").format(url=url)) from error
    except HTTPError as error:
        raise BadAnswer(
            _("{url} breaks off its answer or sends it garbled").format(url=url)
        ) from error


def public(url: str) -> str:
    """An address without the password that it may have."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _late(url: str) -> str:
    return _("{url} does not answer in time").format(url=url)


def _reason(error: BaseException) -> Any:
    """What urllib3 gives as the reason why it stopped trying."""
    reason = error.args[0] if error.args else error
    return getattr(reason, "reason", reason)


def _cause(error: BaseException) -> str:
    """The innermost reason, in words of the operating system."""
    reason = _reason(error)
    inner = reason.__cause__ if isinstance(reason, BaseException) else None
    return str(getattr(inner, "strerror", None) or inner or type(reason).__name__)
