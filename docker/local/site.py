"""The portal itself: its settings, its database's tables."""

from __future__ import annotations

from docker.local import paths, ports, postgresql, solr, state
from docker.local.console import run, step
from docker.local.programs import portal_commands
from docker.portal import programs
from docker.portal.site import Site

URL = f"http://localhost:{ports.CKAN}"


def configure() -> None:
    """Write `.dev/ckan.ini`."""
    storage = paths.STATE / "storage"
    storage.mkdir(exist_ok=True)
    Site(
        secret_key=state.secret("ckan"),
        sqlalchemy_url=postgresql.url(postgresql.DEMO),
        solr_url=solr.url(solr.DEMO),
        redis_url=f"redis://127.0.0.1:{ports.REDIS}/0",
        site_url=URL,
        storage=storage,
        options={
            "ckan.locale_default": "en",
            # The stand-in for the NGR is at a private address, where harvest sources may not be.
            "ckanext.donl.http.private_hosts": "127.0.0.1 localhost",
        },
        log_file=paths.LOG / "ckan.log",
    ).write(paths.CKAN_INI)


def migrate() -> None:
    """Bring the tables and the search schema up to date, after something was installed."""
    ours = sorted((paths.ROOT / "ckanext" / "donl" / "migration").rglob("*.py"))
    mark = state.fingerprint(
        solr.fingerprint(), paths.CKAN_INI, paths.STATE / "done" / "venv", *ours
    )
    if state.is_done("tables", mark):
        return
    with step("CKAN's tables"):
        run("CKAN's tables", portal_commands()[programs.SETUP], log="ckan-db")
    state.mark_done("tables", mark)
