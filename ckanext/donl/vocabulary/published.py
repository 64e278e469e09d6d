"""The format in which value lists are published, and our file of a list that was refreshed from it.

    {"<uri>": {"labels": {"nl-NL": "…", "en-US": "…"}, "parent": "<uri>", "type": "…"}, …}

``parent`` and ``type`` may be absent. Source: the lists that waardelijsten.dcat-ap-donl.nl served
in 2020 and 2023. Nothing of a publication is trusted: what is not exactly this is refused as a
whole; but language tags may be written in other ways, and facts that we do not know are passed
over.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ckan.plugins.toolkit import _

from ..texts import without_formula
from ..uri import is_uri
from .lists import Entry, ValueList

# The largest list has 1,700 values, the longest label 142 characters.
_MAX_VALUES = 20_000
_MAX_TEXT = 1_000
# Themes have two levels, categories of high-value datasets three.
_MAX_DEPTH = 20
_SHOWN = 120

_LANGUAGES = {"nl": "nl-NL", "en": "en-US"}
# Control characters, halves of characters, no characters, and those that turn the direction of
# text.
_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_MARKUP = re.compile(r"<[a-z/!?]", re.IGNORECASE)


class Refused(Exception):
    """A list is not refreshed; the message is for the administrator of the portal."""


class Malformed(Refused):
    """What was published is no value list."""


def parse(content: bytes, known: Container[str] = ()) -> list[Entry]:
    """The values of a published list; a label or a fact that it does not give is empty.

    :param known: values that are right although they are no URIs
    :raises Malformed: it is not in the format
    """
    return list(_entries(_json(content), known))


def as_json(values: Iterable[Entry]) -> str:
    """Values in the published format."""
    return json.dumps(_as_published(values), ensure_ascii=False, indent=1)


def pack(name: str, source: str, date: str, values: Iterable[Entry]) -> str:
    """Our file of a refreshed list."""
    facts = {"list": name, "source": source, "date": date, "values": _as_published(values)}
    return json.dumps(facts, ensure_ascii=False, indent=1)


def unpack(content: bytes, known: ValueList) -> tuple[str, str, list[Entry]]:
    """Source, date and values of our file of a list.

    :raises Malformed: it is not one of ours, or of another list
    """
    facts = _json(content)
    if not isinstance(facts, dict) or facts.get("list") != known.name:
        raise Malformed(_("this is no refreshed copy of {name}").format(name=known.name))
    source, date = facts.get("source"), facts.get("date")
    if not isinstance(source, str) or not isinstance(date, str):
        raise Malformed(_("source or date is missing"))
    return source, date, list(_entries(facts.get("values"), known))


def completed(
    entries: Iterable[Entry], shipped: ValueList, source: str, date: str
) -> Iterator[Entry]:
    """The values of a publication, completed with what the shipped list knows of them.

    A publication that gives broader values gives all of them, and the same goes for types: only
    where it gives none at all are those of the shipped list kept. Publications repeat the Dutch
    label where there is no English one; then a real English label of ours is kept.
    """
    entries = list(entries)
    uris = {entry.uri for entry in entries}
    has_parents = any(entry.parent for entry in entries)
    has_types = any(entry.type for entry in entries)
    for entry in entries:
        ours = shipped.entry(entry.uri) or Entry(entry.uri, "", "")
        kept = ours.parent if ours.parent in uris else ""
        yield Entry(
            entry.uri,
            entry.label_nl or entry.label_en,
            _english(entry, ours),
            entry.parent if has_parents else kept,
            entry.type if has_types else ours.type,
            source,
            date,
        )


def _english(entry: Entry, ours: Entry) -> str:
    given = entry.label_en if entry.label_en != entry.label_nl else ""
    real = ours.label_en if ours.label_en != ours.label_nl else ""
    return given or real or entry.label_nl


def as_csv(values: Iterable[Entry]) -> str:
    """Values as a table for spreadsheets: nothing in it is taken for a formula."""
    columns = ("uri", "label_nl", "label_en", "parent", "type", "source", "date")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for entry in values:
        writer.writerow([without_formula(getattr(entry, column)) for column in columns])
    return text.getvalue()


def _as_published(values: Iterable[Entry]) -> dict[str, Any]:
    return {
        entry.uri: {
            "labels": _present({"nl-NL": entry.label_nl, "en-US": entry.label_en}),
            **_present({"parent": entry.parent, "type": entry.type}),
        }
        for entry in values
    }


def _present(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in facts.items() if value}


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unique)
    except UnicodeDecodeError as error:
        raise Malformed(_("it is not UTF-8")) from error
    except (ValueError, RecursionError) as error:
        raise Malformed(_("it is not JSON: {error}").format(error=error)) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise Malformed(_("{value} stands in it twice").format(value=_shown(key)))
        values[key] = value
    return values


def _entries(published: Any, known: Container[str]) -> Iterator[Entry]:
    if not isinstance(published, dict):
        raise Malformed(_("it is not an object of values by their URI"))
    if not 0 < len(published) <= _MAX_VALUES:
        raise Malformed(
            _("it has {count} values; a value list has 1 to {maximum}").format(
                count=len(published), maximum=_MAX_VALUES
            )
        )
    entries = {uri: _entry(uri, facts, known) for uri, facts in published.items()}
    _check_hierarchy(entries)
    return iter(entries.values())


def _entry(uri: str, facts: Any, known: Container[str]) -> Entry:
    _text(uri, uri, "URI")
    if uri not in known and not is_uri(uri):
        raise Malformed(_("{value} is no web address").format(value=_shown(uri)))
    labels = facts.get("labels") if isinstance(facts, dict) else None
    if not isinstance(labels, dict):
        raise Malformed(_("{uri} has no labels by language").format(uri=_shown(uri)))
    entry = Entry(
        uri,
        _label(uri, labels, "nl"),
        _label(uri, labels, "en"),
        _text(uri, facts.get("parent"), "parent"),
        _text(uri, facts.get("type"), "type"),
    )
    if not entry.label_nl and not entry.label_en:
        raise Malformed(_("{uri} has no Dutch and no English label").format(uri=_shown(uri)))
    # The text "null" is a slip of the publication of 2023 for no type.
    return replace(entry, type="") if entry.type == "null" else entry


def _label(uri: str, labels: dict[str, Any], lang: str) -> str:
    """The label in a language; of several variants of it the publication's usual one first."""
    tags = [tag for tag in labels if re.split("[-_]", tag.strip().lower())[0] == lang]
    tags.sort(key=lambda tag: tag != _LANGUAGES[lang])
    texts = (_text(uri, labels[tag], tag) for tag in tags)
    return next(filter(None, texts), "")


