"""The commands of `./dev`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from docker.local import (
    catalogue,
    checks,
    demo,
    index,
    install,
    manager,
    paths,
    postgresql,
    programs,
    site,
    solr,
    sources,
    state,
)
from docker.local.console import Problem, say


def up(arguments: list[str]) -> int:
    """Install what is missing and start everything: the portal is at http://localhost:5000"""
    _no_arguments("up", arguments)
    with state.alone():
        _bring_up_portal()
    say(f"The portal is at {site.URL}; ./dev demo fills it, ./dev down stops everything.")
    return 0


def down(arguments: list[str]) -> int:
    """Stop everything"""
    _no_arguments("down", arguments)
    with state.alone():
        stopped = manager.stop()
    say("Stopped." if stopped else "Nothing was running.")
    return 0


def status(arguments: list[str]) -> int:
    """Tell what runs"""
    _no_arguments("status", arguments)
    found = manager.states()
    if not found:
        say("Nothing is running.")
        return 1
    port = {row.name: row.port for row in programs.table()}
    for name in (name for name in programs.EVERYTHING if name in found):
        where = f"127.0.0.1:{port[name]}" if port.get(name) else ""
        say(f"  {name:<20} {' '.join(found[name]).lower():<20} {where}".rstrip())
    return 0


def test(arguments: list[str]) -> int:
    """Run ruff, the type checker and the tests; arguments go to pytest"""
    with state.alone():
        _bring_up_backing()
        install.browser()
    return checks.run(arguments)


def fill(arguments: list[str]) -> int:
    """Start everything, harvest generated records, show the result; --all: of every kind"""
    everything = arguments == ["--all"]
    if not everything:
        _no_arguments("demo", arguments)
    chosen = sources.SOURCES if everything else sources.SOURCES[:1]
    with state.alone():
        _bring_up_portal()
        if everything:
            manager.start(programs.OTHER_SOURCES)
        demo.prepare(chosen)
    return demo.harvest(chosen)


def bench(arguments: list[str]) -> int:
    """Measure; arguments go to benchmarks"""
    with state.alone():
        _bring_up_backing()
    command = [paths.program("python"), "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=paths.ROOT).returncode


def ckan(arguments: list[str]) -> int:
    """Run CKAN's own command, for instance: ./dev ckan harvester sources"""
    program = paths.program("ckan")
    if not (Path(program).exists() and paths.CKAN_INI.exists()):
        raise Problem("CKAN is not installed yet. First run: ./dev up")
    return subprocess.run([program, "-c", paths.CKAN_INI, *arguments]).returncode


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": fill,
    "test": test,
    "up": up,
    "down": down,
    "status": status,
    "ckan": ckan,
    "bench": bench,
}


def main(arguments: list[str]) -> int:
    """Run the command; its exit status."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        say(_usage())
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        return command(arguments[1:])
    except Problem as problem:
        print(f"./dev {arguments[0]}: {problem}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has left, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except PermissionError as error:
        whose = "it belongs to another user: run ./dev as that user, or remove .dev"
        print(f"./dev {arguments[0]}: no access to {error.filename}; {whose}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Broken off; run the same command again to go on.", file=sys.stderr)
        return 130


def _bring_up_backing() -> None:
    install.everything()
    site.configure()
    catalogue.configure()
    programs.write_redis_conf()
    if solr.is_ours():
        solr.configure()
    else:
        solr.require_own()
    manager.start(programs.BACKING)
    postgresql.create_databases()


def _bring_up_portal() -> None:
    _bring_up_backing()
    site.migrate()
    index.rebuild()
    # CKAN takes three seconds of a core to start, five times over: first what one looks at.
    manager.start(programs.SHOWN)
    manager.start(programs.CONSUMERS)


def _no_arguments(command: str, arguments: list[str]) -> None:
    if arguments:
        raise Problem(f"it takes no arguments, and was given: {' '.join(arguments)}")


def _usage() -> str:
    lines = [f"  {name:<8} {function.__doc__}" for name, function in COMMANDS.items()]
    return "\n".join(["Usage: ./dev COMMAND [ARGUMENTS]", *lines])
