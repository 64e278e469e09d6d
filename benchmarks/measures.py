"""What is measured, one function for each line of the table."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from benchmarks import stack


@dataclass(frozen=True)
class Measure:
    """One line of the table.

    :param extra: further numbers by name: peak memory in MB, seconds of the gather
    """

    name: str
    records: int
    seconds: float
    extra: dict[str, float]

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds


def floor(url: str, count: int) -> Measure:
    """Download and parse, nothing stored."""
    from ckanext.donl.harvest import settings
    from ckanext.donl.harvest.http import Client
    from ckanext.donl.harvest.record import Record
    from ckanext.donl.harvest.sources.ngr import NgrSource

    source = NgrSource(url, settings.parse(None, NgrSource.settings_table))
    client = Client(["127.0.0.1"])
    started = time.monotonic()
    found = sum(isinstance(item, Record) for page in source.pages(client) for item in page)
    seconds = time.monotonic() - started
    client.close()
    if found != count:
        raise AssertionError(f"{found} records of {count} were delivered")
    return Measure("floor: download and parse", count, seconds, {})


def bare_actions(most: int, *, deferred: bool) -> Measure:
    """``package_create`` of the same dicts and nothing else, in one process.

    :param deferred: with ``defer_commit`` and ``return_id_only``, and without the index
    """
    import ckan.plugins.toolkit as tk
    from ckan import model

    packages = _packages(most)
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    owner = tk.get_action("organization_create")(
        {"ignore_auth": True, "user": user}, {"name": f"bare-{uuid4().hex[:8]}"}
    )["id"]
    options = {"defer_commit": True, "return_id_only": True} if deferred else {}
    started = time.monotonic()
    for package in packages:
        context = {
            "model": model,
            "session": model.Session,
            "user": user,
            "ignore_auth": True,
            **options,
        }
        given = {**json.loads(json.dumps(package)), "name": uuid4().hex, "owner_org": owner}
        tk.get_action("package_create")(context, given)
        model.Session.commit()
    seconds = time.monotonic() - started
    name = "package_create, deferred, no index" if deferred else "package_create"
    return Measure(name, len(packages), seconds, {})


def first_run(source_id: str, processes: dict[str, list[int]]) -> Measure:
    """A first synchronisation."""
    fetch = len(processes["fetch"])
    seconds, gather, result = stack.synchronise(source_id)
    memory = max(stack.peak_memory(process) for process in processes["fetch"])
    return Measure(
        f"first run, {fetch} fetch consumer{'s' if fetch > 1 else ''}",
        result["counts"]["found"],
        seconds,
        {
            "added": result["counts"]["added"],
            "gather seconds": gather,
            "gather MB": stack.peak_memory(processes["gather"][0]),
            "fetch MB": memory,
        },
    )


def next_run(name: str, source_id: str, processes: dict[str, list[int]]) -> Measure:
    """A synchronisation of a catalogue that the portal has already."""
    seconds, gather, result = stack.synchronise(source_id)
    return Measure(
        name,
        result["counts"]["found"],
        seconds,
        {
            "unchanged": result["counts"]["unchanged"],
            "updated": result["counts"]["updated"],
            "gather seconds": gather,
            "gather MB": stack.peak_memory(processes["gather"][0]),
        },
    )


def _packages(most: int) -> list[dict[str, Any]]:
    from ckanext.donl import mapping
    from ckanext.donl.harvest import settings
    from ckanext.donl.harvest.sources.ngr import NgrSource
    from ckanext.donl.harvest.trial import VALID, try_file
    from demo.records import records

    source_settings = settings.parse(None, NgrSource.settings_table)
    source = NgrSource("", source_settings)
    catalogue = mapping.load("ngr")
    found: list[dict[str, Any]] = []
    for record in records(most * 2):
        for trial in try_file(source, source_settings, catalogue, record.uuid, record.xml):
            if trial.outcome == VALID and trial.mapped:
                found.append(trial.mapped.package)
        if len(found) >= most:
            break
    return found[:most]
