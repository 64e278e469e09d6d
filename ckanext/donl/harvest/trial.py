"""What a harvest would make of records, without storing anything. Needs no database, no index and
no network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ckan.plugins.toolkit import _

from ..mapping import Catalogue, Licence, Mapped, Values
from . import intake
from .outcome import Refusal, refusals
from .record import Item, LeftOut, Record, Unreadable
from .source import Source

VALID, REJECTED, LEFT_OUT = "valid", "rejected", "left out"

# Properties that are a list in the portal's own extraction, even with one value or none.
_LISTS = frozenset({"language", "theme", "keyword", "conformsTo", "highValue"})


@dataclass(frozen=True)
class Trial:
    """The fate of one record.

    :param origin: the file or address it came from
    :param outcome: valid, rejected or left out
    """

    origin: str
    guid: str
    title: str
    outcome: str
    errors: list[Refusal] = field(default_factory=list)
    values: Values | None = None
    mapped: Mapped | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON. ``values`` has the property names of the portal's own extraction, ``selectors``
        says where each of them was read."""
        licence = self.mapped.licence if self.mapped else None
        return {
            "source": self.origin,
            "guid": self.guid,
            "title": self.title,
            "outcome": self.outcome,
            "errors": [error.as_dict() for error in self.errors],
            "values": _plain(self.values, licence) if self.values else {},
            "selectors": _selectors(self.values) if self.values else {},
            "package": self.mapped.package if self.mapped else {},
            "licence": licence.as_dict() if licence else {},
            "trace": [line.as_dict() for line in self.mapped.trace] if self.mapped else [],
        }


def try_file(
    source: Source, settings: dict[str, Any], catalogue: Catalogue, origin: str, content: bytes
) -> Iterator[Trial]:
    """The fate of every record of a file."""
    none = True
    try:
        for item in source.items(content):
            none = False
            yield try_item(source, settings, catalogue, origin, item)
    except ValueError as error:
        yield Trial(origin, "", "", REJECTED, [Refusal("record", "", "", str(error))])
        return
    if none:
        yield Trial(
            origin,
            "",
            "",
            LEFT_OUT,
            [Refusal("record", "", "", _("the file holds no record of this kind"))],
        )


def try_item(
    source: Source,
    settings: dict[str, Any],
    catalogue: Catalogue,
    origin: str,
    item: Item,
    part: bytes | None = None,
) -> Trial:
    """The fate of one record.

    :param part: what the source's ``missing_part`` gave for it
    """
    if isinstance(item, LeftOut):
        return Trial(
            origin, item.guid, item.title, LEFT_OUT, [Refusal("record", "", "", item.reason)]
        )
    if not isinstance(item, Record):
        why = item.reason if isinstance(item, Unreadable) else str(item)
        return Trial(origin, "", "", REJECTED, [Refusal("record", "", "", why)])
    values = source.read(item.content, part)
    if intake.is_blocked(source, catalogue, item.guid):
        reason = Refusal("identifier", source.identifier(item.guid), "", _("is on the block list"))
        return Trial(origin, item.guid, item.title, LEFT_OUT, [reason], values)
    mapped = intake.prepare(source, settings, catalogue, item.content, part)
    try:
        intake.store(mapped, intake.check)
    except intake.Refused as refused:
        errors = refusals(refused.errors, mapped)
        return Trial(origin, item.guid, item.title, REJECTED, errors, values, mapped)
    return Trial(origin, item.guid, item.title, VALID, [], values, mapped)


def _plain(values: Values, licence: Licence | None) -> dict[str, Any]:
    """The values as texts: what was read, of the licence the one that was chosen."""
    stated = licence.likely.text if licence and licence.likely else ""
    plain: dict[str, Any] = {
        name: [v.text for v in found] if name in _LISTS else found[0].text
        for name, found in values.dataset.items()
    }
    plain["license"] = stated
    corners = values.coordinates
    plain["coordinates"] = (
        [[corners[0].text, corners[1].text], [corners[2].text, corners[3].text]] if corners else []
    )
    plain["resources"] = [
        {
            **{
                n: [v.text for v in found] if n in _LISTS else found[0].text
                for n, found in row.items()
            },
            "license": stated,
        }
        for row in values.distributions
    ]
    return plain


def _selectors(values: Values) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in values.all():
        found.setdefault(name, []).append(value.selector)
    return found
