"""The extension's options, one function each; they are declared in ``config_declaration.yaml``."""

from __future__ import annotations

from pathlib import Path

import ckan.plugins.toolkit as tk


def private_hosts() -> list[str]:
    """Hosts at private addresses that may be asked nevertheless."""
    return list(tk.config["ckanext.donl.http.private_hosts"])


def mapping_override(catalogue: str) -> str:
    """Folder or URL whose mapping tables override the shipped ones, or an empty text."""
    return str(tk.config.get(f"ckanext.donl.mapping.{catalogue}", ""))


def vocabulary_folder() -> Path | None:
    """Folder of the refreshed value lists; None where neither it nor CKAN's storage is
    configured."""
    folder = tk.config.get("ckanext.donl.vocabulary.folder")
    if folder:
        return Path(folder)
    storage = tk.config.get("ckan.storage_path")
    return Path(storage) / "donl" / "vocabulary" if storage else None


def stuck_after_minutes() -> int:
    """After how many minutes without a sign of life a run counts as stuck."""
    return int(tk.config["ckanext.donl.health.stuck_after"])


def schedule_hour() -> int:
    """The hour of the day at which scheduled runs start, in Dutch time."""
    return int(tk.config["ckanext.donl.schedule.hour"]) % 24


def mail_recipients() -> list[str]:
    """Who is told of the runs of all sources, as ``report.Recipient.parse`` takes them."""
    return list(tk.config["ckanext.donl.mail.recipients"])


def mail_frequency() -> str:
    """How often they are told: one of ``report.FREQUENCIES``."""
    return str(tk.config["ckanext.donl.mail.frequency"])


def mail_language() -> str:
    """The language of mails to recipients who have none of their own."""
    return str(tk.config["ckanext.donl.mail.language"] or tk.config["ckan.locale_default"])


def digest_hour() -> int:
    """The hour of the day from which the daily digest is sent, in Dutch time."""
    return int(tk.config["ckanext.donl.mail.digest_hour"]) % 24


def report_retention_days() -> int:
    """How long the report of a run is kept, in days: a century at most, or it ends before time
    began."""
    return min(int(tk.config["ckanext.donl.report.retention_days"]), 36_525)
