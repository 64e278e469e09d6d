"""HTTP towards sources, of which nothing is trusted: not their addresses, their size or their
time."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import ckan.plugins.toolkit as tk
import requests

from .guard import Deadline, GuardedSession, UnreadRetry, ending
from .language import number
from .source_errors import BadAnswer, PrivateAddress, SourceError, public, translated

__all__ = ["Answer", "BadAnswer", "Client", "PrivateAddress", "SourceError", "public"]

_ = tk._

USER_AGENT = "ckanext-donl (+https://data.overheid.nl)"
_CHUNK = 65_536
_TRANSIENT = (429, 500, 502, 503, 504)


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


class Client:
    """A session with one source: bounded retries with back-off, bounded size and time, no private
    addresses.

    :param private_hosts: names of hosts at private addresses that may be asked nevertheless
    :param timeout: seconds to connect, and seconds without a byte
    :param deadline: seconds that one answer may take in all, from the question to its last byte,
        redirects, attempts and waiting included
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
        retry = UnreadRetry(
            total=retries,
            redirect=0,
            status_forcelist=_TRANSIENT,
            allowed_methods=None,  # CSW asks by POST; asking twice changes nothing
            backoff_factor=0.5,
            backoff_max=30,
            retry_after_max=int(patience),
            raise_on_status=False,
        )
        self._session = GuardedSession(private_hosts, retry)
        self._session.headers["User-Agent"] = USER_AGENT

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
        ending.set(Deadline(url, self._deadline))
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
                    _Body(response, _CHUNK).beginning(),
                )
            body = _Body(response, self._max_bytes)
            yield response, io.BufferedReader(body, _CHUNK)


class _Body(io.RawIOBase):
    """The unpacked body of a response, which stops at its largest size."""

    def __init__(self, response: requests.Response, max_bytes: int) -> None:
        self._url = public(response.url)
        self._raw = response.raw
        self._left = max_bytes
        self._max_bytes = max_bytes
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
                # read1 comes back with what is there: it is read while the network delivers.
                self._rest = self._raw.read1(_CHUNK, decode_content=True)
            self._left -= len(self._rest)
            if self._left < 0:
                raise BadAnswer(
                    _("{url} answers with more than {maximum} bytes").format(
                        url=self._url, maximum=number(self._max_bytes)
                    )
                )
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
