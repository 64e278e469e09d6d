"""The programs of a portal, the same for `./dev` and for the image: one command each."""

from __future__ import annotations

import shlex
from pathlib import Path

WEB = "ckan-web"
GATHER = "ckan-gather"
FETCH = "ckan-fetch"
TIMER = "ckan-harvest-timer"
SETUP = "ckan-setup"

_HERE = Path(__file__).parent


def commands(
    programs: Path, ini: Path, *, listen: str, mark: Path, web_processes: int = 2
) -> dict[str, list[str]]:
    """What to run, by the program's name.

    `programs` is the folder of the virtual environment's programs, `listen` the address of the web
    server (HOST:PORT) and `mark` a file that the timer touches after each run that ended well.
    """
    ckan = [str(programs / "ckan"), "-c", str(ini)]
    run = shlex.join([*ckan, "harvester", "run"])
    timer = f"while sleep 60; do {run} && touch {shlex.quote(str(mark))}; done"
    uwsgi = [str(programs / "uwsgi"), "--ini", str(_HERE / "uwsgi.ini"), "--http", listen]
    return {
        SETUP: [str(programs / "python"), "-m", "docker.portal.setup", str(ini)],
        # uWSGI's own --env comes too late: the wheel's Python has read its environment by then.
        WEB: ["env", f"CKAN_INI={ini}", *uwsgi, "--processes", str(web_processes)],
        GATHER: [*ckan, "harvester", "gather-consumer"],
        FETCH: [*ckan, "harvester", "fetch-consumer"],
        # Starts the runs that are due and ends those that are done, which nothing else does.
        TIMER: ["sh", "-c", timer],
    }
