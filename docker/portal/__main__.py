"""The image's entry point: write ckan.ini from the environment, and become a program of the portal.

python -m docker.portal PROGRAM, or a command with its arguments, such as ckan user list. Needs
CKAN_INI, the file to write.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from docker.portal import environment, health, programs

STORAGE = Path("/var/lib/ckan")


def main(arguments: list[str]) -> None:
    ini = Path(os.environ["CKAN_INI"])
    try:
        environment.site(os.environ, STORAGE).write(ini)
    except environment.Missing as missing:
        sys.exit(str(missing))
    commands = programs.commands(
        Path(sys.executable).parent,
        ini,
        listen=f"0.0.0.0:{health.PORT}",  # of the container
        mark=health.MARK,
        web_processes=int(os.environ.get("DONL_WEB_PROCESSES") or 2),
    )
    command = commands.get(arguments[0], arguments)
    os.execvpe(command[0], command, environment.for_programs(os.environ))  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:] or [programs.WEB])
