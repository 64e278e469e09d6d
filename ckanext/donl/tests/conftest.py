"""Fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture
def clean_db(reset_db: Callable[[], None], migrate_db_for: Callable[[str], None]) -> None:
    """An empty database, with the tables of all plugins of ``test.ini`` as well as CKAN's."""
    reset_db()
    for plugin in ("activity", "harvest"):
        migrate_db_for(plugin)
