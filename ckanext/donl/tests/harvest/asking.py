"""Asking as the portal does, with little patience, and never for ever."""

from __future__ import annotations

import threading

from ckanext.donl.harvest.http import Client, SourceError

from .raw_server import RawServer

HERE = ["127.0.0.1"]
DEADLINE = 1.0
#: In which even a busy machine has come to the deadline; without one there is no end.
SOON = 15.0


def client(**given: float) -> Client:
    """A client that may ask this machine."""
    bounds = {"timeout": 5, "deadline": DEADLINE, "max_bytes": 1_000_000, "retries": 0}
    return Client(HERE, **{**bounds, **given})  # type: ignore[arg-type]


def error_of(server: RawServer, **given: float) -> str:
    """What the client says of a server, soon."""
    said: list[str] = []

    def ask() -> None:
        asking = client(**given)
        try:
            said.append(f"no error: {asking.get(server.url)[:20]!r}")
        except SourceError as error:
            said.append(str(error))
        finally:
            asking.close()

    # In a thread, because a fault is that it never ends.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(SOON)
    assert said, "the client hangs"
    return said[0]
