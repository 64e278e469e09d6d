"""One value as a reader sees it: a label for a concept, words for yes and no, a date in the
reader's language, a link only where a browser may follow it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal, format_scientific

from .. import profile, vocabulary
from ..profile import Field
from ..uri import is_uri

_ = tk._

_UNITS = ("kB", "MB", "GB", "TB", "PB")
# From here on nobody counts the zeros, and soon Babel would not write them.
_LARGE = 10**15
_DUTCH = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class Shown:
    """One value.

    :param href: where it leads, empty where it is no link; safe to follow
    :param concept: the link is the URI of the concept that ``text`` is the label of
    :param moment: a date as HTML's ``time`` takes it
    :param beside: what is said with it and is not part of the link
    """

    text: str
    href: str = ""
    concept: bool = False
    moment: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Row:
    """A field, or fields that are said together, with its values.

    :param name: of the field, or of the property that the fields share
    """

    name: str
    label: str
    values: list[Shown]


@dataclass(frozen=True)
class Section:
    """A group of the form with the fields that have a value."""

    name: str
    label: str
    rows: list[Row]


def field_row(field: Field, value: Any, lang: str) -> Row | None:
    """The row of a field; None when there is nothing to show.

    :param value: as ``package_show`` gives it
    """
    values = [of_field(field, item, lang) for item in each(value)]
    return Row(field.name, field.label(lang), values) if values else None


def each(value: Any) -> Iterator[Any]:
    """The values of a field, whether it has none, one or many."""
    for item in value if isinstance(value, list) else [value]:
        if item not in (None, ""):
            yield item


def of_field(field: Field, value: Any, lang: str) -> Shown:
    """One value of a field."""
    if field.value_list:
        return concept(field.value_list, str(value), lang)
    if field.type == "uri":
        return link(str(value))
    if field.type == "email":
        return email(str(value))
    if field.type == "date":
        return date(str(value), lang)
    if field.type == "boolean":
        return Shown(_("Yes") if value is True else _("No"))
    if field.name == "size":
        return Shown(size(value, lang))
    if isinstance(value, (int, float)):
        return Shown(number(value, lang))
    return Shown(str(value))


def concept(list_name: str, uri: str, lang: str) -> Shown:
    """A value of a value list: its label, and the URI behind it."""
    label = vocabulary.get(list_name).label(uri, lang)
    return Shown(label, uri if is_uri(uri) else "", concept=label != uri)


def link(url: str, text: str = "") -> Shown:
    """A web address; only its text where a browser should not follow it, as ``javascript:``."""
    return Shown(text or url, url if is_uri(url) else "")


def email(address: str) -> Shown:
    """An e-mail address."""
    return Shown(address, f"mailto:{quote(address, safe='@+')}" if "@" in address else "")


def date(value: str, lang: str) -> Shown:
    """A date, with the time where one was given: midnight is how a day is stored."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return Shown(value)
    day = format_date(moment, "long", locale=lang)
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return Shown(day, moment=value[:10])
    return Shown(f"{day} {format_time(moment, 'short', locale=lang)}", moment=value)


def moment(value: str, lang: str) -> Shown:
    """A time of the portal's own, which is UTC, in Dutch time.

    :param value: ISO 8601, without zone
    """
    utc = datetime.fromisoformat(value).replace(tzinfo=timezone.utc)
    return Shown(
        format_datetime(utc, "d MMM y HH:mm", tzinfo=_DUTCH, locale=lang), moment=utc.isoformat()
    )


def number(value: float, lang: str, pattern: str | None = None) -> str:
    """A number as the reader's language writes it.

    :param pattern: of Babel, None for that of the language
    """
    if abs(value) >= _LARGE:
        return format_scientific(value, "0.###E0", locale=lang)
    return format_decimal(value, pattern, locale=lang)


def size(value: Any, lang: str) -> str:
    """A number of bytes in the unit that people use for it."""
    try:
        count = float(value)
    except (TypeError, ValueError, OverflowError):
        return str(value)
    if not math.isfinite(count):
        return str(value)
    if count < 1000:
        return tk.ungettext("{count} byte", "{count} bytes", int(count)).format(count=int(count))
    power = min(int(math.log10(count) / 3), len(_UNITS))
    return f"{number(count / 1000**power, lang, '#,##0.#')} {_UNITS[power - 1]}"


def licence(uri: str, lang: str) -> Shown:
    """A licence, with in words whether it is an open one."""
    found = concept(str(profile.DATASET["license_id"].value_list), uri, lang)
    words = _("open licence") if profile.is_open(uri) else _("not an open licence")
    return Shown(found.text, found.href, found.concept, beside=words)
