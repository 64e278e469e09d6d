"""The containers' health checks: python -m docker.portal.health PROGRAM ends with 0 or a reason.

The web server has to answer; it and the consumers need Redis and the database; the timer has to
have had a run that ended well in the last minutes.
"""

from __future__ import annotations

import os
import sys
import time
import urllib.request
from pathlib import Path

from docker.portal import environment, programs

PORT = 5000
MARK = Path("/run/ckan/harvest-timer")
_PATIENCE = 600  # seconds that may pass between two of the timer's runs


def main(program: str) -> str | None:
    """What is wrong, if anything."""
    if program == programs.TIMER:
        return _timer()
    return _servers() or (_web() if program == programs.WEB else None)


def _web() -> str | None:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/3/action/status_show", timeout=8)
    except OSError as error:
        return f"The portal does not answer: {error}"
    return None


def _timer() -> str | None:
    if not MARK.exists():
        return "No harvester run has ended well yet."
    minutes = (time.time() - MARK.stat().st_mtime) / 60
    if minutes * 60 > _PATIENCE:
        return f"The last harvester run that ended well was {minutes:.0f} minutes ago."
    return None


def _servers() -> str | None:
    # Here, because the entry point imports this module and starts where these are of no use.
    import psycopg2
    import redis

    site = environment.site(os.environ, Path())
    try:
        redis.Redis.from_url(site.redis_url, socket_timeout=5).ping()
    except redis.RedisError as error:
        return f"Redis: {error}"
    try:
        psycopg2.connect(site.sqlalchemy_url, connect_timeout=5).close()
    except psycopg2.Error as error:
        return f"PostgreSQL: {error}"
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
