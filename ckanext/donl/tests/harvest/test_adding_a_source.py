"""The page on adding a source: what it shows is taken out of it and works."""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import ckan.plugins as p
import pytest

from ckanext.donl import mapping
from ckanext.donl.cli.read import read
from ckanext.donl.harvest import Harvester, Source, described_settings, settings, trial
from ckanext.donl.harvest.record import Record
from ckanext.donl.harvest.sources import SOURCES
from ckanext.harvest.interfaces import IHarvester

PAGE = Path(__file__).parents[4] / "docs" / "adding-a-source.md"
FILE = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = dict(FILE.findall(PAGE.read_text("utf-8")))


def module(folder: Path, name: str, text: str) -> ModuleType:
    file = folder / f"{name.rpartition('.')[2]}.py"
    file.write_text(text, "utf-8")
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Source]]:
    """The source of the page, with its mapping."""
    for name, text in FILES.items():
        if name.startswith("data/"):
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    # By its name: the package offers a function that is called the same.
    loading: Any = importlib.import_module("ckanext.donl.mapping.catalogues")
    monkeypatch.setattr(loading, "DATA", tmp_path / "data")
    made = module(tmp_path, "ckanext.donl.harvest.sources.tiny", FILES["sources/tiny.py"])
    yield made.TinySource
    loading._about.cache_clear()


def tried(tiny: type[Source]) -> list[trial.Trial]:
    parsed = settings.parse(None, tiny.settings_table)
    source = tiny("https://data.example.nl/tiny.json", parsed)
    content = FILES["tiny.json"].encode()
    return list(trial.try_file(source, parsed, mapping.load("tiny"), "", content))


def test_the_source_is_small() -> None:
    assert len([line for line in FILES["sources/tiny.py"].splitlines() if line.strip()]) < 80


def test_the_mapping_is_in_order(tiny: type[Source]) -> None:
    assert mapping.problems(mapping.load("tiny")) == []


def test_what_comes_of_the_example_is_what_the_page_shows(tiny: type[Source]) -> None:
    first, second = tried(tiny)

    assert first.outcome == trial.VALID
    assert first.mapped
    assert first.mapped.package == json.loads(FILES["package.json"])
    assert second.outcome == trial.REJECTED
    (error,) = second.errors
    assert (error.field, error.value, error.selector) == ("theme", "meubilair", "$.topics")


def test_it_is_read_by_command(
    tiny: type[Source],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(SOURCES, "tiny", tiny)
    file = tmp_path / "tiny.json"
    file.write_text(FILES["tiny.json"], "utf-8")
    assert read.callback
    read.callback("tiny", (str(file),), None, "json")

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["outcome"] for line in lines] == ["valid", "rejected"]
    assert lines[0]["package"] == json.loads(FILES["package.json"])
    assert "Tiny list" in [title for title, _settings in described_settings()]


def test_its_tests_pass(tiny: type[Source], tmp_path: Path) -> None:
    given = f"TINY_JSON = {FILES['tiny.json'].encode()!r}\n"
    tests: Any = module(tmp_path, "test_tiny", given + FILES["test_tiny.py"])
    tests.TinySource = tiny

    tests.test_a_good_catalogue()
    tests.test_one_that_is_too_busy_for_a_moment()
    (mark,) = tests.test_every_fault_is_told.pytestmark
    for fault in mark.args[1]:
        tests.test_every_fault_is_told(fault)


def test_its_plugin_is_one(tiny: type[Source]) -> None:
    names: dict[str, Any] = {
        "Harvester": Harvester, "p": p, "IHarvester": IHarvester, "TinySource": tiny,
        "__name__": "ckanext.donl.plugin",
    }  # fmt: skip
    exec(FILES["plugin.py"], names)
    plugin = names["TinyHarvesterPlugin"]

    assert issubclass(plugin, Harvester)
    assert plugin.source_class is tiny
    assert re.fullmatch(
        r'donl_tiny_harvester = "[\w.]+:TinyHarvesterPlugin"\n', FILES["pyproject.toml"]
    )


def test_a_list_that_does_not_add_up_is_a_fault(tiny: type[Source]) -> None:
    source = tiny("", settings.parse(None, tiny.settings_table))
    for count in (1, 3, None):
        content = json.dumps({**json.loads(FILES["tiny.json"]), "count": count})
        assert "Fault" in [type(item).__name__ for item in source.items(content.encode())]


@pytest.mark.parametrize("odd", [None, 7, True, "x", [], [1], {}, {"a": 1}, [[1]], [{"url": 1}]])
def test_no_value_of_the_wrong_kind_ends_a_run(tiny: type[Source], odd: Any) -> None:
    source = tiny("", settings.parse('{"keywords_exclude": ["x y"]}', tiny.settings_table))
    row = json.loads(FILES["tiny.json"])["datasets"][0]
    for key in row:
        content = json.dumps({"count": 1, "datasets": [{**row, key: odd}]}).encode()
        for item in source.items(content):
            if isinstance(item, Record):
                source.read(item.content, None)
