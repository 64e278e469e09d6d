"""Where everything of the local stack lives: below `.dev`, and nowhere else where that can be."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".dev"

LOG = STATE / "log"
RUN = STATE / "run"  # the servers' working folder, by which a server left behind is known as ours
VENV = STATE / "venv"
TOOLS = STATE / "tools"
CKAN_INI = STATE / "ckan.ini"
REDIS = STATE / "redis"
SOLR = STATE / "solr"
PYCSW = STATE / "pycsw"
PYCSW_VENV = STATE / "pycsw-venv"
DEMO_RECORDS = STATE / "demo-records"

_TREE = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]


def as_root() -> bool:
    return os.geteuid() == 0


def postgresql_data() -> Path:
    """PostgreSQL's data folder.

    PostgreSQL refuses to run as root. For root it runs as the user `postgres`, who may not be able
    to reach a tree below /root: then its data lives in /var/lib, under a name that belongs to this
    tree.
    """
    if as_root():
        return Path("/var/lib/ckanext-donl") / _TREE / "postgresql"
    return STATE / "postgresql"


def supervisor_socket() -> Path:
    """The process manager's socket: in `.dev`, unless that path is too long for a socket's."""
    socket = RUN / "supervisor.sock"
    if len(os.fsencode(socket)) < 90:
        return socket
    return Path(tempfile.gettempdir()) / f"ckanext-donl-{_TREE}.sock"


def program(name: str) -> str:
    """A program of CKAN's environment."""
    return str(VENV / "bin" / name)


def tree_name(path: Path) -> str:
    """The path as a user of this tree would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
