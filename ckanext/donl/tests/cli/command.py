"""The real ``ckan`` command, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]
CKAN = str(Path(sys.executable).parent / "ckan")
# Nothing listens on this port.
NOWHERE = {
    "CKAN_SQLALCHEMY_URL": "postgresql://nobody:nothing@127.0.0.1:9/nowhere",
    "CKAN_SOLR_URL": "http://127.0.0.1:9/solr/ckan",
    "CKAN_REDIS_URL": "redis://127.0.0.1:9/0",
}


def ckan(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``ckan …`` with the configuration of the tests; what it logs is not shown."""
    return subprocess.run(
        [CKAN, "-c", "test.ini", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
