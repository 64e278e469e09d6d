"""Our own Solr: a real one, out of Maven Central, for which CKAN has no Debian or PyPI package."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from docker.local import paths, ports, state
from docker.local.console import Problem, run, step

DEMO = "ckan"
TEST = "ckan_test"

_SOURCE = paths.ROOT / "docker" / "solr"
_DUTCH = paths.ROOT / "ckanext" / "donl" / "search" / "dutch.xml"
_JARS = paths.SOLR / "jars"
_HOME = paths.SOLR / "home"


def is_ours() -> bool:
    """Do we run Solr ourselves, or has the user one and says so in SOLR_URL?"""
    return not os.environ.get("SOLR_URL")


def url(core: str) -> str:
    """The URL of a core of ours; or the user's own, where site ids keep demo and tests apart."""
    return os.environ.get("SOLR_URL") or f"http://127.0.0.1:{ports.SOLR}/solr/{core}"


def is_ready() -> bool:
    """Do all cores that we use answer, be they ours or the user's?"""
    return all(ports.answers(f"{url(core)}/select?q=*:*&rows=0") for core in (DEMO, TEST))


def require_own() -> None:
    """Raises Problem where the user's own Solr does not answer."""
    if not is_ready():
        raise Problem(
            f"No CKAN core answers at SOLR_URL, {url(DEMO)}. Start it, or unset SOLR_URL to have"
            " a Solr started here."
        )


def has_jars() -> bool:
    return state.is_done("solr", _wanted()) and _JARS.is_dir()


def install() -> None:
    """Bring in Solr's jars; once. Raises Problem."""
    if has_jars():
        return
    with step("Solr's jars"):
        shutil.rmtree(_JARS, ignore_errors=True)
        maven = ["mvn", "--batch-mode", "--quiet", "--file", _SOURCE / "pom.xml"]
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={_JARS}"]
        run("Solr's jars", [*maven, *goal], log="solr-jars", network=True)
    state.mark_done("solr", _wanted())


def command() -> list[str]:
    return [
        *("java", "-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-Djava.awt.headless=true"),
        f"-Dlog4j2.configurationFile={_SOURCE / 'log4j2.xml'}",
        f"-Dsolr.log.dir={paths.LOG}",
        *("-cp", f"{_JARS}/*", str(_SOURCE / "RunSolr.java"), str(_HOME), str(ports.SOLR)),
    ]


def configure() -> None:
    """Write Solr's home: two cores, with the schema out of the CKAN that is installed and in it
    what Dutch search needs."""
    schema = with_dutch(_ckans_schema().read_text("utf-8"))
    for core in (DEMO, TEST):
        conf = _HOME / core / "conf"
        conf.mkdir(parents=True, exist_ok=True)
        (conf / "schema.xml").write_text(schema, "utf-8")
        shutil.copyfile(_SOURCE / "solrconfig.xml", conf / "solrconfig.xml")
        for words in ("synonyms.txt", "stopwords.txt", "protwords.txt"):
            (conf / words).touch()
        (_HOME / core / "core.properties").write_text(f"name={core}\n")
    (_HOME / "solr.xml").write_text("<solr/>\n")


def fingerprint() -> str:
    """Changes when Solr has to be started anew to know what is new."""
    return state.fingerprint(_wanted(), _ckans_schema(), _DUTCH, _SOURCE / "solrconfig.xml")


def with_dutch(schema: str) -> str:
    """A schema.xml with our lines before its last one, as the extension's documentation says."""
    before, end, after = schema.rpartition("</schema>")
    lines = _DUTCH.read_text("utf-8").partition("<schema>\n")[2].rpartition("</schema>")[0]
    return f"{before}{lines}{end}{after}"


def _wanted() -> str:
    return state.fingerprint(_SOURCE / "pom.xml")


def _ckans_schema() -> Path:
    found = list(paths.VENV.glob("lib/python*/site-packages/ckan/config/solr/schema.xml"))
    if not found:
        raise Problem("The installed CKAN has no Solr schema. Remove .dev/venv and run again.")
    return found[0]
