"""What earlier runs of `./dev` finished, and the secrets they made."""

from __future__ import annotations

import fcntl
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docker.local import paths
from docker.local.console import say

_DONE = paths.STATE / "done"
_SECRETS = paths.STATE / "secrets"


def fingerprint(*parts: str | Path) -> str:
    """One hash over texts and the contents of files."""
    whole = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()


def is_done(step: str, of: str) -> bool:
    """Has this step been finished, for this very fingerprint?"""
    try:
        return (_DONE / step).read_text() == of
    except FileNotFoundError:
        return False


def mark_done(step: str, of: str) -> None:
    _DONE.mkdir(parents=True, exist_ok=True)
    part = _DONE / f"{step}.part"
    part.write_text(of)
    part.replace(_DONE / step)


def forget(step: str) -> None:
    (_DONE / step).unlink(missing_ok=True)


def secret(name: str) -> str:
    """A random word, made at its first use and the same ever after."""
    file = _SECRETS / name
    if not file.exists():
        _SECRETS.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = _SECRETS / f"{name}.part"
        part.write_text(secrets.token_urlsafe(24))
        part.chmod(0o600)
        part.replace(file)
    return file.read_text()


@contextmanager
def alone() -> Iterator[None]:
    """One `./dev` at a time installs, starts or stops; another one waits for it."""
    paths.STATE.mkdir(mode=0o700, exist_ok=True)
    with (paths.STATE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  waiting for another ./dev in this tree")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