def _text(uri: str, value: Any, what: str) -> str:
    """A text in one line; absent is empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed(_("{what} of {uri} is not a text").format(what=what, uri=_shown(uri)))
    text = value.strip()
    if len(text) > _MAX_TEXT:
        raise Malformed(
            _("{what} of {uri} is {length} characters long; at most {maximum} are allowed").format(
                what=what, uri=_shown(uri), length=len(text), maximum=_MAX_TEXT
            )
        )
    found = _UNFIT.search(text)
    if found:
        raise Malformed(
            _("{what} of {uri} has the character {code}").format(
                what=what, uri=_shown(uri), code=f"U+{ord(found.group()):04X}"
            )
        )
    if _MARKUP.search(text):
        raise Malformed(
            _("{what} of {uri} has markup: {value}").format(
                what=what, uri=_shown(uri), value=_shown(text)
            )
        )
    return " ".join(text.split())


def _check_hierarchy(entries: Mapping[str, Entry]) -> None:
    """Broader values are values of the list, and not without end."""
    depths = {"": 0}
    for uri in entries:
        path: list[str] = []
        while uri not in depths:
            path.append(uri)
            if len(path) > _MAX_DEPTH:
                break
            parent = entries[uri].parent
            if parent and parent not in entries:
                raise Malformed(
                    _("{parent}, the broader value of {uri}, is not in it").format(
                        parent=_shown(parent), uri=_shown(uri)
                    )
                )
            uri = parent
        depth = depths.get(uri, 0)
        if depth + len(path) > _MAX_DEPTH:
            raise Malformed(
                _("{uri} is broader than itself, or more than {maximum} values are").format(
                    uri=_shown(path[0]), maximum=_MAX_DEPTH
                )
            )
        for number, narrower in enumerate(reversed(path), 1):
            depths[narrower] = depth + number


def _shown(text: str) -> str:
    """A text as a message quotes it: on one line, short, and without what a terminal would obey."""
    line = _UNFIT.sub("\ufffd", " ".join(text.split()))
    return f'"{line[:_SHOWN]}…"' if len(line) > _SHOWN else f'"{line}"'
