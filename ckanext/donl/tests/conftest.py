"""Fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from . import catalogue


@pytest.fixture
def clean_db(reset_db: Callable[[], None], migrate_db_for: Callable[[str], None]) -> None:
    """An empty database, with the tables of all plugins of ``test.ini`` as well as CKAN's."""
    reset_db()
    for plugin in ("activity", "harvest"):
        migrate_db_for(plugin)


@pytest.fixture(scope="session")
def pycsw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[catalogue.Pycsw]:
    """A real pycsw of the tests' own; ``pycsw.load(folder)`` decides what it serves."""
    with catalogue.running(tmp_path_factory.mktemp("pycsw")) as server:
        yield server
