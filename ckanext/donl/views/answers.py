"""What the pages of administrators share: who asks, what is refused, and how it is paged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import ceil
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.common import current_user
from ckan.lib.pagination import Page
from flask import abort, redirect, request

from ..actions.report import head

# No list has more pages.
_DIGITS = 7


def context() -> dict[str, Any]:
    """In whose name an action is called."""
    return {"user": current_user.name, "auth_user_obj": current_user}


@contextmanager
def refusals() -> Iterator[None]:
    """Answer what an action refuses with the page of that error."""
    try:
        yield
    except tk.ObjectNotFound as error:
        tk.abort(404, str(error))
    except tk.NotAuthorized as error:
        tk.abort(403, str(error))
    except tk.ValidationError as error:
        tk.abort(400, "; ".join(f"{name}: {text}" for name, text in error.error_summary.items()))


def call(action: str, **data: Any) -> Any:
    """What an action answers to the user; what it refuses becomes the page of that error."""
    with refusals():
        return tk.get_action(action)(context(), data)


def run(job_id: str) -> dict[str, Any]:
    """What a run is, without its reasons, values and records; what is refused becomes the page of
    that error."""
    with refusals():
        return head(context(), job_id)


def keep_private() -> None:
    """Let no cache that people share keep the answer. CKAN itself sees to that for pages, not for
    files."""
    request.environ["__no_cache__"] = True


def page_number() -> int:
    """The page that is asked for, the first where it is no number."""
    text = request.args.get("page", "1")
    # Python refuses to read thousands of digits.
    return int(text[:_DIGITS]) or 1 if text.isascii() and text.isdigit() else 1


def pager(count: int, size: int, asked: Mapping[str, str] | None = None) -> Page:
    """The links to the other pages of a list. Who asks for a page past its end is led to the last.

    :param asked: what the list is filtered by, which the links keep; never all that an address has,
        because the function that makes addresses takes some names for its own parameters
    """
    kept = asked or {}

    def url(page: int, **_more: Any) -> str:
        return str(tk.h.url_for(request.endpoint, **request.view_args or {}, **kept, page=page))

    last = max(1, ceil(count / size))
    if page_number() > last:
        abort(redirect(url(last)))
    return Page(
        collection=range(count),
        page=page_number(),
        url=url,
        item_count=count,
        items_per_page=size,
        presliced_list=True,
    )
