"""The local stack's own logic: what ./dev decides and says."""

from __future__ import annotations

import configparser
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from docker.local import (
    console,
    install,
    leftovers,
    main,
    manager,
    paths,
    ports,
    postgresql,
    programs,
    solr,
    state,
)
from docker.local.console import Problem

from .catalogue import Pycsw

ISO = """<?xml version="1.0"?>
<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd"
    xmlns:gco="http://www.isotc211.org/2005/gco">
  <gmd:fileIdentifier><gco:CharacterString>{guid}</gco:CharacterString></gmd:fileIdentifier>
  <gmd:hierarchyLevel><gmd:MD_ScopeCode codeListValue="dataset"/></gmd:hierarchyLevel>
  <gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation>
    <gmd:title><gco:CharacterString>Dataset {guid}</gco:CharacterString></gmd:title>
  </gmd:CI_Citation></gmd:citation></gmd:MD_DataIdentification></gmd:identificationInfo>
</gmd:MD_Metadata>"""


@pytest.fixture
def listener() -> Iterator[int]:
    """A port of the loopback interface that this process has."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(paths.ROOT / "dev"), *arguments],
        capture_output=True,
        text=True,
        cwd="/",
        timeout=60,
    )


def test_dev_alone_lists_every_command() -> None:
    done = dev()
    assert done.returncode == 2
    for name in ("demo", "test", "up", "down", "status", "ckan", "bench"):
        assert f"  {name} " in done.stdout


def test_a_mistake_is_one_line_and_no_traceback() -> None:
    done = dev("up", "--fast")
    assert done.returncode == 1
    assert done.stderr == "./dev up: it takes no arguments, and was given: --fast\n"


def test_status_tells_what_the_tests_run_against() -> None:
    done = dev("status")
    assert done.returncode == 0
    assert f"127.0.0.1:{ports.POSTGRESQL}" in done.stdout
    assert "redis" in done.stdout


def test_ckan_runs_from_any_folder() -> None:
    done = dev("ckan", "--help")
    assert done.returncode == 0, done.stderr
    assert "harvester" in done.stdout


def test_a_taken_port_is_told_with_who_has_it(listener: int) -> None:
    row = programs.Program("redis", ["redis-server"], port=listener)
    with pytest.raises(Problem) as told:
        manager._refuse_taken_ports([row])
    assert f"Port {listener}, which redis needs, is taken by process {os.getpid()} (" in str(
        told.value
    )


def test_a_free_port_is_not_refused(listener: int) -> None:
    assert ports.taken(listener)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))  # bound, and nothing listens
        assert not ports.taken(other.getsockname()[1])


def test_a_failing_program_is_told_by_its_error_and_log() -> None:
    with pytest.raises(Problem) as told:
        console.run(
            "The step", ["sh", "-c", "echo fine; echo error: full disk; exit 3"], log="test"
        )
    assert str(told.value) == "The step failed: error: full disk (all of it in .dev/log/test.log)"


def test_a_program_that_ends_well_gives_its_output() -> None:
    assert console.run("The step", ["sh", "-c", "echo $WORD"], log="test", env={"WORD": "a"}) == (
        "a\n"
    )


def test_a_missing_program_is_named() -> None:
    with pytest.raises(Problem, match="the program no-such-program is missing"):
        console.run("The step", ["no-such-program"], log="test")


@pytest.mark.parametrize(
    "line",
    [
        "E: Failed to fetch http://deb.example.org  Temporary failure resolving 'deb.example.org'",
        "  cause: dns error",
        "Could not transfer artifact: Unknown host repo.example.org",
        "[Errno 101] Network is unreachable",
    ],
)
def test_no_network_is_told_as_such_where_a_step_downloads(line: str) -> None:
    fail = ["sh", "-c", 'echo "$0"; exit 1', line]
    with pytest.raises(Problem, match=r"^No network: connect this machine"):
        console.run("The step", fail, log="test", network=True)
    with pytest.raises(Problem, match=r"^The step failed"):
        console.run("The step", fail, log="test")


def test_a_step_is_done_for_what_it_was_done_for() -> None:
    step = "test-of-state"
    state.forget(step)
    assert not state.is_done(step, "a")
    state.mark_done(step, "a")
    assert state.is_done(step, "a")
    assert not state.is_done(step, "b")
    state.forget(step)
    assert not state.is_done(step, "a")


def test_a_fingerprint_changes_with_a_file(tmp_path: Path) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text("ckan")
    before = state.fingerprint("3.11", file)
    assert state.fingerprint("3.11", file) == before
    assert state.fingerprint("3.12", file) != before
    file.write_text("ckan<3")
    assert state.fingerprint("3.11", file) != before


def test_secrets_stay_and_are_for_their_owner_only() -> None:
    word = state.secret("test")
    assert len(word) > 20
    assert state.secret("test") == word
    assert (paths.STATE / "secrets" / "test").stat().st_mode & 0o077 == 0


def test_a_server_left_behind_is_found_and_another_process_is_not(tmp_path: Path) -> None:
    def sleeper(folder: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["sleep", "60"], cwd=folder, start_new_session=True)

    ours, other = sleeper(paths.RUN), sleeper(tmp_path)
    try:
        found = leftovers.find()
    finally:
        for process in (ours, other):
            process.kill()
            process.wait()
    assert ours.pid in found
    assert other.pid not in found
    assert ours.pid not in leftovers.find()


def test_a_machine_that_cannot_have_the_browser_is_told_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # neither chromium nor apt-get
    install.browser()
    assert capsys.readouterr().out == (
        "  No tests in a browser: Missing: what Debian calls chromium."
        " Install it with your package manager.\n"
    )


def test_test_ini_names_the_servers_of_the_local_stack() -> None:
    ini = configparser.RawConfigParser()
    ini.read(paths.ROOT / "test.ini")
    app = ini["app:main"]
    assert app["sqlalchemy.url"] == postgresql.url(postgresql.TEST)
    assert app["ckan.redis.url"] == f"redis://127.0.0.1:{ports.REDIS}/1"
    assert app["solr_url"] == f"http://127.0.0.1:{ports.SOLR}/solr/{solr.TEST}"


def test_a_solr_of_ones_own_is_used_and_ours_not_started(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "solr" in programs.wanted(programs.BACKING) or "SOLR_URL" in os.environ
    monkeypatch.setenv("SOLR_URL", "http://solr.example.org:8983/solr/portal")
    assert solr.url(solr.DEMO) == "http://solr.example.org:8983/solr/portal"
    assert "solr" not in programs.wanted(programs.EVERYTHING)
    assert "[program:solr]" not in programs.supervisor_conf()


def test_no_port_is_a_servers_standard_one_but_ckans() -> None:
    standard = {5432, 6379, 8983, 8000, 8080}
    used = {row.port for row in programs.table()} - {None}
    assert not used & standard
    assert ports.CKAN in used


def test_every_command_is_documented() -> None:
    assert all(command.__doc__ for command in main.COMMANDS.values())


def test_pycsw_serves_the_folder_and_nothing_else(pycsw: Pycsw, tmp_path: Path) -> None:
    def served() -> set[str]:
        query = (
            "service=CSW&version=2.0.2&request=GetRecords&typenames=csw:Record&resulttype=results"
        )
        with urllib.request.urlopen(f"{pycsw.url}?{query}&elementsetname=brief") as answer:
            text = answer.read().decode()
        return {guid for guid in ("one", "two", "three") if f"identifier>{guid}<" in text}

    def write(guid: str) -> None:
        (tmp_path / f"{guid}.xml").write_text(ISO.format(guid=guid))

    write("one")
    write("two")
    assert pycsw.load(tmp_path) == 2
    assert served() == {"one", "two"}
    (tmp_path / "one.xml").unlink()
    write("three")
    assert pycsw.load(tmp_path) == 2
    assert served() == {"two", "three"}
