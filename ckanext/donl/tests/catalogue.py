"""A real pycsw for the tests, apart from the demo's."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from docker.local import catalogue, ports


@dataclass(frozen=True)
class Pycsw:
    """A running pycsw: its address, and how to have it serve other records."""

    url: str
    folder: Path
    port: int

    def load(self, records: Path) -> int:
        """Serve the `*.xml` of this folder and nothing else; gives the number taken."""
        return catalogue.load(records, self.folder, self.port)


@contextmanager
def running(folder: Path) -> Iterator[Pycsw]:
    """Run a pycsw with an empty repository in `folder`."""
    port = free_port()
    catalogue.configure(folder, port)
    with (folder / "pycsw.log").open("w") as log:
        server = subprocess.Popen(
            catalogue.command(port),
            cwd=folder,
            env={**os.environ, **catalogue.environment(folder)},
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(port)
            yield Pycsw(catalogue.url(port), folder, port)
        finally:
            server.terminate()
            server.wait(10)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(port: int) -> None:
    limit = time.monotonic() + 20
    while not ports.taken(port):
        assert time.monotonic() < limit, "pycsw does not answer"
        time.sleep(0.05)
