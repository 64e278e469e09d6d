"""Repairs of values as they are found in real records. Each answers a fault that was seen in
one."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:Z|[+-]\d\d:\d\d)?")
_NAIVE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# A host by its looks: "n.v.t" and "kaart.zip" have dots too and are none.
_HOST = re.compile(
    r"(?:www\.[a-z0-9.-]+|(?:[a-z0-9-]+\.)+(?:nl|eu|com|org|net|info|be|de))(?::\d+)?",
    re.IGNORECASE,
)
_INTERVAL = re.compile(r"([^/]*)/([^/]*)")
_MEDIA_TYPE = re.compile(r"(?:https?://www\.iana\.org/assignments/media-types/)?([^;]*)")
# What servers take.
_LONGEST_ADDRESS = 2000
# Neither white space nor what is not seen, such as a mark that turns the direction of writing.
_PRINTED = re.compile(r"[^\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"
# Characters that XML 1.0 does not know; PostgreSQL refuses NUL and Solr the rest.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def text(raw: str) -> str:
    """Trimmed, and without the control characters that no database and no index takes."""
    return _CONTROL.sub("", raw).strip()


def date(raw: str) -> str:
    """A date as ``YYYY-MM-DDT00:00:00``; what is not one of the known forms is given back as it is.

    The portal's synchroniser completes ``2014`` and ``2014-05`` to their first day and takes day or
    month ``0`` for 1.
    """
    value = text(raw)
    match = _DATE.fullmatch(value)
    if not match:
        return value
    year, month, day = match.groups()
    return f"{year}-{int(month or 1) or 1:02d}-{int(day or 1) or 1:02d}T00:00:00"


def utc(raw: str) -> str:
    """A date-time in UTC that does not say so, as CKAN's own are, with the ``Z`` that says it."""
    value = text(raw)
    return f"{value}Z" if _NAIVE.fullmatch(value) else value


def url(raw: str) -> str:
    r"""A URL with the faults of real records mended; what cannot be one is given back as it is.

    Known faults: a label before it (``layerfile|http:\\host\path``), backslashes, spaces and other
    characters that do not belong in a URL, ``http:/host``, ``http://http://host``, a missing scheme
    (``www.host.nl/path``).
    """
    value = "".join(line.strip() for line in re.split(r"[\t\r\n]", text(raw)))
    if "|" in value and not _SCHEME.match(value.split("|", 1)[0]):
        value = value.rsplit("|", 1)[1].strip()
    if re.match(r"https?:\\", value, re.IGNORECASE):
        value = value.replace("\\", "/")
    value = re.sub(r"^https?s*:/*(?=https?:)", "", value, flags=re.IGNORECASE)
    value = re.sub(r"^(https?)s*:/*(?=[^/])", r"\1://", value, flags=re.IGNORECASE)
    if not re.match(r"[a-z][a-z0-9+.-]*://", value, re.IGNORECASE):
        if not _HOST.fullmatch(re.split(r"[/?#]", value, maxsplit=1)[0]):
            return value
        value = f"https://{value}"
    return quote(value, safe=_URL_SAFE)


def email(raw: str) -> str:
    """An e-mail address without the ``mailto:`` before it."""
    return re.sub(r"^mailto:\s*", "", text(raw), flags=re.IGNORECASE)


def media_type(raw: str) -> str:
    """A media type without its parameters (``text/csv; charset=utf-8``) and without the address of
    the register before it."""
    match = _MEDIA_TYPE.match(text(raw))
    return match.group(1).strip() if match else ""


def interval_start(raw: str) -> str:
    """The first day of an ISO 8601 interval (``2012-01-01/2013-12-31``, ``2012/..``), or the day
    itself where it is none; empty when the interval does not say it."""
    return _end_of_interval(raw, 1)


def interval_end(raw: str) -> str:
    """The last day of an ISO 8601 interval; empty when it does not say it, or is none."""
    return _end_of_interval(raw, 2)


def _end_of_interval(raw: str, which: int) -> str:
    value = text(raw)
    match = _INTERVAL.fullmatch(value)
    day = match.group(which).strip() if match else value if which == 1 else ""
    # Of the other end only a duration may be said ("P1Y"), or that it is open ("..").
    return date(day) if day[:1].isdigit() else ""


def can_be_asked(address: str) -> bool:
    """Whether a server can be asked at this address, as far as its form tells."""
    if not is_url(address) or len(address) > _LONGEST_ADDRESS or not _PRINTED.fullmatch(address):
        return False
    try:
        return urlsplit(address).port != 0
    except ValueError:  # a port that is no number, or too high
        return False


def is_url(value: str) -> bool:
    """Whether this is a web address: http or https, with a host."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)


REPAIRS: dict[str, Callable[[str], str]] = {
    repair.__name__: repair
    for repair in (text, date, utc, url, email, media_type, interval_start, interval_end)
}
