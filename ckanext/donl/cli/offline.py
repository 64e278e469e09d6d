"""Commands that need no database: they read files, not the portal."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import MutableMapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

_COMMANDS = (
    ("donl", "read"),
    ("donl", "mapping", "check"),
    ("donl", "vocabulary", "list"),
    ("donl", "vocabulary", "show"),
    ("donl", "vocabulary", "update"),
)
# Of a file; the record of a dataset is in the database.
_FILE_COMMAND = ("donl", "licence", "explain")
_STAND_IN = "file:ckanext-donl?mode=memory&cache=shared"


def is_offline(argv: Sequence[str]) -> bool:
    """Whether the command line is one of them.

    CKAN connects to its database before it knows which command it runs, and fails there when there
    is none; its own commands without a database are told by the command line too
    (``_no_config_commands`` of ``ckan.cli.cli``).
    """
    words = [word for word in argv[1:] if not word.startswith("-")]
    reads_file = any(Path(word).is_file() for word in words[-1:])
    commands = (*_COMMANDS, _FILE_COMMAND) if reads_file else _COMMANDS
    return any(
        tuple(words[start : start + len(command)]) == command
        for command in commands
        for start in range(len(words))
    )


@cache
def _keep() -> sqlite3.Connection:
    """The connection that keeps the database in memory as long as the command runs."""
    connection = sqlite3.connect(_STAND_IN, uri=True)
    connection.execute("CREATE TABLE system_info (id INTEGER, key TEXT, value TEXT, state TEXT)")
    return connection


def do_without_servers(config: MutableMapping[str, Any]) -> None:
    """Give CKAN an empty database in memory with the one table that it asks while it starts, and
    let it not tell, with tracebacks, that it finds no Solr and no Redis."""
    _keep()
    config["sqlalchemy.url"] = f"sqlite:///{_STAND_IN}&uri=true"
    for name in ("ckan.lib.search", "ckan.lib.redis", "ckan.config.environment"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
