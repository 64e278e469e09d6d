"""Installs what the image holds, by the steps of `./dev`: python3 -m docker.local.image FOLDER.

FOLDER becomes the virtual environment with CKAN and this extension. Runs in the Dockerfile, whose
`.dev` stays behind in the stage that builds.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docker.local import install, paths
from docker.local.console import Problem


def main(folder: Path) -> int:
    try:
        install.image(folder)
    except Problem as problem:
        for log in sorted(paths.LOG.glob("*.log")):
            print(f"== {log.name}\n{log.read_text(errors='replace')}", file=sys.stderr)
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
