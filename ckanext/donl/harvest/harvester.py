"""ckanext-harvest's three stages, written once for all sources. A stage never lets an exception
out: it would end the consumer, and with it every other source's harvest."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestObjectError, HarvestSource

from .. import config
from ..mapping import Catalogue
from ..report import writing
from ..texts import storable
from . import extras, gather, importer, indexing, mapping_tables, settings
from .http import Client, SourceError, public
from .language import site_language
from .outcome import Refusal
from .source import Source

_ = tk._

log = logging.getLogger(__name__)


@dataclass
class _Run:
    """What all records of one job share; made once per job and process."""

    source: Source
    settings: dict[str, Any]
    client: Client

    @cached_property
    def catalogue(self) -> Catalogue:
        return mapping_tables.in_use(self.source.catalogue, self.client)

    @cached_property
    def user(self) -> str:
        """In whose name datasets are stored: ckanext-harvest's own setting, else CKAN's site
        user."""
        name = tk.config.get("ckanext.harvest.user_name")
        return (
            name
            or tk.get_action("get_site_user")({"ignore_auth": True, "defer_commit": True}, {})[
                "name"
            ]
        )


class Harvester:
    """IHarvester for one kind of source.

    :cvar source_class: the kind
    """

    source_class: type[Source]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._run = lru_cache(maxsize=4)(self._make_run)
        self._batch = indexing.Batch()

    # What ckanext-harvest asks about the source

    def info(self) -> dict[str, str]:
        return {
            "name": self.source_class.type,
            "title": _(self.source_class.title),
            "description": _(self.source_class.description),
            "form_config_interface": "Text",
        }

    def validate_config(self, source_config: str | None) -> str | None:
        """:raises ValueError: with the name of the setting and what is allowed"""
        settings.parse(source_config, self.source_class.settings_table)
        return source_config

    def get_original_url(self, harvest_object_id: str) -> str | None:
        obj = HarvestObject.get(harvest_object_id)
        return self.record_url(obj.source.url, obj.source.config, obj.guid) if obj else None

    def record_url(self, url: str, source_config: str | None, guid: str) -> str:
        """Where a person sees a record of a source, empty when the source has wrong settings."""
        try:
            parsed = settings.parse(source_config, self.source_class.settings_table)
        except settings.SettingsError:
            return ""
        return public(self.source_class(url, parsed).original_url(guid))

    # The stages

    @site_language()
    def gather_stage(self, job: HarvestJob) -> list[str]:
        if job.gather_finished or job.status == "Finished":
            # The queue hands out a job again whose gather took hours, and one that was aborted.
            return []
        self.open_report(job)
        try:
            source = self._source(job.source)
            parsed = settings.parse(job.source.config, self.source_class.settings_table)
        except settings.SettingsError as error:
            gather.fail(job, str(error))
            return []
        return gather.gather(job, source, parsed)

    @site_language()
    def fetch_stage(self, obj: HarvestObject) -> bool:
        """Fetches what the record refers to and does not hold; the record itself came with the
        gather."""
        if obj.content is None:
            return True
        try:
            run = self._run(obj.harvest_job_id)
            part = run.source.missing_part(obj.content.encode(), run.client)
        except (SourceError, ValueError) as error:
            # A dataset without its data schema is worth more than no dataset.
            log.warning("Record %s: what it refers to cannot be fetched: %s", obj.guid, error)
            part = b""
        except Exception:
            return self._failed(obj, "Fetch")
        if part is not None:
            extras.save(obj.id, {extras.PART: part.decode("utf-8", "replace")})
            model.Session.commit()
        return True

    @site_language()
    def import_stage(self, obj: HarvestObject) -> bool | str:
        object_id = obj.id
        try:
            run = self._run(obj.harvest_job_id)
            outcome = importer.Import(obj, run.source, run.settings, run.catalogue, run.user).run()
        except SourceError as error:
            return self._refused(obj, "Import", str(error))
        except Exception:
            return self._failed(obj, "Import")
        finally:
            self._batch.add(object_id)
        return outcome

    def _failed(self, obj: HarvestObject, stage: str) -> bool:
        model.Session.rollback()
        log.exception("%s of record %s failed", stage, obj.guid)
        return self._refused(
            obj, stage, _("the stage failed on a fault of this software; the log has the details")
        )

    def _refused(self, obj: HarvestObject, stage: str, reason: str) -> bool:
        model.Session.rollback()
        reason = storable(reason)
        told = writing.Told(
            obj.guid,
            "errored",
            source_url=self.record_url(obj.source.url, obj.source.config, obj.guid),
            reasons=[Refusal("record", "", "", reason).as_dict()],
        )
        writing.records(obj.harvest_job_id, [told])
        HarvestObjectError.create(reason, obj, stage)
        return False

    def open_report(self, job: HarvestJob) -> None:
        """Begin the report of a job, unless it has begun."""
        writing.open_run(
            job.id,
            source_id=job.source_id,
            source_title=job.source.title or "",
            source_type=self.source_class.type,
            catalogue=self._catalogue(job.source),
            started=job.created,
        )
        model.Session.commit()

    # Making the source

    def _catalogue(self, source: HarvestSource) -> str:
        """The mapping tables that a source uses, with wrong settings the usual ones."""
        try:
            return self._source(source).catalogue
        except settings.SettingsError:
            return self.source_class.catalogues[0]

    def _make_run(self, job_id: str) -> _Run:
        job = HarvestJob.get(job_id)
        # A job that an earlier version of this software gathered has none.
        self.open_report(job)
        parsed = settings.parse(job.source.config, self.source_class.settings_table)
        return _Run(self._source(job.source), parsed, Client(config.private_hosts()))

    def _source(self, source: HarvestSource) -> Source:
        return self.source_class(
            source.url, settings.parse(source.config, self.source_class.settings_table)
        )
