"""The folder of refreshed lists among processes, and what looking at it costs."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ckanext.donl import vocabulary
from ckanext.donl.vocabulary import loading, refresh

from .publication import NEW, content, published, value

# A process that tells how many values a list has whenever that changes, until it is told to end.
WATCH = """
import sys, time
from ckan.plugins.toolkit import config
config["ckanext.donl.vocabulary.folder"] = sys.argv[1]
from ckanext.donl import vocabulary
size = None
while True:
    values = vocabulary.get("iana_mediatypes")
    if (len(values), values.fault) != size:
        size = (len(values), values.fault)
        print(*size, flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def watcher(lists_folder: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", WATCH, str(lists_folder), "0.05"],
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def test_another_process_sees_a_refreshed_list_within_two_seconds(
    watcher: subprocess.Popen[str],
) -> None:
    assert watcher.stdout is not None
    shipped = len(vocabulary.get("iana_mediatypes"))
    assert watcher.stdout.readline().split() == [str(shipped)]

    values = {**published("iana_mediatypes"), NEW: value("nieuw")}
    refresh("iana_mediatypes", content(values), "x")
    start = time.monotonic()
    assert watcher.stdout.readline().split() == [str(shipped + 1)]
    assert time.monotonic() - start < 2


def test_a_reader_never_sees_half_a_list(lists_folder: Path) -> None:
    """Another process replaces the file as fast as it can while this one reads it."""
    write = """
import sys
from ckan.plugins.toolkit import config
config["ckanext.donl.vocabulary.folder"] = sys.argv[1]
from ckanext.donl import vocabulary
full = vocabulary.as_json(vocabulary.get("iana_mediatypes")).encode()
while True:
    vocabulary.refresh("iana_mediatypes", full, "x")
"""
    writer = subprocess.Popen([sys.executable, "-c", write, str(lists_folder)])
    try:
        file = lists_folder / "iana_mediatypes.json"
        while not file.exists():
            time.sleep(0.01)
        versions = set()
        until = time.monotonic() + 2
        while time.monotonic() < until:
            loading.look_again()
            values = vocabulary.get("iana_mediatypes")
            assert (values.fault, len(values)) == ("", 1428)
            versions.add(id(values))
        assert len(versions) > 1
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()


def test_the_folder_is_looked_at_once_a_second_however_much_is_asked(lists_folder: Path) -> None:
    refresh("donl_language", content(published("donl_language")), "x")
    looks: list[object] = []
    counting = True

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if counting and event == "os.scandir" and str(lists_folder) in map(str, arguments):
            looks.append(arguments)

    sys.addaudithook(hook)
    start = time.monotonic()
    for _number in range(20_000):
        vocabulary.get("donl_language")
    seconds = time.monotonic() - start
    counting = False
    assert 1 <= len(looks) <= 2 + seconds


def test_a_folder_that_cannot_be_read_leaves_the_shipped_lists(
    lists_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lists_folder.parent.mkdir(parents=True)
    lists_folder.symlink_to(lists_folder.name)  # points at itself, which root cannot read either
    loading.look_again()
    assert vocabulary.get("donl_language").status == "complete"
    loading.look_again()
    assert vocabulary.get("donl_language").status == "complete"
    told = [message for message in caplog.messages if "folder of refreshed value lists" in message]
    assert len(told) == 1
