"""What has to come from the machine's own packages, and how it is put there.

Nothing but packages is changed on the machine, and only those that are missing are asked for.
"""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from docker.local import paths
from docker.local.console import NO_NETWORK, Problem, run, shows_no_network, step

_POLICY = Path("/usr/sbin/policy-rc.d")

# Debian's servers start when they are installed, on their standard ports. This file, which
# invoke-rc.d and systemd's maintainer scripts ask, forbids it as long as the installation runs:
# should ./dev be killed, the file left behind forbids nothing any more.
_POLICY_TEXT = """#!/bin/sh
# Written by ckanext-donl's ./dev while it installs packages; may be removed.
kill -0 {pid} 2>/dev/null && exit 101
exit 0
"""


def postgresql_bin() -> Path | None:
    """The folder with the newest PostgreSQL's programs, which Debian keeps off the PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def _on_path(program: str) -> Callable[[], bool]:
    return lambda: shutil.which(program) is not None


# Debian package → is what we need of it here already?
_PACKAGES: dict[str, Callable[[], bool]] = {
    "python3-venv": lambda: importlib.util.find_spec("ensurepip") is not None,
    "libmagic1": lambda: ctypes.util.find_library("magic") is not None,
    "postgresql": lambda: postgresql_bin() is not None,
    "redis-server": _on_path("redis-server"),
    # The JDK and not only the JRE: the launcher of a single source file has the compiler in it.
    "default-jdk-headless": _on_path("javac"),
    "maven": _on_path("mvn"),
    "chromium": _on_path("chromium"),
}


def missing(packages: Iterable[str]) -> list[str]:
    return [package for package in packages if not _PACKAGES[package]()]


def install(packages: list[str]) -> None:
    """Install Debian packages. Raises Problem where that cannot be done from here."""
    if not packages:
        return
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise Problem(f"Missing: what Debian calls {names}. Install it with your package manager.")
    if not paths.as_root() and shutil.which("sudo") is None:
        raise Problem(f"Missing: {names}. As root: apt-get install {names}")
    with step(f"packages: {names}"), _servers_not_started():
        # A source of packages that does not answer need not be one of those asked for here: whether
        # the lists suffice is for the installation to say.
        lists = _apt("update")
        try:
            _apt("install", "--yes", "--no-install-recommends", *packages)
        except Problem as problem:
            raise Problem(NO_NETWORK) if shows_no_network(lists) else problem from None
    left = missing(packages)
    if left:
        raise Problem(f"{' '.join(left)}: installed, but what we need of it is not found.")


# Neither asks anything, nor lets Ubuntu's needrestart restart what the machine runs.
_NO_QUESTIONS = ("DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_SUSPEND=1")


def _apt(*arguments: str) -> str:
    command = ["apt-get", "-o", "DPkg::Lock::Timeout=300"]
    return run(
        f"apt-get {arguments[0]}",
        [*_sudo(), "env", *_NO_QUESTIONS, *command, *arguments],
        log="packages",
        network=True,
    )


def _sudo() -> list[str]:
    if paths.as_root():
        return []
    return ["sudo"] if sys.stdin.isatty() else ["sudo", "--non-interactive"]


@contextmanager
def _servers_not_started() -> Iterator[None]:
    """Keep the servers among the packages from starting; a policy of the machine's own stays."""
    ours = not _POLICY.exists() or "ckanext-donl" in _POLICY.read_text(errors="replace")
    if not ours:
        yield
        return
    paths.RUN.mkdir(parents=True, exist_ok=True)
    policy = paths.RUN / "policy-rc.d"
    policy.write_text(_POLICY_TEXT.format(pid=os.getpid()))
    run(
        "Forbid servers to start at installation",
        [*_sudo(), "install", "-m", "755", policy, _POLICY],
        log="packages",
    )
    try:
        yield
    finally:
        run("Remove our policy-rc.d", [*_sudo(), "rm", "-f", _POLICY], log="packages")
