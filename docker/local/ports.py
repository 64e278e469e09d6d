"""The ports of the local stack: who answers there, and who has one of them if we have not."""

from __future__ import annotations

import socket
import urllib.request
from contextlib import suppress
from pathlib import Path

# Away from the servers' standard ports, so that what the machine already runs is not in the way,
# and below the range from which the kernel hands out ports (32768 and up). test.ini names them as
# well.
CKAN = 5000
POSTGRESQL = 25432
REDIS = 25379
SOLR = 25983
PYCSW = 25080
DEMO_CBS = 25081
DEMO_DCAT = 25082
DEMO_CKAN = 25083


def taken(port: int) -> bool:
    """Does anything listen at this port of the loopback interface?"""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(url: str) -> bool:
    """Does a server answer there, and with success?"""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):  # the latter for what is no URL
        return False


def holder(port: int) -> str:
    """Who listens at a port, as "PID (command)"; empty where the kernel does not tell us."""
    inodes = _listening_inodes(port)
    for process in Path("/proc").glob("[0-9]*"):
        if inodes & _open_files(process):
            return f"{process.name} ({(process / 'comm').read_text().strip()})"
    return ""


def _open_files(process: Path) -> set[str]:
    found = set()
    try:
        for link in (process / "fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                found.add(str(link.readlink()))
    except OSError:  # ended meanwhile, or another user's
        pass
    return found


def _listening_inodes(port: int) -> set[str]:
    listen = "0A"
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == listen and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    return inodes
