"""The stand-in for the Nationaal Georegister: pycsw, a real CSW server, with generated records."""

from __future__ import annotations

import configparser
import sqlite3
from contextlib import closing
from pathlib import Path

from docker.local import paths, ports, state
from docker.local.console import Problem, run, say, step

_BIN = paths.PYCSW_VENV / "bin"
_FEATURE_CATALOGUES = "feature-catalogues"


def url(port: int = ports.PYCSW) -> str:
    return f"http://127.0.0.1:{port}/csw"


def command(port: int = ports.PYCSW) -> list[str]:
    """How to run the server; `environment` tells it what to serve."""
    waitress = [str(_BIN / "waitress-serve"), f"--listen=127.0.0.1:{port}", "--threads=4"]
    return [*waitress, "pycsw.wsgi:application"]


def environment(folder: Path = paths.PYCSW) -> dict[str, str]:
    return {"PYCSW_CONFIG": str(_config(folder))}


def configure(folder: Path = paths.PYCSW, port: int = ports.PYCSW) -> None:
    """Write the server's settings, and an empty repository where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_config(_config(folder), _repository(folder), url(port))
    if not _repository(folder).exists():
        _fill(folder, url(port), None)


def load(records: Path, folder: Path = paths.PYCSW, port: int = ports.PYCSW) -> int:
    """Let the repository hold the records of this folder and no others; gives their number.

    pycsw leaves out a record that it cannot parse, so it may hold fewer than there are files. A
    server that runs has to be started anew to see them.
    """
    return _fill(folder, url(port), records)


def load_demo(records: Path) -> bool:
    """Load the demo's records; False where they were loaded already."""
    files = sorted(records.glob("*.xml"))
    mark = state.fingerprint(*sorted(records.rglob("*.xml")))
    if state.is_done("pycsw-records", mark) and _repository(paths.PYCSW).exists():
        return False
    with step(f"{len(files)} records into pycsw"):
        loaded = load(records)
    if loaded != len(files):
        say(f"  pycsw took {loaded} of {len(files)} records")
    state.mark_done("pycsw-records", mark)
    return True


def _config(folder: Path) -> Path:
    return folder / "pycsw.cfg"


def _repository(folder: Path) -> Path:
    return folder / "records.db"


def _fill(folder: Path, address: str, records: Path | None) -> int:
    # Into a new repository, which then takes the place of the old one: what is gone from the folder
    # is gone from the catalogue, and a load that was broken off changes nothing.
    part = folder / "records.part"
    part.unlink(missing_ok=True)
    config = folder / "load.cfg"
    _write_config(config, part, address)
    _admin("setup_db", config)
    if records is not None:
        _admin("load_records", config, "-p", str(records), "-y")
    number = _count(part)
    if records is not None and (records / _FEATURE_CATALOGUES).is_dir():
        # pycsw loads no feature catalogues, but hands out those that it has.
        load_them = [paths.program("python"), "-m", "demo.feature_catalogues", part]
        run("Feature catalogues", [*load_them, records / _FEATURE_CATALOGUES], log="pycsw-admin")
    part.replace(_repository(folder))
    return number


def _admin(command: str, config: Path, *arguments: str) -> None:
    admin = [_BIN / "python", _BIN / "pycsw-admin.py", "-c", command, "-f", config, *arguments]
    run(f"pycsw's {command}", admin, log="pycsw-admin")


def _count(repository: Path) -> int:
    # pycsw-admin.py exits with 0 whatever happened: the repository itself has to tell.
    try:
        with closing(sqlite3.connect(repository)) as database:
            number = database.execute("SELECT count(*) FROM records").fetchone()[0]
    except sqlite3.Error as error:
        raise Problem(f"pycsw has no repository: {error} (see .dev/log/pycsw-admin.log)") from error
    return int(number)


def _write_config(file: Path, repository: Path, address: str) -> None:
    # No log level: without a log file as well, pycsw 2.6.2 answers every request with HTTP 500.
    config = configparser.RawConfigParser()
    config["server"] = {
        "home": str(next(paths.PYCSW_VENV.glob("lib/python*/site-packages"))),
        "url": address,
        "mimetype": "application/xml; charset=UTF-8",
        "encoding": "UTF-8",
        "language": "en-US",
        "maxrecords": "100",
        "profiles": "apiso",
    }
    config["manager"] = {"transactions": "false"}
    config["metadata:main"] = {
        "identification_title": "Stand-in for the Nationaal Georegister",
        "identification_abstract": "Generated records for development and tests",
        "identification_keywords": "metadata",
        "identification_keywords_type": "theme",
        "identification_fees": "None",
        "identification_accessconstraints": "None",
        "provider_name": "ckanext-donl",
        "provider_url": address,
        "contact_name": "ckanext-donl",
        "contact_position": "",
        "contact_address": "",
        "contact_city": "",
        "contact_stateorprovince": "",
        "contact_postalcode": "",
        "contact_country": "",
        "contact_phone": "",
        "contact_fax": "",
        "contact_email": "",
        "contact_url": "",
        "contact_hours": "",
        "contact_instructions": "",
        "contact_role": "pointOfContact",
    }
    config["metadata:inspire"] = {"enabled": "false"}
    config["repository"] = {"database": f"sqlite:///{repository}", "table": "records"}
    with file.open("w") as out:
        config.write(out)
