"""The portal itself: its settings, its database's tables."""

from __future__ import annotations

from pathlib import Path
from string import Template

from docker.local import paths, ports, postgresql, solr, state
from docker.local.console import run, step

URL = f"http://localhost:{ports.CKAN}"

_TEMPLATE = Path(__file__).with_name("ckan.ini")


def configure() -> None:
    """Write `.dev/ckan.ini`."""
    storage = paths.STATE / "storage"
    storage.mkdir(exist_ok=True)
    values = {
        "secret_key": state.secret("ckan"),
        "sqlalchemy_url": postgresql.url(postgresql.DEMO),
        "solr_url": solr.url(solr.DEMO),
        "redis_port": str(ports.REDIS),
        "ckan_port": str(ports.CKAN),
        "storage": str(storage),
        "log_file": repr(str(paths.LOG / "ckan.log")),
    }
    text = Template(_TEMPLATE.read_text()).substitute(
        {name: value.replace("%", "%%") for name, value in values.items()}
    )
    if not paths.CKAN_INI.exists() or paths.CKAN_INI.read_text() != text:
        paths.CKAN_INI.touch(mode=0o600)
        paths.CKAN_INI.write_text(text)


def migrate() -> None:
    """Bring the tables of CKAN and its plugins up to date, after something was installed."""
    mark = state.fingerprint(paths.CKAN_INI, paths.STATE / "done" / "venv")
    if state.is_done("tables", mark):
        return
    with step("CKAN's tables"):
        command = [paths.program("ckan"), "-c", paths.CKAN_INI, "db", "init"]
        run("CKAN's tables", command, log="ckan-db")
    state.mark_done("tables", mark)
