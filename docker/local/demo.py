"""The demo: generated records, in a catalogue of our own, harvested into the portal."""

from __future__ import annotations

import shutil
import subprocess

from docker.local import catalogue, manager, paths, site, state
from docker.local.console import Problem, run, say, step

_RECORDS = 200
_SOURCE = "ngr"


def prepare() -> None:
    """Have records in the catalogue, and in the portal a sysadmin, an organisation and a source."""
    _make_records()
    if catalogue.load_demo(paths.DEMO_RECORDS):
        manager.restart("pycsw")
    _prepare_site()


def harvest() -> int:
    """Harvest the source and tell where to look; the exit status of the harvest."""
    command = [paths.program("ckan"), "-c", str(paths.CKAN_INI), "donl", "run", _SOURCE]
    status = subprocess.run(command).returncode
    if status:
        raise Problem("the harvest did not end well; see above and .dev/log/ckan-*.log")
    say(f"\nThe portal:  {site.URL}\nLog in as:   admin\nPassword:    {state.secret('admin')}")
    return 0


def _make_records() -> None:
    with step(f"{_RECORDS} records generated"):
        part = paths.DEMO_RECORDS.with_name("demo-records.part")
        shutil.rmtree(part, ignore_errors=True)
        make = [paths.program("python"), "-m", "demo.records", "--out", part]
        run("The demo's records", [*make, "--count", _RECORDS], log="demo")
        shutil.rmtree(paths.DEMO_RECORDS, ignore_errors=True)
        part.rename(paths.DEMO_RECORDS)


def _prepare_site() -> None:
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
