"""What a source can do wrong over HTTP, in words for the administrator of the portal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
import requests
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError, TimeoutError

_ = tk._


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
    # A name with a part that is empty or has over 63 characters is a UnicodeError to Python.
    except (requests.exceptions.InvalidURL, UnicodeError) as error:
        raise SourceError(
            _("{url} or where it redirects to is no valid address").format(url=url)
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
