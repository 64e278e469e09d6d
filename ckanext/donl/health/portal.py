"""Whether the portal's servers and processes are there. It tells no address, no setting and no
error text: everybody may read it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk
import redis
import requests
import sqlalchemy as sa
from ckan import model

from . import heartbeat
from .sources import Health, of_sources

log = logging.getLogger(__name__)

_TIMEOUT = 2
# Seconds that may pass between two looks of the timer.
_TIMER = 30 * 60


@dataclass
class Portal:
    """How the portal is.

    :param servers: whether PostgreSQL, Redis and Solr answer
    :param consumers: how many live, by kind; None where it cannot be told
    :param queues: how many messages wait, by kind; None where it cannot be told
    :param timer: whether the timer has looked lately
    """

    servers: dict[str, bool] = field(default_factory=dict)
    consumers: dict[str, int | None] = field(default_factory=dict)
    queues: dict[str, int | None] = field(default_factory=dict)
    timer: bool = False
    sources: list[Health] = field(default_factory=list)

    @property
    def healthy(self) -> bool:
        """Whether all is well."""
        return (
            all(self.servers.values())
            and all(self.consumers.values())
            and self.timer
            and not any(source.problems for source in self.sources)
        )

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        told = asdict(self)
        for source in told["sources"]:
            complete = source["last_complete"]
            source["last_complete"] = complete.isoformat() if complete else None
        return {"healthy": self.healthy, **told}


def portal() -> Portal:
    """How the portal is at this moment; the answer comes also when a server is away."""
    found = Portal()
    found.servers["solr"] = _answers(_solr)
    found.servers["redis"] = _answers(lambda: heartbeat.connect().ping())
    found.servers["postgresql"] = _answers(lambda: model.Session.execute(sa.select(1)))
    kinds = {"gather": heartbeat.GATHER, "fetch": heartbeat.FETCH}
    found.consumers = dict.fromkeys(kinds)
    found.queues = dict.fromkeys(kinds)
    if found.servers["redis"]:
        connection = heartbeat.connect()
        found.consumers = {kind: heartbeat.alive(connection, of) for kind, of in kinds.items()}
        last = heartbeat.last_tick(connection)
        found.timer = last is not None and time.time() - last < _TIMER
        found.queues = _queues()
    if found.servers["postgresql"]:
        found.sources = list(of_sources().values())
    return found


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except (sa.exc.SQLAlchemyError, redis.RedisError, requests.RequestException) as error:
        log.warning("A server does not answer: %s", type(error).__name__)
        model.Session.rollback()
        return False
    return True


def _solr() -> None:
    user, password = tk.config.get("solr_user"), tk.config.get("solr_password")
    requests.get(
        f"{tk.config['solr_url'].rstrip('/')}/select",
        params={"q": "*:*", "rows": "0"},
        auth=(user, password) if user and password else None,
        timeout=_TIMEOUT,
    ).raise_for_status()


def _queues() -> dict[str, int | None]:
    """How many jobs and records wait; a RabbitMQ queue cannot be asked."""
    from ckanext.harvest import queue

    if tk.config.get("ckan.harvest.mq.type") != "redis":
        return dict.fromkeys(("gather", "fetch"))
    connection = queue.get_connection()
    return {
        "gather": connection.llen(queue.get_gather_routing_key()),
        "fetch": connection.llen(queue.get_fetch_routing_key()),
    }
