"""Servers of ours that outlived their process manager, for instance because that was killed."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from docker.local import paths

# How to ask, and how long to wait before asking less politely. A PostgreSQL that gets SIGTERM waits
# for its clients to leave; at SIGINT it sends them away.
_REQUESTS = ((signal.SIGTERM, 5.0), (signal.SIGINT, 10.0), (signal.SIGKILL, 5.0))


def find() -> list[int]:
    """The process ids of all servers of this tree.

    Each of them works in one of our folders and belongs to no terminal, unlike a shell that
    somebody happens to have in such a folder.
    """
    folders = {paths.RUN, paths.REDIS, paths.postgresql_data()}
    return [
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if _works_in(process) in folders and not _has_terminal(process)
    ]


def end() -> None:
    """End them all, and wait until they are gone."""
    for request, patience in _REQUESTS:
        limit = time.monotonic() + patience
        for process in find():
            try:
                os.kill(process, request)
            except ProcessLookupError:
                continue
        while find() and time.monotonic() < limit:
            time.sleep(0.1)


def _works_in(process: Path) -> Path | None:
    try:
        return (process / "cwd").readlink()
    except OSError:  # ended meanwhile, or another user's
        return None


def _has_terminal(process: Path) -> bool:
    try:
        after_name = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return True
    state, terminal = after_name[0], after_name[4]
    return terminal != "0" or state == "Z"
