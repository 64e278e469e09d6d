"""Puts imported datasets into the search index, many at a time.

CKAN indexes and commits to Solr for every dataset, which takes longer than storing it. An import
leaves a mark with the harvest object instead, in its own transaction; marked datasets are indexed
in batches, with one commit for each batch: by the consumer that imported them, and, when that did
not come to it or Solr was away, before a job is called finished.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import logic, model
from ckan.lib.search import SearchIndexError, index_for
from ckan.lib.search.common import is_available

from ckanext.harvest import queue
from ckanext.harvest.model import HarvestObject, HarvestObjectError, HarvestObjectExtra

from ..report import writing
from . import extras
from .outcome import Refusal

_ = tk._
log = logging.getLogger(__name__)

BATCH = 50


class Batch:
    """The datasets that one consumer has imported and not yet indexed."""

    def __init__(self) -> None:
        self._object_ids: list[str] = []

    def add(self, object_id: str) -> None:
        """Note an imported dataset; a full batch, or one after which the queue is empty, is
        indexed."""
        self._object_ids.append(object_id)
        if len(self._object_ids) >= BATCH or _queue_is_empty():
            self.flush()

    def flush(self) -> None:
        """Index what was noted. When Solr does not answer, the marks remain and the timer does it
        later."""
        object_ids, self._object_ids = self._object_ids, []
        try:
            index_marked(object_ids)
        except SearchIndexError as error:
            model.Session.rollback()
            log.error("%d datasets are not yet in the search index: %s", len(object_ids), error)


def index_marked(object_ids: list[str] | None = None) -> int:
    """Index the datasets of marked harvest objects and take their marks away.

    :param object_ids: only these; None for all there are
    :returns: the number of datasets
    :raises SearchIndexError: Solr does not answer; the marks of what was not committed remain
    """
    total = 0
    while batch := _marked(object_ids):
        for object_id, package_id in {package: (key, package) for key, package in batch}.values():
            _index(object_id, package_id)
        index_for("Package").commit()
        mark = HarvestObjectExtra.__table__
        model.Session.execute(
            sa.delete(mark).where(
                mark.c.key == extras.UNINDEXED,
                mark.c.harvest_object_id.in_([key for key, _package_id in batch]),
            )
        )
        model.Session.commit()
        total += len(batch)
    return total


def _marked(object_ids: list[str] | None) -> list[tuple[str, str]]:
    query = (
        sa.select(HarvestObject.id, HarvestObject.package_id)
        .join(HarvestObjectExtra, HarvestObjectExtra.harvest_object_id == HarvestObject.id)
        .where(HarvestObjectExtra.key == extras.UNINDEXED)
        .limit(BATCH)
    )
    if object_ids is not None:
        query = query.where(HarvestObject.id.in_(object_ids))
    return [(object_id, package_id) for object_id, package_id in model.Session.execute(query)]


def _index(object_id: str, package_id: str) -> None:
    """One dataset. One that cannot be indexed, while Solr is there, must not hold up all others for
    ever: it is told of, once, with its harvest object.

    :raises SearchIndexError: Solr does not answer
    """
    try:
        _put(package_id)
    except Exception as error:
        model.Session.rollback()
        if not is_available():
            raise SearchIndexError(str(error)) from error
        log.exception("Dataset %s cannot be indexed", package_id)
        message = _("The dataset is stored and cannot be found: the search index refuses it")
        reason = f"{message} ({error})"
        obj = HarvestObject.get(object_id)
        writing.add_reason(
            obj.harvest_job_id, obj.guid, Refusal("record", "", "", reason).as_dict()
        )
        HarvestObjectError.create(reason, obj, "Import")


def _put(package_id: str) -> None:
    package = model.Session.get(model.Package, package_id)
    if package is None or package.state != "active":
        index_for("Package").remove_dict({"id": package_id})
        return
    context = {"model": model, "session": model.Session, "user": "", "ignore_auth": True}
    both = logic.package_show_default_and_custom_schemas(context, package_id)
    logic.index_update_package_dicts(both, defer_commit=True)


@cache
def _queue() -> Any:
    return queue.get_connection()


def _queue_is_empty() -> bool:
    """Whether no record waits for a fetch consumer; a RabbitMQ queue cannot be asked and counts as
    empty."""
    length = getattr(_queue(), "llen", None)
    return length is None or not length(queue.get_fetch_routing_key())
