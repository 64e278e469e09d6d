"""The settings of a harvest source: what its ``config`` may hold, as a table, and the check of
it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from .. import report
from ..texts import is_storable, storable

_ = tk._


def N_(text: str) -> str:
    """Marks a text of a table for translation; it is translated where it is told."""
    return text


class SettingsError(ValueError):
    """A setting is unknown or has a value that is not allowed."""


@dataclass(frozen=True)
class Setting:
    """One setting.

    :param check: gives the value back or raises ValueError with what is allowed
    :param allowed: what is allowed, in words
    """

    default: Any
    check: Callable[[Any], Any]
    allowed: str
    decides_mapping: bool = False


def whole_number(low: int, high: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError
        return value

    return check


def number(low: float, high: float) -> Callable[[Any], float]:
    def check(value: Any) -> float:
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high
        ):
            raise ValueError
        return value

    return check


def true_or_false(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def text(value: Any) -> str:
    if not isinstance(value, str) or not is_storable(value):
        raise ValueError
    return value.strip()


def texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(
        isinstance(item, str) and item.strip() and is_storable(item) for item in value
    ):
        raise ValueError
    return [item.strip() for item in value]


def recipients(value: Any) -> list[str]:
    found = texts(value)
    for text in found:
        report.Recipient.parse(text)
    return found


def frequency(value: Any) -> str:
    if value not in report.FREQUENCIES:
        raise ValueError
    return str(value)


# The settings of every kind of source.
COMMON: Mapping[str, Setting] = {
    "deletion_threshold": Setting(
        10,
        number(0, 100),
        N_("a number from 0 to 100: the percentage of the datasets that one run may delete"),
    ),
    "blocked_identifiers": Setting(
        [], texts, N_("a list of identifiers of records that are not taken in")
    ),
    "mail_recipients": Setting(
        [],
        recipients,
        N_(
            "a list of e-mail addresses that are told of runs; :nl or :en behind one is the "
            "language of its mails"
        ),
    ),
    "mail_frequency": Setting(
        report.PROBLEMS,
        frequency,
        N_("always, problems (only of runs with problems), digest (once a day) or never"),
    ),
    "keywords_include": Setting(
        [], texts, N_("a list of keywords; records with none of them are left out")
    ),
    "keywords_exclude": Setting(
        [], texts, N_("a list of keywords; records with one of them are left out")
    ),
    "organisations_include": Setting(
        [], texts, N_("a list of names or URIs of organisations; records of others are left out")
    ),
    "organisations_exclude": Setting(
        [], texts, N_("a list of names or URIs of organisations whose records are left out")
    ),
}


# Of the kinds of sources whose records have a box.
BOUNDING_BOX = Setting(
    False,
    true_or_false,
    N_("true or false: give datasets the corners of their box as coverage"),
    decides_mapping=True,
)


def parse(config: str | None, table: Mapping[str, Setting]) -> dict[str, Any]:
    """The settings in a source's ``config``, completed with the defaults.

    :raises SettingsError: with the name of the setting and what is allowed
    """
    given = _object(config)
    unknown = sorted(set(given) - set(table))
    if unknown:
        raise SettingsError(
            _("Unknown setting {names}. The settings are: {allowed}").format(
                names=storable(", ".join(f'"{name}"' for name in unknown)),
                allowed=", ".join(sorted(table)),
            )
        )
    settings = {name: setting.default for name, setting in table.items()}
    for name, value in given.items():
        try:
            settings[name] = table[name].check(value)
        except ValueError as error:
            raise SettingsError(
                _('Setting "{name}": {value} is not allowed{reason}. It must be {allowed}').format(
                    name=name,
                    value=storable(json.dumps(value, ensure_ascii=False)[:200]),
                    reason=f" ({error})" if str(error) else "",
                    allowed=_(table[name].allowed),
                )
            ) from error
    return settings


def _object(config: str | None) -> dict[str, Any]:
    if not config or not config.strip():
        return {}
    try:
        given = json.loads(config)
    except ValueError as error:
        raise SettingsError(
            _("The configuration is not valid JSON: {error}").format(error=error)
        ) from error
    except RecursionError as error:
        raise SettingsError(_("The configuration is nested too deeply")) from error
    if not isinstance(given, dict):
        raise SettingsError(_('The configuration must be a JSON object, such as {"page_size": 50}'))
    return given


def leave_out_recipients(source: dict[str, Any]) -> None:
    """Take the e-mail addresses out of what is told of a harvest source.

    :param source: with its ``config``, of which ckanext-harvest also gives each setting by itself;
        changed in place
    """
    source.pop("mail_recipients", None)
    try:
        given = json.loads(source.get("config") or "{}")
    except (ValueError, RecursionError):
        return
    if isinstance(given, dict) and given.pop("mail_recipients", None) is not None:
        source["config"] = json.dumps(given)
