"""What `./dev` says, and how it runs other programs."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from docker.local import paths


class Problem(Exception):
    """Something that the person at the keyboard can act on, said in one line."""


NO_NETWORK = "No network: connect this machine and run the same command again."
_SIGNS_OF_NO_NETWORK = re.compile(
    r"Temporary failure (in name resolution|resolving)|Name or service not known|dns error|"
    r"Could not resolve|UnknownHostException|Unknown host|Network is unreachable|No route to host|"
    r"Failed to establish a new connection|Could not connect to|Connection (refused|timed out)",
    re.IGNORECASE,
)
_KEEP_SCREEN = threading.Lock()


def say(line: str) -> None:
    with _KEEP_SCREEN:
        print(line, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """One line per finished step, with its seconds."""
    start = time.monotonic()
    yield
    say(f"  {title:<58} {time.monotonic() - start:6.1f} s")


def run(
    what: str,
    command: Sequence[object],
    *,
    log: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = paths.ROOT,
    user: str | None = None,
    stdin: str | None = None,
    network: bool = False,
) -> str:
    """Run a program with its output in `.dev/log/<log>.log`; give back its standard output.

    `what` names the step in the error. `network` says that the program downloads, so that a
    failure can be one of the network. Raises Problem where the program is missing or fails.
    """
    paths.LOG.mkdir(parents=True, exist_ok=True)
    file = paths.LOG / f"{log}.log"
    groups: list[str] | None = None if user is None else []
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            user=user,
            group=user,
            extra_groups=groups,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except FileNotFoundError as error:
        raise Problem(f"{what}: the program {command[0]} is missing. Install it.") from error
    with file.open("a") as out:
        out.write(f"$ {' '.join(str(part) for part in command)}\n{done.stdout}\n")
    if done.returncode:
        raise Problem(_failure(what, done.stdout, done.returncode, file, network))
    return done.stdout


def shows_no_network(output: str) -> bool:
    """Is the output that of a program whose downloads found no network?"""
    return _SIGNS_OF_NO_NETWORK.search(output) is not None


def _failure(what: str, output: str, status: int, log: Path, network: bool) -> str:
    if network and shows_no_network(output):
        return NO_NETWORK
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"error|fatal|failed|^E:", line, re.IGNORECASE)]
    last = (telling or lines or [f"exit status {status}"])[-1]
    return f"{what} failed: {last} (all of it in {paths.tree_name(log)})"
