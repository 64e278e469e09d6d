"""The web server as ``./dev`` and the containers run it."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import served

# Between seeing that a folder is missing and making it, all processes see that it is missing.
SLOW_DISK = """
import os, time

make = os.makedirs

def make_slowly(folder, *arguments, **named):
    time.sleep(2)
    make(folder, *arguments, **named)

os.makedirs = make_slowly
"""


def test_its_processes_start_at_once_on_an_empty_storage_folder(
    portal: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(SLOW_DISK)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with served.portal(tmp_path) as site:
        assert list((tmp_path / "storage").rglob("nl.js"))
        assert "Traceback" not in site.log.read_text()
