"""Signs of life of the processes that harvest, in Redis: ckanext-harvest's consumers give none.

A consumer has a thread that renews its sign; where the process ends, however it ends, the sign runs
out. That a living consumer does nothing shows in its job."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Sequence

import ckan.plugins.toolkit as tk
import redis

log = logging.getLogger(__name__)

GATHER, FETCH = "gather-consumer", "fetch-consumer"
_EVERY, _LIFE = 15, 50
# Redis has to answer at once where the answer says that it is well.
_TIMEOUT = 2


def beat(argv: Sequence[str]) -> None:
    """Begin to give signs of life, where the command line is that of a consumer."""
    kind = next((word for word in argv if word in (GATHER, FETCH)), None)
    if kind is not None and "harvester" in argv:
        threading.Thread(target=_beat, args=(_key(kind),), daemon=True).start()


def tick() -> None:
    """Note that the timer has just looked after the jobs."""
    try:
        connect().set(_timer_key(), int(time.time()))
    except redis.RedisError as error:
        log.warning("The timer cannot leave its sign of life: %s", error)


def alive(connection: redis.Redis, kind: str) -> int:
    """How many consumers of a kind live.

    :raises redis.RedisError: Redis does not answer
    """
    return sum(1 for _key in connection.scan_iter(f"{_prefix()}:{kind}:*"))


def last_tick(connection: redis.Redis) -> float | None:
    """When the timer last looked, in seconds since 1970; None when it never did.

    :raises redis.RedisError: Redis does not answer
    """
    found = connection.get(_timer_key())
    return float(found) if isinstance(found, str) else None


def connect() -> redis.Redis:
    """CKAN's Redis, with little patience."""
    connection: redis.Redis = redis.Redis.from_url(
        tk.config["ckan.redis.url"],
        decode_responses=True,
        socket_connect_timeout=_TIMEOUT,
        socket_timeout=_TIMEOUT,
    )
    return connection


def _beat(key: str) -> None:
    connection = connect()
    while True:
        try:
            connection.set(key, "alive", ex=_LIFE)
        except redis.RedisError as error:
            log.warning("A sign of life cannot be given: %s", error)
        time.sleep(_EVERY)


def _key(kind: str) -> str:
    return f"{_prefix()}:{kind}:{socket.gethostname()}:{os.getpid()}"


def _timer_key() -> str:
    return f"{_prefix()}:timer"


def _prefix() -> str:
    return f"donl:{tk.config['ckan.site_id']}:alive"
