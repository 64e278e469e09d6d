"""What `./dev test` runs."""

from __future__ import annotations

import os
import subprocess
import sys

from docker.local import paths, solr
from docker.local.console import say

_CHECKS = (
    ("ruff check", ["ruff", "check", "--quiet", "."]),
    ("ruff format --check", ["ruff", "format", "--check", "--quiet", "."]),
    ("mypy", ["mypy"]),
)


def run(pytest_arguments: list[str]) -> int:
    """Run every check and then the tests, whatever fails; 0 where nothing did.

    pytest comes last, so that its summary is what one sees at the end.
    """
    failed = [title for title, command in _CHECKS if _run(title, command)]
    status = _run("pytest", ["pytest", *pytest_arguments], env=_environment())
    if failed:
        print(f"Failed besides: {', '.join(failed)}, see above.", file=sys.stderr)
    return status or int(bool(failed))


def _environment() -> dict[str, str]:
    # Also test.ini's other addresses give way to an environment that names them: CKAN reads it.
    return {} if solr.is_ours() else {"CKAN_SOLR_URL": solr.url(solr.TEST)}


def _run(title: str, command: list[str], env: dict[str, str] | None = None) -> int:
    say(f"== {title}")
    return subprocess.run(
        [paths.program(command[0]), *command[1:]], cwd=paths.ROOT, env={**os.environ, **(env or {})}
    ).returncode
