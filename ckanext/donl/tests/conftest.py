"""Fixtures that all tests share."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.common import config
from ckan.config.middleware import make_app as make_application
from ckan.lib.app_globals import _CONFIG_CACHE
from ckan.plugins import core
from ckan.tests.helpers import CKANTestApp

from . import catalogue

# A column that the last migration of each plugin makes.
_LAST_COLUMNS = {"activity": "permission_labels", "harvest_log": "id", "donl_run": "in_digest"}


def pytest_addoption(parser: pytest.Parser) -> None:
    for option, what in (
        ("--screenshots", "the manuals' pictures"),
        ("--screenshots-of-pages", "every page, whole, in both languages, on desktop and phone"),
    ):
        parser.addoption(option, metavar="FOLDER", help=f"keep {what} in this folder, as PNG files")


@pytest.fixture
def with_plugins(ckan_config: dict[str, Any]) -> None:
    """The plugins of ``test.ini``, loaded once: CKAN's own fixture loads and unloads them for every
    test, which takes longer than most tests do."""
    if ckan_config["ckan.plugins"] != core._PLUGINS:
        core.load_all()


@pytest.fixture
def make_app(with_plugins: None) -> Callable[[], CKANTestApp]:
    """Makes a client of the portal, which is made once as well; each client has its own cookies."""
    # What CKAN keeps of the settings that an earlier test had.
    _CONFIG_CACHE.clear()
    return lambda: CKANTestApp(_application())


@cache
def _application() -> Any:
    return make_application(config)


@pytest.fixture
def clean_db(reset_db: Callable[[], None], migrate_db_for: Callable[[str], None]) -> None:
    """An empty database, with the tables of all plugins of ``test.ini`` as well as CKAN's."""
    reset_db()
    # The tables stay when their rows go; to look for migrations takes a sixth of a second a test.
    columns = sa.inspect(model.meta.engine).get_multi_columns(filter_names=list(_LAST_COLUMNS))
    present = {table: {column["name"] for column in columns[None, table]} for _, table in columns}
    if not all(name in present.get(table, ()) for table, name in _LAST_COLUMNS.items()):
        for plugin in ("activity", "harvest", "donl"):
            migrate_db_for(plugin)
    # The migrations of others configure logging, which silences the loggers that there are.
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False


@pytest.fixture(scope="session")
def pycsw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[catalogue.Pycsw]:
    """A real pycsw of the tests' own; ``pycsw.load(folder)`` decides what it serves."""
    with catalogue.running(tmp_path_factory.mktemp("pycsw")) as server:
        yield server


@pytest.fixture
def portal(with_plugins: None, clean_db: None, clean_index: None) -> None:
    """An empty portal: database, search index, harvest queues and signs of life."""
    # Only ckanext-harvest's plugin makes its model known.
    from ckanext.harvest import queue

    connection = queue.get_connection()
    for pattern in ("ckanext-harvest:*", "donl:*"):
        for key in connection.keys(pattern):
            connection.delete(key)


@pytest.fixture
def lists_folder(
    ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Path]:
    """A folder of refreshed value lists of the test's own; there is nothing in it yet."""
    # Imported any sooner, CKAN's logging configuration would silence what it logs.
    from ckanext.donl.vocabulary import loading

    folder = tmp_path / "refreshed" / "lists"
    monkeypatch.setitem(ckan_config, "ckanext.donl.vocabulary.folder", str(folder))
    loading.look_again()
    yield folder
    loading.look_again()
