"""What a harvest stores is read by everybody: it is in the language of the portal, whoever or
whatever runs the stage."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest

from ckanext.donl import mapping
from ckanext.donl.harvest import intake
from ckanext.donl.harvest.language import number, site_language
from ckanext.donl.harvest.record import Record
from ckanext.donl.harvest.settings import parse
from ckanext.donl.harvest.sources.ngr import NgrSource
from ckanext.donl.mapping import Mapped
from demo.csw import StaticCsw
from demo.records import records

from . import portal as p
from . import variants as v

ROOT = Path(__file__).parents[4]
CKAN = Path(sys.executable).with_name("ckan")
REJECTED = v.changed(v.valid(1)[0], v.TOPICS, "disaster")


@pytest.fixture
def dutch_ini(tmp_path: Path) -> Path:
    """The tests' portal in Dutch."""
    ini = tmp_path / "dutch.ini"
    ini.write_text(f"[app:main]\nuse = config:{ROOT / 'test.ini'}\nckan.locale_default = nl\n")
    return ini


@pytest.mark.usefixtures("portal")
def test_consumers_tell_of_it_in_the_language_of_the_portal(dutch_ini: Path) -> None:
    with StaticCsw([REJECTED]) as server, StaticCsw([]) as empty:
        job, failed = (
            p.start(p.make_source(catalogue.url, name))
            for name, catalogue in (("rejecting", server), ("empty", empty))
        )
        p.tick()
        consumers = [
            subprocess.Popen(
                [CKAN, "-c", dutch_ini, "harvester", kind],
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for kind in ("gather-consumer", "fetch-consumer")
        ]
        try:
            limit = time.monotonic() + 60
            while not (p.report(job)["counts"]["rejected"] and p.report(failed)["alerts"]):
                assert time.monotonic() < limit
                time.sleep(0.2)
                p.model.Session.rollback()
        finally:
            for consumer in consumers:
                consumer.kill()
                consumer.wait()

    (theme,) = [line for line in p.errors(REJECTED.uuid) if line.startswith("theme")]
    assert "deze waarde heeft geen toewijzing aan de waardelijst" in theme
    assert p.report(failed)["alerts"] == ["de broncatalogus levert geen records van datasets"]


def test_ckan_donl_read_tells_of_it_as_a_harvest_does(dutch_ini: Path, tmp_path: Path) -> None:
    record = tmp_path / "record.xml"
    record.write_bytes(REJECTED.xml)
    command = [str(CKAN), "-c", str(dutch_ini), "donl", "read", "ngr", str(record)]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "deze waarde heeft geen toewijzing aan de waardelijst" in told
    assert "Waarschijnlijke licentie:" in told


@pytest.mark.usefixtures("with_plugins")
def test_a_stage_in_somebodys_request_speaks_the_language_of_the_portal(
    app: Any, ckan_config: Any, monkeypatch: Any
) -> None:
    monkeypatch.setitem(ckan_config, "ckan.locale_default", "nl")
    with app.flask_app.test_request_context(environ_overrides={"CKAN_LANG": "en"}):
        assert tk._("open licence") == "open licence"
        with site_language():
            assert tk._("closed licence") == "gesloten licentie"
            assert number(1234.5) == "1.234,5"
        assert tk._("open licence") == "open licence"
        assert number(1234.5) == "1,234.5"


@pytest.mark.usefixtures("with_plugins")
def test_the_language_decides_nothing_of_a_dataset(
    app: Any, ckan_config: Any, monkeypatch: Any
) -> None:
    """Otherwise another ckan.locale_default would import every record again."""
    settings = parse(None, NgrSource.settings_table)
    source = NgrSource("", settings)

    def mapped() -> list[Mapped]:
        catalogue = mapping.load("ngr")
        return [
            intake.prepare(source, settings, catalogue, item.content, None)
            for record in records(60)
            for item in source.items(record.xml)
            if isinstance(item, Record)
        ]

    english = mapped()
    monkeypatch.setitem(ckan_config, "ckan.locale_default", "nl")
    with app.flask_app.test_request_context():
        dutch = mapped()

    assert [m.package for m in english] == [m.package for m in dutch]
    assert all(e.trace != d.trace for e, d in zip(english, dutch, strict=True))
