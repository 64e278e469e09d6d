"""The portal that stands in for one that publishes DCAT."""

from __future__ import annotations

import subprocess
import sys

import pytest
import requests
from rdflib import Graph

from demo.dcat_portal import FORMATS, DcatPortal, records


def test_records_are_the_same_for_the_same_seed() -> None:
    assert records(30) == records(40)[:30]
    assert records(5) != records(5, seed=2)
    assert len({record.id for record in records(100)}) == 100


def test_about_one_in_twenty_is_unusable_and_says_why() -> None:
    unusable = [record for record in records(100) if record.expected != "valid"]
    assert 4 <= len(unusable) <= 6
    assert all(record.reason for record in unusable)


def test_a_retitled_record_is_the_same_dataset() -> None:
    (record,) = records(1)
    other = record.retitled("Andere titel")
    assert other.id == record.id
    assert "Andere titel" in other.turtle
    assert "2026-11-01" in other.turtle


@pytest.mark.parametrize("media_type", [name for name in FORMATS if name != "text/html"])
def test_it_serves_what_is_asked_for(media_type: str) -> None:
    with DcatPortal(records(3)) as server:
        answer = requests.get(server.source_url, headers={"Accept": media_type}, timeout=5)
    assert answer.headers["Content-Type"] == media_type
    graph = Graph().parse(data=answer.content, format=FORMATS[media_type])
    assert len(graph) > 50


@pytest.mark.parametrize("paging", ["hydra", "link"])
def test_it_pages(paging: str) -> None:
    with DcatPortal(records(5), paging=paging, page_size=2) as server:
        pages = [
            requests.get(server.source_url, {"page": number}, timeout=5) for number in (1, 2, 3)
        ]
    assert [page.text.count("a dcat:Dataset") for page in pages] == [2, 2, 1]
    goes_on = [
        "hydra:next" in page.text if paging == "hydra" else "Link" in page.headers for page in pages
    ]
    assert goes_on == [True, True, False]


def test_it_runs_by_itself() -> None:
    command = [sys.executable, "-m", "demo.dcat_portal", "--count", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        try:
            assert "a dcat:Dataset" in requests.get(address, timeout=5).text
        finally:
            process.terminate()
