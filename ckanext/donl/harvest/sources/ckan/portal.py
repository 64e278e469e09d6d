"""The words of CKAN's API: where it is, how it is asked, and what its answers hold."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from ckan.plugins.toolkit import _

from ...http import BadAnswer, Client

# What people copy from a browser or from a manual behind the portal's own address.
_BEHIND = re.compile(r"/(?:api(?:/\d+)?(?:/(?:action|rest)(?:/\w*)?)?|dataset(?:/.*)?)?/*\Z")


class Refused(BadAnswer):
    """The portal answers that it does not do what was asked."""


@dataclass(frozen=True)
class Found:
    """What ``package_search`` answers.

    :param count: how many packages match, as the portal announces it
    """

    count: int
    results: list[Any]


class Portal:
    """A CKAN at an address, with or without a path before it; an address of its API will do."""

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url.strip())
        except ValueError:  # no address at all; asking it tells
            parts = urlsplit("")
        path = _BEHIND.sub("", parts.path)
        self._base = f"{parts.scheme}://{parts.netloc}{path}" if parts.netloc else ""
        # A password is no part of what people see.
        self._shown = self._base.replace(parts.netloc, parts.netloc.rpartition("@")[2], 1)

    def page(self, guid: str) -> str:
        """Where a person sees a dataset."""
        return f"{self._shown}/dataset/{quote(guid)}"

    def search(self, client: Client, **parameters: str | int) -> Found:
        """Ask ``package_search``, one question.

        :raises SourceError: there is no answer, or none that CKAN would give
        """
        result = self._ask(client, "package_search", parameters)
        found = result if isinstance(result, dict) else {}
        count, results = found.get("count"), found.get("results")
        if isinstance(count, bool) or not isinstance(count, int) or not isinstance(results, list):
            raise BadAnswer(
                _("{url} gives an answer that is none of CKAN's").format(url=self._shown)
            )
        return Found(count, results)

    def show(self, client: Client, guid: str) -> Any:
        """One package as it is, None when the portal does not hand it out.

        :raises SourceError: there is no answer, or none that CKAN would give
        """
        try:
            return self._ask(client, "package_show", {"id": guid})
        except BadAnswer as error:
            if error.status in (401, 403, 404) or isinstance(error, Refused):
                return None
            raise

    def _ask(self, client: Client, action: str, parameters: dict[str, str | int]) -> Any:
        url = f"{self._base}/api/3/action/{action}"
        headers = {"Accept": "application/json"}
        try:
            answer = client.get(url, params=parameters, headers=headers)
        except BadAnswer as error:
            raise _explained(error) from error
        return _result(answer, url)


def parse(content: bytes) -> Any:
    """A document of JSON.

    :raises ValueError: it is none; what it is instead is said in words
    """
    if content.lstrip()[:1] == b"<":
        raise ValueError(_("a web page or XML instead of JSON"))
    try:
        return json.loads(content)
    except RecursionError as error:
        raise ValueError(_("JSON that is nested too deeply")) from error
    except ValueError as error:
        raise ValueError(_("no valid JSON: {error}").format(error=error)) from error


def _result(answer: bytes, url: str) -> Any:
    try:
        document = parse(answer)
    except ValueError as error:
        raise BadAnswer(
            _(
                "{url} answers with {what}. Is this the address of a CKAN portal that can be read "
                "without logging in?"
            ).format(url=url, what=error)
        ) from error
    if isinstance(document, dict) and document.get("success") is False:
        raise Refused(_("the catalogue refuses: {reason}").format(reason=_reason(document)))
    if not isinstance(document, dict) or "result" not in document:
        raise BadAnswer(_("{url} gives an answer that is none of CKAN's").format(url=url))
    return document["result"]


def _explained(error: BadAnswer) -> BadAnswer:
    """An error status with the reason that came with it, where one did."""
    try:
        document = json.loads(error.body)
    except (ValueError, RecursionError):
        return error
    if not isinstance(document, dict) or "error" not in document:
        return error
    return Refused(f"{error}: {_reason(document)}", error.status)


def _reason(document: dict[str, Any]) -> str:
    """What CKAN says of an error, in one line."""
    error = document.get("error")
    if isinstance(error, dict):
        told = error.get("message") or {k: v for k, v in error.items() if k != "__type"}
        error = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
    text = error if isinstance(error, str) else ""
    return " ".join(text.split())[:500] or _("no reason given")
