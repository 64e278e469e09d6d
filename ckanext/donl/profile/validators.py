"""Validators of one value, known to CKAN under the same names (``get_validator("donl_uri")``).

Each takes a value and returns it in the form in which it is stored, or raises ``Invalid`` with a
sentence that shows the value and says what is allowed. They read no database, so that the same
validators serve the API, the form and ``ckan donl read``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
from ckan.logic.validators import email_pattern
from flask import has_request_context

from ckanext.donl import vocabulary
from ckanext.donl.uri import is_uri

_ = tk._

_SHOWN = 120
_FEW = 12
_DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
# PostgreSQL's bigint, in which CKAN keeps the size of a distribution.
_MAX_INTEGER = 2**63 - 1
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}

_INTEGER = re.compile(r"[0-9]{1,19}", re.ASCII)
_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?:(Z)|([+-])(\d\d):?(\d\d)?)?)?",
    re.ASCII,
)


def shown(value: Any) -> str:
    """A value as an error message quotes it: on one line, and never longer than a line."""
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text.split())
    return f'"{text[:_SHOWN]}…"' if len(text) > _SHOWN else f'"{text}"'


def donl_text(value: Any) -> str:
    """A string, as it was given."""
    if not isinstance(value, str):
        raise tk.Invalid(_("{value} is not a text").format(value=shown(value)))
    return value


def donl_uri(value: Any) -> str:
    """A URI with a scheme and a host.

    Source: DCAT-AP-DONL 1.1 as executed by ckanext-dataoverheid (scheme and host are both needed,
    so ``urn:`` and ``mailto:`` are refused); narrowed to the schemes that a browser may follow.
    """
    text = donl_text(value).strip()
    if not is_uri(text):
        raise tk.Invalid(
            _(
                "{value} is not a web address: it starts with http://, https:// or ftp://, "
                "names a host and contains no spaces, quotes or angle brackets"
            ).format(value=shown(value))
        )
    return text


def donl_email(value: Any) -> str:
    """An e-mail address, by the pattern that CKAN has for its own."""
    text = donl_text(value).strip()
    if not email_pattern.match(text):
        raise tk.Invalid(
            _("{value} is not an e-mail address such as name@example.nl").format(value=shown(value))
        )
    return text


def donl_date(value: Any) -> str:
    """A date or date-time as ``YYYY-MM-DDThh:mm:ss``, Dutch time.

    Source: the portal stores date-times without a zone; the specification says ``xsd:date``.
    Accepted are ``YYYY-MM-DD`` and ISO 8601 date-times with or without a fraction, ``Z`` or an
    offset. A time with a zone is converted, a time without one is Dutch time already.
    """
    match = _DATE.fullmatch(donl_text(value).strip())
    try:
        if match:
            return _dutch_time(match).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        pass
    raise tk.Invalid(
        _(
            "{value} is not a date: give YYYY-MM-DD or YYYY-MM-DDThh:mm:ss, "
            "for example 2024-01-31 or 2024-01-31T09:00:00"
        ).format(value=shown(value))
    )


def _dutch_time(match: re.Match[str]) -> datetime:
    *moment, utc, sign, hours, minutes = match.groups()
    naive = datetime(*(int(part or 0) for part in moment))  # type: ignore[arg-type]
    if utc:
        zone = timezone.utc
    elif sign:
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        zone = timezone(-offset if sign == "-" else offset)
    else:
        return naive
    return naive.replace(tzinfo=zone).astimezone(_DUTCH_TIME).replace(tzinfo=None)


def donl_boolean(value: Any) -> bool:
    """True or False. Source: the portal's API accepts ``True``, ``"True"``, ``"true"`` and 1."""
    if isinstance(value, (bool, int, str)):
        boolean = _BOOLEANS.get(str(value).strip().lower())
        if boolean is not None:
            return boolean
    raise tk.Invalid(
        _("{value} is neither true nor false: give true or false").format(value=shown(value))
    )


def donl_integer(value: Any) -> int:
    """An integer, zero or more, that fits PostgreSQL's bigint; a string of digits will do."""
    number = None
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        number = int(value)
    if number is None or not 0 <= number <= _MAX_INTEGER:
        raise tk.Invalid(
            _("{value} is not an integer of zero or more (at most {maximum})").format(
                value=shown(value), maximum=_MAX_INTEGER
            )
        )
    return number


def donl_number(value: Any) -> float:
    """A finite number; a string that says one will do."""
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        try:
            number = float(value)
        except (ValueError, OverflowError):
            number = math.nan
        if math.isfinite(number):
            return int(number) if number.is_integer() else number
    raise tk.Invalid(_("{value} is not a number").format(value=shown(value)))


def donl_concept(list_name: str) -> Callable[[Any], str]:
    """A validator for the URIs of one value list.

    :raises vocabulary.UnknownList: there is no value list of that name
    """
    vocabulary.original(list_name)

    def in_list(value: Any) -> str:
        uri = donl_text(value).strip()
        # Asked for each time: a list may be refreshed while the portal runs.
        if uri not in vocabulary.get(list_name):
            raise tk.Invalid(not_in_list(uri, list_name))
        return uri

    return in_list


def not_in_list(value: str, list_name: str) -> str:
    """The sentence for a value that its value list does not have: what is allowed, or where that
    can be read when it is too long to print."""
    concepts = vocabulary.get(list_name)
    if len(concepts) > _FEW:
        return _(
            '{value} is not one of the {count} values of the list "{list}", see {page}'
        ).format(
            value=shown(value),
            count=len(concepts),
            list=concepts.title,
            page=_page(list_name),
        )
    return _('{value} is not in the list "{list}"; allowed are: {allowed}').format(
        value=shown(value),
        list=concepts.title,
        allowed=", ".join(entry.uri for entry in concepts),
    )


def _page(list_name: str) -> str:
    """Where the values can be read: on this portal, or where they are published when nobody asks
    from a page or by the API."""
    if has_request_context():
        return str(tk.h.url_for("donl_vocabulary.show", name=list_name, _external=True))
    return vocabulary.published_at(list_name)


VALIDATORS: dict[str, Callable[..., Any]] = {
    validator.__name__: validator
    for validator in (
        donl_boolean,
        donl_concept,
        donl_date,
        donl_email,
        donl_integer,
        donl_number,
        donl_text,
        donl_uri,
    )
}
