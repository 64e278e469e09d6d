"""Measures how long the server takes for pages of a portal in this process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable
from typing import Any

from flask.globals import request_ctx

# The first requests make templates and value lists ready, which a running portal has.
_WARM_UP = 2


def measure(app: Any, pages: Iterable[tuple[str, str, str]], rounds: int) -> None:
    """Print the median of each page.

    :param pages: name, path, and the token of who asks, empty for a visitor
    :raises AssertionError: a page does not answer with 200
    """
    # Every request has a context of its own, as in a portal that runs.
    request_ctx.pop()
    print(f"{'page':52}{'median ms':>10}{'slowest':>10}{'kB':>8}")
    for name, path, token in pages:
        times, size = _times(app.test_client(), path, token, rounds)
        print(
            f"{name:52}{statistics.median(times):>10.0f}{max(times):>10.0f}{size / 1000:>8.0f}",
            flush=True,
        )


def _times(client: Any, path: str, token: str, rounds: int) -> tuple[list[float], int]:
    """:returns: milliseconds of each request, and the bytes of an answer"""
    headers = {"Authorization": token} if token else {}
    times: list[float] = []
    size = 0
    for turn in range(rounds + _WARM_UP):
        started = time.perf_counter()
        answer = client.get(path, headers=headers)
        size = len(answer.data)
        seconds = time.perf_counter() - started
        if answer.status_code != 200:
            raise AssertionError(f"{path} answers {answer.status_code}")
        if turn >= _WARM_UP:
            times.append(seconds * 1000)
    return times, size
