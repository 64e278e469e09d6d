"""The demo: generated records, in a catalogue of our own, harvested into the portal."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.request
from pathlib import Path

from docker.local import catalogue, manager, paths, site, state
from docker.local.console import Problem, run, say, step

_RECORDS = 200
_SOURCE = "ngr"
_GENERATOR = paths.ROOT / "demo"


def prepare() -> None:
    """Have records in the catalogue, and in the portal a sysadmin, an organisation and a source."""
    _make_records()
    if catalogue.load_demo(paths.DEMO_RECORDS):
        manager.restart("pycsw")
    if not _has_source():
        _prepare_portal()


def harvest() -> int:
    """Harvest the source and tell where to look; the exit status of the harvest."""
    command = [paths.program("ckan"), "-c", str(paths.CKAN_INI), "donl", "run", _SOURCE]
    status = subprocess.run(command).returncode
    if status:
        raise Problem("the harvest did not end well; see above and .dev/log/ckan.log")
    say(f"\nThe portal:  {site.URL}\nLog in as:   admin\nPassword:    {state.secret('admin')}")
    return 0


def _make_records() -> None:
    mark = state.fingerprint(
        str(_RECORDS), *sorted(path for path in _GENERATOR.rglob("*") if _is_source(path))
    )
    if state.is_done("demo-records", mark) and paths.DEMO_RECORDS.is_dir():
        return
    with step(f"{_RECORDS} records generated"):
        part = paths.DEMO_RECORDS.with_name("demo-records.part")
        shutil.rmtree(part, ignore_errors=True)
        make = [paths.program("python"), "-m", "demo.records", "--out", part]
        run("The demo's records", [*make, "--count", _RECORDS], log="demo")
        shutil.rmtree(paths.DEMO_RECORDS, ignore_errors=True)
        part.rename(paths.DEMO_RECORDS)
    state.mark_done("demo-records", mark)


def _is_source(path: Path) -> bool:
    return path.is_file() and path.suffix != ".pyc"


def _has_source() -> bool:
    """Has the portal its source already? Asked of the running portal, which answers at once."""
    try:
        with urllib.request.urlopen(
            f"{site.URL}/api/3/action/harvest_source_show?id={_SOURCE}", timeout=20
        ) as answer:
            source = json.load(answer)["result"]
    except OSError:  # among these the portal's own "not found"
        return False
    return bool(source.get("url") == catalogue.url() and source.get("state") == "active")


def _prepare_portal() -> None:
    with step("sysadmin, organisation and harvest source"):
        run(
            "Sysadmin, organisation and harvest source",
            [
                *(paths.program("python"), "-m", "docker.local.portal"),
                *(paths.CKAN_INI, catalogue.url(), _SOURCE),
            ],
            log="demo",
            env={"DEMO_PASSWORD": state.secret("admin")},
        )
