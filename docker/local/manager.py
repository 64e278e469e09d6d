"""The process manager, supervisor: starting, stopping and asking after our servers."""

from __future__ import annotations

import http.client
import socket
import time
import xmlrpc.client
from collections.abc import Collection
from typing import Any

from docker.local import leftovers, paths, ports, programs
from docker.local.console import Problem, run, step

_CONF = paths.RUN / "supervisord.conf"
_PATIENCE = 120.0  # seconds that all servers together may take until they answer
_DOWN = {"STOPPED", "EXITED", "FATAL", "UNKNOWN"}


class _Connection(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(paths.supervisor_socket()))


class _Transport(xmlrpc.client.Transport):
    def make_connection(self, host: Any) -> _Connection:
        return _Connection("localhost")


def _supervisor() -> Any:
    return xmlrpc.client.ServerProxy("http://localhost", transport=_Transport()).supervisor


def is_up() -> bool:
    try:
        return bool(_supervisor().getState()["statename"] == "RUNNING")
    except OSError:
        return False


def states() -> dict[str, list[str]]:
    """program → the state of each of its copies; empty where the process manager is not up."""
    found: dict[str, list[str]] = {}
    for process in _processes() if is_up() else []:
        found.setdefault(process["group"], []).append(process["statename"])
    return found


def start(names: tuple[str, ...]) -> None:
    """Have these programs run, as the table now says, and wait until they answer. Raises Problem.

    One that runs and whose row in the table has not changed is left alone, as are all others.
    """
    names = programs.wanted(names)
    paths.RUN.mkdir(parents=True, exist_ok=True)
    _CONF.write_text(programs.supervisor_conf())
    _CONF.chmod(0o600)
    _start_supervisor()
    _adopt_changes(names)
    running = {name for name, copies in states().items() if set(copies) == {"RUNNING"}}
    rows = [row for row in programs.table() if row.name in names]
    starting = [row for row in rows if row.name not in running]
    if not starting:
        _wait_for(rows)  # they may have been started by a run that was broken off
        return
    with step(f"started: {' '.join(row.name for row in starting)}"):
        _stop([row.name for row in starting])
        _refuse_taken_ports(starting)
        _start([row.name for row in starting])
        _wait_for(rows)


def restart(name: str) -> None:
    """Start one program anew, where it runs."""
    if name in states():
        _stop([name])
        start((name,))


def stop() -> bool:
    """Stop everything, also what a process manager left behind. False where nothing ran."""
    was_up = is_up()
    if was_up:
        process = int(_supervisor().getPID())
        _supervisor().shutdown()
        limit = time.monotonic() + 60
        while process in leftovers.find() and time.monotonic() < limit:
            time.sleep(0.1)
    left = bool(leftovers.find())
    leftovers.end()
    still = leftovers.find()
    if still:
        raise Problem(f"Still there: process {', '.join(map(str, still))}. End it by hand.")
    paths.supervisor_socket().unlink(missing_ok=True)
    return was_up or left


def _start_supervisor() -> None:
    if is_up():
        return
    leftovers.end()
    paths.supervisor_socket().unlink(missing_ok=True)
    run(
        "Process manager",
        [paths.TOOLS / "bin" / "supervisord", "--configuration", _CONF],
        log="supervisord-start",
        cwd=paths.RUN,
    )
    limit = time.monotonic() + 20
    while not is_up():
        if time.monotonic() > limit:
            raise Problem("The process manager does not answer; see .dev/log/supervisord.log.")
        time.sleep(0.05)


def _adopt_changes(names: tuple[str, ...]) -> None:
    added, changed, removed = _supervisor().reloadConfig()[0]
    old = [*(name for name in changed if name in names), *removed]
    _stop(old)
    for name in old:
        _supervisor().removeProcessGroup(name)
    for name in (name for name in [*changed, *added] if name in names):
        _supervisor().addProcessGroup(name)


def _processes(names: Collection[str] | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _supervisor().getAllProcessInfo()
    return [process for process in found if names is None or process["group"] in names]


# supervisor takes a second for every call that waits or concerns a group: so process by process.
def _start(names: Collection[str]) -> None:
    for process in _processes(names):
        try:
            _supervisor().startProcess(f"{process['group']}:{process['name']}", False)
        except xmlrpc.client.Fault as fault:
            raise Problem(f"{process['name']} did not start: {fault.faultString}") from None


def _stop(names: Collection[str]) -> None:
    for process in _processes(names):
        if process["statename"] not in _DOWN:
            _supervisor().stopProcess(f"{process['group']}:{process['name']}", False)
    while any(process["statename"] not in _DOWN for process in _processes(names)):
        time.sleep(0.05)


def _refuse_taken_ports(rows: list[programs.Program]) -> None:
    for row in rows:
        if row.port is not None and ports.taken(row.port):
            by = ports.holder(row.port)
            raise Problem(
                f"Port {row.port}, which {row.name} needs, is taken{by and f' by process {by}'}."
                " Stop what has it and run the same command again."
            )


def _wait_for(rows: list[programs.Program]) -> None:
    limit = time.monotonic() + _PATIENCE
    waiting = list(rows)
    while waiting:
        found = states()
        for row in waiting:
            if {"FATAL", "EXITED"} & set(found.get(row.name, ["FATAL"])):
                raise Problem(_why_not(row, "did not start"))
        waiting = [row for row in waiting if not _has_started(row, found[row.name])]
        if waiting and time.monotonic() > limit:
            raise Problem(_why_not(waiting[0], "does not answer"))
        time.sleep(0.1)


def _has_started(row: programs.Program, copies: list[str]) -> bool:
    if set(copies) != {"RUNNING"}:
        return False
    return (row.port is None or ports.taken(row.port)) and row.is_ready()


def _why_not(row: programs.Program, what: str) -> str:
    logs = sorted(paths.LOG.glob(f"{row.name}*.log"))
    lines = [line for log in logs for line in log.read_text(errors="replace").splitlines() if line]
    last = f": {lines[-1].strip()}" if lines else "."
    return f"{row.name} {what}{last} (all of it in .dev/log/{row.name}*.log)"
