"""A harvest the way the portal does it: real messages in the real queue, the callbacks of
ckanext-harvest's consumers, and the timer's ``harvest_jobs_run``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories

from ckanext.donl.report import reading
from ckanext.harvest import queue
from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestObjectError


def context() -> dict[str, Any]:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return {"model": model, "session": model.Session, "user": user, "ignore_auth": True}


def act(name: str, /, **data: Any) -> Any:
    """Call an action in the name of the site user."""
    return tk.get_action(name)(context(), data)


def make_source(
    url: str, name: str = "ngr", source_type: str = "ngr", /, **config: Any
) -> dict[str, Any]:
    """A harvest source of an organisation of its own, which has its name."""
    organisation = factories.Organization(name=f"{name}-organisation")
    return act(
        "harvest_source_create",
        url=url,
        name=name,
        title=f"Source {name}",
        source_type=source_type,
        owner_org=organisation["id"],
        config=json.dumps(config) if config else "",
        frequency="MANUAL",
    )


def configure(source: dict[str, Any], **config: Any) -> None:
    """Give a source other settings."""
    act("harvest_source_patch", id=source["id"], config=json.dumps(config))


def start(source: dict[str, Any]) -> str:
    """Put a job on the gather queue; gives its id."""
    job_id: str = act("harvest_job_create", source_id=source["id"], run=True)["id"]
    return job_id


def consume_gather() -> None:
    """Do what the gather consumer does until its queue is empty."""
    _consume(queue.get_gather_consumer(), queue.gather_callback)


def consume_fetch(limit: int | None = None) -> int:
    """Do what the fetch consumer does until its queue is empty; gives the number of messages."""
    return _consume(queue.get_fetch_consumer(), queue.fetch_callback, limit)


def _consume(consumer: Any, callback: Any, limit: int | None = None) -> int:
    done = 0
    while limit is None or done < limit:
        method, header, body = consumer.basic_get(queue=None)
        if body is None:
            break
        callback(consumer, method, header, body)
        done += 1
    return done


def tick() -> None:
    """What the timer does every few minutes."""
    model.Session.rollback()
    act("harvest_jobs_run")


def status(job_id: str) -> str:
    model.Session.rollback()
    value: str = HarvestJob.get(job_id).status
    return value


def run(source: dict[str, Any]) -> dict[str, Any]:
    """A whole run of a source, to its end; gives its report."""
    job_id = start(source)
    consume_gather()
    consume_fetch()
    tick()
    assert status(job_id) == "Finished"
    return report(job_id)


def report(job_id: str) -> dict[str, Any]:
    """The report of a job, as far as it is."""
    model.Session.rollback()
    return reading.show(job_id, limit=1000)


# What happens to records; the other counts of a report say what else is true of them.
_OUTCOMES = ("added", "updated", "unchanged", "rejected", "stale", "errors", "deleted")


def counts(report: dict[str, Any]) -> dict[str, int]:
    """How many records had which outcome in a run, none of them zero."""
    return {name: report["counts"][name] for name in _OUTCOMES if report["counts"][name]}


def objects(**criteria: Any) -> list[HarvestObject]:
    """Harvest objects, the oldest first."""
    model.Session.rollback()
    query = model.Session.query(HarvestObject).filter_by(**criteria)
    return list(query.order_by(HarvestObject.gathered, HarvestObject.guid))


def errors(guid: str) -> list[str]:
    """The error lines of the last harvest object of a record."""
    last = objects(guid=guid)[-1]
    query = model.Session.query(HarvestObjectError).filter_by(harvest_object_id=last.id)
    return [error.message for error in query]


def dataset(guid: str) -> dict[str, Any]:
    """The dataset of a record, as stored."""
    package_id = next(o.package_id for o in reversed(objects(guid=guid)) if o.package_id)
    return dataset_of(package_id)


def dataset_of(package_id: str) -> dict[str, Any]:
    """A dataset, as stored."""
    shown: dict[str, Any] = tk.get_action("package_show")(
        {**context(), "use_cache": False}, {"id": package_id}
    )
    return shown


def stored() -> dict[str, str]:
    """The state of every dataset, by identifier."""
    model.Session.rollback()
    query = model.Session.query(model.Package).filter_by(type="dataset")
    rows = [(package.extras.get("identifier"), package.state) for package in query]
    in_use = [identifier for identifier, state in rows if state == "active"]
    assert len(set(in_use)) == len(in_use), "two datasets have the same identifier"
    return dict(sorted(rows, key=lambda row: row[1], reverse=True))


def active() -> int:
    """The number of active datasets."""
    return list(stored().values()).count("active")


def searchable(**parameters: Any) -> list[dict[str, Any]]:
    """What a visitor finds."""
    found: list[dict[str, Any]] = tk.get_action("package_search")({}, {"rows": 1000, **parameters})[
        "results"
    ]
    return found


def valid(records: Iterable[Any]) -> list[Any]:
    """The demo records of which a harvest makes datasets."""
    return [record for record in records if record.expected == "valid"]
