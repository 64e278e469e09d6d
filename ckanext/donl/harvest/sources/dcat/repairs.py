"""Repairs of values as they are found in RDF catalogues, beside those that every source uses."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ...repair import REPAIRS as COMMON
from ...repair import date, is_url, text, url

_EUROPEAN = re.compile(r"https?://publications\.europa\.eu/resource/authority/", re.IGNORECASE)
_IANA = re.compile(r"https?://www\.iana\.org/assignments/media-types/", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"([a-z]+/[a-z0-9.+_-]+)\s*(?:;.*)?", re.IGNORECASE)
_LANGUAGE_TAG = re.compile(r"([a-z]{2,3})-[A-Za-z0-9-]+")
_SHORTENED = re.compile(r"\d{2}(?:-\d{2})?")
_ENDING = re.compile(r"\.([a-z][a-z0-9]{1,7})", re.IGNORECASE)
_SERVICE = re.compile(r"[?&]service=(wms|wfs|wcs|wmts|csw|wps)\b", re.IGNORECASE)
_BYTES = re.compile(r"(\d+)(?:\.0*)?(?:\s*(?:b|bytes?))?", re.IGNORECASE)

_NETHERLANDS = frozenset(
    {
        "http://publications.europa.eu/resource/authority/country/NLD",
        "http://standaarden.overheid.nl/owms/terms/Nederland",
        "http://sws.geonames.org/2750405",
        "http://www.geonames.org/2750405",
    }
)


def concept(raw: str) -> str:
    """A term of a list: the addresses of the EU's lists begin with http, whatever was written, and
    of a language with a country only the language counts."""
    value = _EUROPEAN.sub("http://publications.europa.eu/resource/authority/", text(raw))
    match = _LANGUAGE_TAG.fullmatch(value)
    return match.group(1) if match else value


def uri(raw: str) -> str:
    """A web address, or nothing."""
    value = url(raw)
    return value if is_url(value) else ""


def keyword(raw: str) -> str:
    """A word, or nothing: the address of a concept is no keyword."""
    value = text(raw)
    return "" if is_url(value) else value


def email(raw: str) -> str:
    """An address without what makes a link of it."""
    value = re.sub(r"^mailto:", "", text(raw), flags=re.IGNORECASE)
    return unquote(value.partition("?")[0]).strip()


def telephone(raw: str) -> str:
    """A number without what makes a link of it."""
    return unquote(re.sub(r"^tel:", "", text(raw), flags=re.IGNORECASE)).strip()


def start(raw: str) -> str:
    """The beginning of a period, of an interval too (``2010/2020``)."""
    return date(_interval(raw)[0])


def end(raw: str) -> str:
    """The end of a period, of an interval too; of a year or a month the last day."""
    value = _interval(raw)[1]
    if re.fullmatch(r"\d{4}", value):
        value = f"{value}-12"
    month = re.fullmatch(r"(\d{4})-(\d{2})", value)
    if month and int(month.group(1)) and 1 <= int(month.group(2)) <= 12:
        days = calendar.monthrange(int(month.group(1)), int(month.group(2)))[1]
        value = f"{value}-{days}"
    return date(value)


def _interval(raw: str) -> tuple[str, str]:
    """The two ends of an interval, of one date twice the same; empty where an end is open or the
    period is named by an address."""
    value = text(raw)
    if "://" in value:
        return "", ""
    first, slash, last = (part.strip() for part in value.partition("/"))
    # ISO 8601 leaves out what both dates have: 2010-06/07.
    if _SHORTENED.fullmatch(last) and len(first) > len(last):
        last = first[: len(first) - len(last)] + last
    if not slash:
        last = first
    return "" if first == ".." else first, "" if last == ".." else last


def size(raw: str) -> str:
    """A number of bytes; nothing for what is about that much."""
    match = _BYTES.fullmatch(text(raw))
    return match.group(1) if match else ""


def media_type(raw: str) -> str:
    """A media type as the address in IANA's list, or nothing."""
    match = _MEDIA_TYPE.fullmatch(_IANA.sub("", text(raw)))
    return f"https://www.iana.org/assignments/media-types/{match.group(1).lower()}" if match else ""


def media_type_name(raw: str) -> str:
    """The media type in an address of IANA's list, or nothing."""
    name, count = _IANA.subn("", text(raw))
    return name if count else ""


def ending(raw: str) -> str:
    """The ending of the file in an address, or the service that it is of; or nothing."""
    value = text(raw)
    service = _SERVICE.search(value)
    if service:
        return service.group(1).upper()
    try:
        path = urlsplit(value).path
    except ValueError:
        return ""
    match = _ENDING.fullmatch(PurePosixPath(path).suffix)
    return match.group(1).lower() if match else ""


def algorithm(raw: str) -> str:
    """The name of an algorithm, out of an address of SPDX's list too."""
    name = re.sub(r"^https?://spdx\.org/rdf/terms#(?:checksumAlgorithm_)?", "", text(raw))
    match = re.fullmatch(r"(sha|md)-?(\d+)", name, re.IGNORECASE)
    if not match:
        return name
    family, bits = match.group(1).upper(), match.group(2)
    return f"{family}-{bits}" if family == "SHA" else f"{family}{bits}"


def netherlands(raw: str) -> str:
    """``true`` for the country as a whole, else nothing."""
    value = concept(raw).rstrip("/").replace("https:", "http:", 1)
    return "true" if value in _NETHERLANDS else ""


REPAIRS: dict[str, Callable[[str], str]] = {
    **COMMON,
    "algorithm": algorithm,
    "bytes": size,
    "concept": concept,
    "email": email,
    "end": end,
    "ending": ending,
    "keyword": keyword,
    "media_type": media_type,
    "media_type_name": media_type_name,
    "netherlands": netherlands,
    "start": start,
    "telephone": telephone,
    "uri": uri,
}
