"""Our own PostgreSQL: its data folder, its two databases, how it is started."""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path

from docker.local import leftovers, paths, ports, state, system
from docker.local.console import Problem, run, step

# database and role (of one name) → its password. test.ini, which is the same on every machine, has
# to name the one of the tests; both can be used from this machine only, and see nothing but their
# database.
DEMO = "ckan"
TEST = "ckan_test"

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "port": str(ports.POSTGRESQL),
    "unix_socket_directories": "",
    # A commit does not wait for the disk, which takes the tests and a harvest a good deal faster.
    # Unlike with fsync=off, all that a crash of the machine can cost is the last half second of
    # commits: the database stays whole, and the demo portal lives in it too.
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "log_min_messages": "warning",
}


def password(database: str) -> str:
    return TEST if database == TEST else state.secret(f"postgresql-{database}")


def url(database: str) -> str:
    """The SQLAlchemy URL of one of our databases."""
    return f"postgresql://{database}:{password(database)}@127.0.0.1:{ports.POSTGRESQL}/{database}"


def server_user() -> str | None:
    """The user to run PostgreSQL as: for root the one of Debian's package, else ourselves."""
    return "postgres" if paths.as_root() else None


def command() -> list[str]:
    settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
    return [str(_bin() / "postgres"), "-D", str(paths.postgresql_data()), *settings]


def create() -> None:
    """Make the data folder; once. Raises Problem."""
    data = paths.postgresql_data()
    if state.is_done("postgresql", str(data)) and (data / "PG_VERSION").exists():
        return
    with step("PostgreSQL's data folder"):
        # Without our mark it is half made, or was left by a tree that is no more.
        leftovers.end()
        shutil.rmtree(data, ignore_errors=True)
        _make_folder(data)
        _initdb(data)
        link = paths.STATE / "postgresql"
        if link.is_symlink():
            link.unlink()
        if not link.exists():
            link.symlink_to(data)
    state.forget("databases")
    state.mark_done("postgresql", str(data))


def is_ready() -> bool:
    """Does it answer to queries, and not only at its port?"""
    try:
        _psql("SELECT 1;", "postgresql-ready")
    except Problem:
        return False
    return True


def create_databases() -> None:
    """Make the roles and databases of demo and tests where they are not yet there."""
    mark = state.fingerprint(url(DEMO), url(TEST), str(paths.postgresql_data()))
    if state.is_done("databases", mark):
        return
    with step("databases for the portal and the tests"):
        for name in (DEMO, TEST):
            _psql(_create_database(name), "postgresql-databases")
    state.mark_done("databases", mark)


def _create_database(name: str) -> str:
    role = f"CREATE ROLE {name} LOGIN PASSWORD ''{password(name)}''"
    database = f"CREATE DATABASE {name} OWNER {name}"
    return (
        f"SELECT '{role}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}')\\gexec\n"
        f"SELECT '{database}' WHERE NOT EXISTS"
        f" (SELECT FROM pg_database WHERE datname = '{name}')\\gexec\n"
    )


def _psql(sql: str, log: str) -> str:
    return run(
        "PostgreSQL",
        [
            *(_bin() / "psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"),
            *("--host", "127.0.0.1", "--port", str(ports.POSTGRESQL)),
            *("--username", "postgres", "--dbname", "postgres"),
        ],
        log=log,
        env={"PGPASSWORD": state.secret("postgresql"), "PGCONNECT_TIMEOUT": "5"},
        stdin=sql,
    )


def _bin() -> Path:
    """The folder of the programs that fit our data folder."""
    version = paths.postgresql_data() / "PG_VERSION"
    if version.exists():
        number = version.read_text().strip()
        fitting = Path("/usr/lib/postgresql") / number / "bin"
        if (fitting / "postgres").exists():
            return fitting
    newest = system.postgresql_bin()
    if newest is None:
        raise Problem("PostgreSQL is missing. Install it: apt-get install postgresql")
    return newest


def _make_folder(data: Path) -> None:
    data.mkdir(mode=0o700, parents=True)
    user = server_user()
    if user:
        try:
            account = pwd.getpwnam(user)
        except KeyError:
            raise Problem(f"There is no user {user}, whom PostgreSQL runs as for root.") from None
        data.parent.parent.chmod(0o755)
        data.parent.chmod(0o755)
        os.chown(data, account.pw_uid, account.pw_gid)


def _initdb(data: Path) -> None:
    # initdb wants a folder without anything else in it, and the password in a file it can read.
    word = data.parent / "postgresql.word"
    word.write_text(state.secret("postgresql"))
    word.chmod(0o600)
    if server_user():
        owner = data.stat()
        os.chown(word, owner.st_uid, owner.st_gid)
    try:
        run(
            "PostgreSQL's data folder",
            [
                *(_bin() / "initdb", "--pgdata", data, "--username", "postgres"),
                *("--auth", "scram-sha-256", "--pwfile", word),
                *("--encoding", "UTF8", "--locale", "C.UTF-8"),
            ],
            log="postgresql-initdb",
            cwd=Path("/"),
            user=server_user(),
        )
    finally:
        word.unlink()
