"""What a portal needs before it starts: tables, the search schema, and a sysadmin if one is named.

Runs in CKAN's environment: python -m docker.portal.setup INI, with the sysadmin's name, e-mail
address and password in DONL_SYSADMIN_NAME, …_EMAIL and …_PASSWORD. It can be run at any time, also
by several at once: the second waits for the first and finds nothing left to do.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from docker.portal import site

_PATIENCE = 60.0  # seconds that PostgreSQL may take until it answers
_SEARCH_SCHEMA = ("donl", "search", "schema")
_LOCK = 0x646F6E6C  # "donl": any number will do that nobody else locks in this database


def main(ini: Path) -> int:
    with _alone(site.sqlalchemy_url(ini)):
        status = _ckan(ini, "db", "init")
        if status:
            return status
        if _ckan(ini, *_SEARCH_SCHEMA):
            print(
                "Search knows no Dutch word forms: see above why, and afterwards run:"
                f" ckan {' '.join(_SEARCH_SCHEMA)}",
                file=sys.stderr,
            )
        name = os.environ.get("DONL_SYSADMIN_NAME")
        return _sysadmin(ini, name) if name else 0


@contextmanager
def _alone(database: str) -> Iterator[None]:
    with closing(_connect(database)) as connection:
        connection.autocommit = True  # a transaction would hold back CREATE INDEX and the like
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))  # goes with the connection
        yield


def _connect(database: str) -> psycopg2.extensions.connection:
    limit = time.monotonic() + _PATIENCE
    while True:
        try:
            return psycopg2.connect(database, connect_timeout=5)
        except psycopg2.OperationalError as error:
            if time.monotonic() > limit:
                sys.exit(f"The database does not let us in: {str(error).strip()}")
            time.sleep(1)


def _ckan(ini: Path, *arguments: str) -> int:
    ckan = Path(sys.executable).with_name("ckan")
    return subprocess.run([ckan, "-c", ini, *arguments]).returncode


def _sysadmin(ini: Path, name: str) -> int:
    """Have this sysadmin; one that is there already stays as it is, password included."""
    from ckan.cli import load_config
    from ckan.config.middleware import make_app
    from ckan.plugins.toolkit import ObjectNotFound, ValidationError, get_action

    app = make_app(load_config(str(ini)))
    with app._wsgi_app.test_request_context():
        try:
            get_action("user_show")({"ignore_auth": True}, {"id": name})
        except ObjectNotFound:
            user = {
                "name": name,
                "email": os.environ["DONL_SYSADMIN_EMAIL"],
                "password": os.environ["DONL_SYSADMIN_PASSWORD"],
                "sysadmin": True,
            }
            try:
                get_action("user_create")({"ignore_auth": True}, user)
            except ValidationError as error:
                for key, messages in error.error_dict.items():
                    told = " ".join(map(str, messages))
                    print(f"DONL_SYSADMIN_{key.upper()}: {told}", file=sys.stderr)
                return 1
            print(f"Sysadmin {name} made.")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
