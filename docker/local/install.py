"""Everything that is installed: packages, virtual environments, Solr's jars."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from docker.local import paths, postgresql, solr, state, system
from docker.local.console import Problem, run, say, step

_HERE = Path(__file__).parent
_PROJECT = (
    paths.ROOT / "pyproject.toml",
    paths.ROOT / "setup.py",
    paths.ROOT / "dev-requirements.txt",
    _HERE / "requirements.txt",
    _HERE / "overrides.txt",
)
_CKAN = ("--override", _HERE / "overrides.txt", "-r", _HERE / "requirements.txt")
_PACKAGES = paths.ROOT / "docker" / "portal" / "packages.txt"  # Debian's, for CKAN
_PYTHON = f"{sys.executable} {platform.python_version()}"

# uv installs three times as fast as pip; supervisor minds the servers.
_TOOLS = ("uv>=0.8", "supervisor>=4.3,<5")
# pycsw's pin of OWSLib collides with others', so it has an environment of its own. It needs
# SQLAlchemy 1.4 and pkg_resources, which setuptools 81 no longer has.
_PYCSW = (
    "pycsw==2.6.2",
    "sqlalchemy<2",
    "setuptools<81",
    'legacy-cgi ; python_version >= "3.13"',  # which Python 3.13 no longer has
    "waitress>=3",
)


def everything() -> None:
    """Install what is missing; at once where nothing is. Raises Problem."""
    system.install(system.missing(["python3-venv"]))
    _tools()
    _together(_servers, _ckan, _pycsw)


def image(folder: Path) -> None:
    """Install CKAN and this extension as the image has them: without what only tests need.

    The packages that CKAN itself needs are in the image already. Raises Problem.
    """
    system.install(system.missing(["python3-venv"]))
    _tools()
    _venv(folder)
    # Compiled here, since the image's user may not write there; not editable, since the checkout
    # stays behind.
    _uv_install(folder, *_CKAN, paths.ROOT, "--compile-bytecode", "--no-cache")


def browser() -> None:
    """Install the browser of the tests; where it cannot be had, those tests are skipped."""
    try:
        system.install(system.missing(["chromium"]))
    except Problem as problem:
        say(f"  No tests in a browser: {problem}")


def _servers() -> None:
    packages = [*_PACKAGES.read_text().split(), "postgresql", "redis-server"]
    if solr.is_ours():
        packages += ["default-jdk-headless"] + ([] if solr.has_jars() else ["maven"])
    system.install(system.missing(packages))
    if solr.is_ours():
        solr.install()
    postgresql.create()


def _tools() -> None:
    mark = state.fingerprint(_PYTHON, *_TOOLS)
    if state.is_done("tools", mark):
        return
    with step("installer and process manager: uv, supervisor"):
        shutil.rmtree(paths.TOOLS, ignore_errors=True)
        run("Tools", [sys.executable, "-m", "venv", paths.TOOLS], log="install")
        pip = [paths.TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet"]
        run("Tools", [*pip, *_TOOLS], log="install", network=True)
    state.mark_done("tools", mark)


def _ckan() -> None:
    mark = state.fingerprint(_PYTHON, *_PROJECT)
    if state.is_done("venv", mark):
        return
    with step("CKAN, its libraries and this extension"):
        state.forget("venv")
        _venv(paths.VENV)
        _uv_install(
            paths.VENV,
            *_CKAN,
            *("-r", paths.ROOT / "dev-requirements.txt"),
            *("-e", paths.ROOT),
        )
    state.mark_done("venv", mark)


def _pycsw() -> None:
    mark = state.fingerprint(_PYTHON, *_PYCSW)
    if state.is_done("pycsw-venv", mark):
        return
    with step("pycsw"):
        state.forget("pycsw-venv")
        _venv(paths.PYCSW_VENV)
        _uv_install(paths.PYCSW_VENV, *_PYCSW)
    state.mark_done("pycsw-venv", mark)


def _venv(folder: Path) -> None:
    """A virtual environment of the Python that runs us; one of another Python is made anew."""
    python = folder / "bin" / "python"
    same = (
        "from platform import python_version; import sys; sys.exit(python_version() != sys.argv[1])"
    )
    keep = False
    if python.exists():
        try:
            run("Python", [python, "-c", same, platform.python_version()], log="install")
            keep = True
        except Problem:
            keep = False
    how = "--allow-existing" if keep else "--clear"
    uv = [paths.TOOLS / "bin" / "uv", "venv", "--quiet", how, "--python", sys.executable, folder]
    run("Virtual environment", uv, log="install", env=_uv_environment())


def _uv_install(folder: Path, *arguments: str | Path) -> None:
    python = folder / "bin" / "python"
    uv = [paths.TOOLS / "bin" / "uv", "pip", "install", "--python", python, *arguments]
    run("Installation", uv, log=folder.name, env=_uv_environment(), network=True)


def _uv_environment() -> dict[str, str]:
    """uv knows neither pip's settings nor, by itself, the machine's certificates."""
    defaults = {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    index = os.environ.get("PIP_INDEX_URL") or _pip_setting("index-url")
    if index:
        defaults["UV_DEFAULT_INDEX"] = index
    return {name: value for name, value in defaults.items() if name not in os.environ}


def _pip_setting(name: str) -> str:
    pip = [paths.TOOLS / "bin" / "python", "-m", "pip", "config", "get", f"global.{name}"]
    try:
        return run("pip's setting", pip, log="install").strip()
    except Problem:  # not set
        return ""


def _together(*steps: Callable[[], None]) -> None:
    """Run steps side by side; all end before the first failure is told."""
    with ThreadPoolExecutor(len(steps)) as pool:
        running = [pool.submit(step) for step in steps]
    for future in running:
        future.result()
