"""A portal as people meet it: web server and consumers in processes of their own, on the database,
search index and queues of the tests, with the CSRF protection that ``test.ini`` does without."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from docker.portal import programs

from .catalogue import free_port

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Served:
    """A running portal: its address, its settings, and the file with all that it logs."""

    address: str
    ini: Path
    log: Path

    def commands(self) -> dict[str, list[str]]:
        """The portal's programs, run as in production."""
        return programs.commands(
            Path(sys.executable).parent,
            self.ini,
            listen=self.address.removeprefix("http://"),
            mark=self.ini.with_name("timer"),
        )


@contextmanager
def portal(folder: Path, options: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Serve the portal that the tests' database holds; settings and log are in ``folder``."""
    served = Served(f"http://127.0.0.1:{free_port()}", folder / "site.ini", folder / "site.log")
    settings = {
        "use": f"config:{ROOT}/test.ini",
        "WTF_CSRF_ENABLED": "true",
        "testing": "false",
        "ckan.site_url": served.address,
        # CKAN serves the files that it makes from an absolute path only.
        "ckan.storage_path": str(folder / "storage"),
        **(options or {}),
    }
    lines = (f"{name} = {value}\n" for name, value in settings.items())
    served.ini.write_text(f"[app:main]\n{''.join(lines)}")
    with _running(served, programs.WEB) as (web,):

        def answers() -> bool:
            assert web.poll() is None, f"the web server ended: {served.log.read_text()}"
            return _answers(f"{served.address}/api/3/action/status_show")

        until(answers)
        yield served


@contextmanager
def consumers(served: Served) -> Iterator[None]:
    """Have the gather and the fetch consumer do what the portal puts on their queues."""
    with _running(served, programs.GATHER, programs.FETCH):
        yield


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for what has to happen."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.1)


@contextmanager
def _running(served: Served, *names: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    processes = []
    with ExitStack() as stack:
        log = stack.enter_context(served.log.open("a"))
        for name in names:
            command = served.commands()[name]
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
            stack.callback(_end, process)
            processes.append(process)
        yield processes


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=20).ok
    except (requests.ConnectionError, requests.Timeout):
        return False
