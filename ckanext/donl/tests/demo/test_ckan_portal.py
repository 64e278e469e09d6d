"""The stand-in for a CKAN portal: what it promises to those who count on it."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections import Counter

import requests

from demo.ckan_packages import FORMS
from demo.ckan_portal import CkanPortal, records


def test_more_records_are_a_continuation() -> None:
    assert list(records(20)) == list(itertools.islice(records(50), 20))
    assert [record.id for record in records(5)] != [record.id for record in records(5, seed=2)]


def test_most_records_are_of_use_and_each_form_comes_up() -> None:
    made = list(records(100))

    assert Counter(record.expected for record in made)["valid"] > 80
    assert all(record.reason for record in made if record.expected == "rejected")
    packages = [record.package for record in made]
    assert len({record.id for record in made}) == len(made)
    assert sum("authority" in package for package in packages) > 10
    assert sum(bool(package["extras"]) for package in packages) > 10
    assert sum("title_translated" in package for package in packages) > 10
    assert len(FORMS) == 4


def test_a_retitled_record_is_the_same_one_later() -> None:
    for record in records(20):
        again = record.retitled("Anders")
        assert again.id == record.id
        assert again.package["title"] == "Anders"
        assert again.package["metadata_modified"] > record.package["metadata_modified"]


def test_it_runs_by_itself() -> None:
    command = [sys.executable, "-m", "demo.ckan_portal", "--count", "7"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        found = requests.get(f"{address}api/3/action/package_search?rows=2", timeout=10).json()
        process.terminate()

    assert found["result"]["count"] == 7
    assert len(found["result"]["results"]) == 2


def test_it_shows_a_dataset_to_people() -> None:
    (record,) = records(1)
    with CkanPortal([record]) as server:
        page = requests.get(f"{server.source_url}dataset/{record.id}", timeout=10)

    assert page.ok
    assert record.package["title"] in page.text
