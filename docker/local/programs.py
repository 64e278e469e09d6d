"""The servers of the local stack: one row each."""

from __future__ import annotations

import hashlib
import os
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from docker.local import catalogue, paths, ports, postgresql, solr, state
from docker.local.sources import STAND_INS
from docker.portal.programs import FETCH, GATHER, TIMER, WEB, commands


@dataclass(frozen=True)
class Program:
    name: str
    command: list[str]
    port: int | None = None
    is_ready: Callable[[], bool] = lambda: True
    user: str | None = None
    stop_signal: str = "TERM"
    copies: int = 1
    # Whatever is in here changes when the program has to be started anew.
    environment: dict[str, str] = field(default_factory=dict)


BACKING = ("postgresql", "redis", "solr")
SHOWN = ("pycsw", WEB)
CONSUMERS = (GATHER, FETCH, TIMER)
OTHER_SOURCES = tuple(standin.name for standin in STAND_INS)
EVERYTHING = (*BACKING, *SHOWN, *CONSUMERS, *OTHER_SOURCES)


def wanted(names: tuple[str, ...]) -> tuple[str, ...]:
    """Of these programs the ones that we run: a Solr of the user's own is not among them."""
    return tuple(name for name in names if name != "solr" or solr.is_ours())


def portal_commands() -> dict[str, list[str]]:
    """How the portal's own programs are run, which is how the image runs them too."""
    return commands(
        paths.VENV / "bin",
        paths.CKAN_INI,
        listen=f"127.0.0.1:{ports.CKAN}",
        mark=paths.RUN / "harvest-timer",
    )


def table() -> list[Program]:
    """All programs as they have to run now."""
    ckan = portal_commands()
    code = {"DONL_CODE": _fingerprint_of_code()}
    programs = [
        Program(
            "postgresql",
            postgresql.command(),
            port=ports.POSTGRESQL,
            is_ready=postgresql.is_ready,
            user=postgresql.server_user(),
            stop_signal="INT",
        ),
        Program("redis", ["redis-server", str(paths.REDIS / "redis.conf")], port=ports.REDIS),
        Program(
            "pycsw",
            catalogue.command(),
            port=ports.PYCSW,
            environment=catalogue.environment(),
        ),
        Program(
            WEB,
            ckan[WEB],
            port=ports.CKAN,
            is_ready=lambda: ports.answers(
                f"http://127.0.0.1:{ports.CKAN}/api/3/action/status_show"
            ),
            environment=code,
        ),
        Program(GATHER, ckan[GATHER], environment=code),
        Program(FETCH, ckan[FETCH], copies=2, environment=code),
        Program(TIMER, ckan[TIMER], environment=code),
        *_stand_ins(),
    ]
    if solr.is_ours():
        programs.append(
            Program(
                "solr",
                solr.command(),
                port=ports.SOLR,
                is_ready=solr.is_ready,
                environment={"SOLR_CONF": solr.fingerprint()},
            )
        )
    return programs


def _stand_ins() -> Iterator[Program]:
    files = (paths.ROOT / "demo").rglob("*")
    made_of = state.fingerprint(
        *sorted(file for file in files if file.suffix in (".py", ".yaml", ".csv"))
    )
    environment = {"PYTHONPATH": str(paths.ROOT), "DEMO_CODE": made_of}
    for row in STAND_INS:
        yield Program(row.name, row.command(), port=row.port, environment=environment)


def write_redis_conf() -> None:
    paths.REDIS.mkdir(parents=True, exist_ok=True)
    (paths.REDIS / "redis.conf").write_text(
        f'bind 127.0.0.1\nport {ports.REDIS}\ndir "{paths.REDIS}"\n'
        "daemonize no\nsave 60 1\nstop-writes-on-bgsave-error no\n"
        # Redis has no password here: what could reach beyond its data is off.
        'rename-command CONFIG ""\nrename-command MODULE ""\nrename-command DEBUG ""\n'
    )


def supervisor_conf() -> str:
    """The process manager's settings for the table."""
    socket = paths.supervisor_socket()
    head = (
        f"[unix_http_server]\nfile = {_escape(str(socket))}\nchmod = 0700\n"
        f"[supervisord]\nlogfile = {_escape(str(paths.LOG / 'supervisord.log'))}\n"
        f"pidfile = {_escape(str(paths.RUN / 'supervisord.pid'))}\n"
        f"directory = {_escape(str(paths.RUN))}\n"
        + ("user = root\n" if paths.as_root() else "")
        + "[rpcinterface:supervisor]\n"
        "supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n"
    )
    return head + "".join(_section(program) for program in table())


def _section(program: Program) -> str:
    # A server that stays up for a second has started; one that ends three times in a row has not.
    lines = {
        "command": shlex.join(program.command),
        "directory": str(paths.RUN if program.user is None else paths.postgresql_data()),
        "autostart": "false",
        "autorestart": "true",
        "startsecs": "1",
        "startretries": "3",
        "stopsignal": program.stop_signal,
        "stopwaitsecs": "20",
        "stopasgroup": "true" if program.stop_signal == "TERM" else "false",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": str(paths.LOG / f"{program.name}.log"),
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": "1",
    }
    if program.user:
        lines["user"] = program.user
    if program.copies > 1:
        lines["numprocs"] = str(program.copies)
    if program.environment:
        lines["environment"] = ",".join(f'{k}="{v}"' for k, v in program.environment.items())
    text = {key: _escape(value) for key, value in lines.items()}
    if program.copies > 1:
        text["process_name"] = "%(program_name)s-%(process_num)d"
        text["stdout_logfile"] = text["stdout_logfile"].replace(".log", "-%(process_num)d.log")
    return f"[program:{program.name}]\n" + "".join(f"{k} = {v}\n" for k, v in text.items())


def _escape(value: str) -> str:
    """supervisor expands %(name)s, and takes a space before a semicolon for a comment."""
    return value.replace("%", "%%").replace(" ;", " \\;")


def _fingerprint_of_code() -> str:
    """Changes with the extension's files, so that the running CKAN is started anew with them."""
    whole = hashlib.sha256((paths.CKAN_INI).read_bytes())
    package = paths.ROOT / "ckanext" / "donl"
    for folder, names, files in sorted(os.walk(package)):
        names[:] = [name for name in names if name not in {"__pycache__", "tests"}]
        for file in sorted(files):
            stat = os.stat(os.path.join(folder, file))  # noqa: PTH116, PTH118
            whole.update(f"{folder}/{file} {stat.st_mtime_ns} {stat.st_size}\n".encode())
    return whole.hexdigest()
