"""The demo: generated records, in catalogues of our own, harvested into the portal."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from docker.local import catalogue, manager, paths, site, state
from docker.local.console import Problem, run, say, step
from docker.local.sources import Source

_RECORDS = 200
_GENERATOR = paths.ROOT / "demo"


def prepare(sources: Sequence[Source]) -> None:
    """Have records in the catalogue, and in the portal a sysadmin and these sources."""
    _make_records()
    if catalogue.load_demo(paths.DEMO_RECORDS):
        manager.restart("pycsw")
    if not all(map(_has_source, sources)):
        _prepare_portal(sources)


def harvest(sources: Sequence[Source]) -> int:
    """Harvest the sources and tell where to look; the exit status of the harvest."""
    command = [paths.program("ckan"), "-c", str(paths.CKAN_INI), "donl"]
    for source in sources:
        if len(sources) > 1:
            say(f"\n== {source.title} ({source.kind})")
        if subprocess.run([*command, "run", source.name]).returncode:
            raise Problem("the harvest did not end well; see above and .dev/log/ckan.log")
    if len(sources) > 1:
        say("")
        subprocess.run([*command, "report"])
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


def _has_source(source: Source) -> bool:
    """Has the portal this source already? Asked of the running portal, which answers at once."""
    try:
        with urllib.request.urlopen(
            f"{site.URL}/api/3/action/harvest_source_show?id={source.name}", timeout=20
        ) as answer:
            found = json.load(answer)["result"]
    except OSError:  # among these the portal's own "not found"
        return False
    return bool(found.get("url") == source.url and found.get("state") == "active")


def _prepare_portal(sources: Sequence[Source]) -> None:
    with step("sysadmin, organisations and harvest sources"):
        run(
            "Sysadmin, organisations and harvest sources",
            [
                *(paths.program("python"), "-m", "docker.local.portal", paths.CKAN_INI),
                json.dumps([source.as_dict() for source in sources]),
            ],
            log="demo",
            env={"DEMO_PASSWORD": state.secret("admin")},
        )
