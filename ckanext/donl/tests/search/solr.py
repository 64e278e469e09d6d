"""A core of a test's own in the tests' Solr, with CKAN's schema as it comes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ckan
import pytest
import requests

from docker.local import paths, ports, solr

_CKANS_SCHEMA = Path(ckan.__file__).parent / "config/solr/schema.xml"
_CLASSIC = '<schemaFactory class="ClassicIndexSchemaFactory"/>'
_MANAGED = (
    '<schemaFactory class="ManagedIndexSchemaFactory"><bool name="mutable">true</bool>'
    '<str name="managedSchemaResourceName">managed-schema</str></schemaFactory>'
)


@contextmanager
def core(name: str, managed: bool) -> Iterator[str]:
    """The URL of a core whose schema can be changed over the API (as that of the image
    ckan/ckan-solr), or is read from a file (as in an installation by hand)."""
    if not solr.is_ours():
        pytest.skip("SOLR_URL names a Solr that is not ours to make cores in")
    folder = paths.SOLR / "home" / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(paths.SOLR / "home" / solr.TEST / "conf", folder / "conf")
    settings = folder / "conf/solrconfig.xml"
    if managed:
        settings.write_text(settings.read_text().replace(_CLASSIC, _MANAGED))
        (folder / "conf/schema.xml").unlink()
    schema = "managed-schema" if managed else "schema.xml"
    shutil.copyfile(_CKANS_SCHEMA, folder / "conf" / schema)
    try:
        _admin(action="CREATE", name=name, instanceDir=name)
        yield f"http://127.0.0.1:{ports.SOLR}/solr/{name}"
    finally:
        _admin(action="UNLOAD", core=name, deleteIndex="true", deleteInstanceDir="true")
        shutil.rmtree(folder, ignore_errors=True)


def reload(name: str) -> None:
    """Have a core read its schema again."""
    _admin(action="RELOAD", core=name)


def schema_file(name: str) -> Path:
    return paths.SOLR / "home" / name / "conf" / "schema.xml"


def _admin(**parameters: Any) -> None:
    url = f"http://127.0.0.1:{ports.SOLR}/solr/admin/cores"
    requests.get(url, params=parameters, timeout=60).raise_for_status()
