"""Fixtures of the harvest's tests."""

from __future__ import annotations

import pytest

from ckanext.harvest import queue


@pytest.fixture
def portal(with_plugins: None, clean_db: None, clean_index: None) -> None:
    """An empty portal: database, search index and queues."""
    connection = queue.get_connection()
    for key in connection.keys("ckanext-harvest:*"):
        connection.delete(key)
