"""From a record to a dataset that is valid, or to the reasons why it is not one. Writes nothing.

This is the one way for the harvest, for ``ckan donl read`` and for a preview; they differ only in
who validates: CKAN's actions when something is stored, the same validators without a database when
nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from ckan.plugins.toolkit import _

from .. import profile
from ..mapping import Catalogue, Decision, How, Mapped, to_package
from .outcome import flat
from .record import Listed, Record
from .source import Source

T = TypeVar("T")
_OF_DISTRIBUTION = re.compile(r"resources\[(\d+)\]\.(\w+)")


class Refused(Exception):
    """A dataset that does not become valid by leaving out what it does not need.

    :param errors: as in CKAN's ``ValidationError.error_dict``
    """

    def __init__(self, errors: dict[str, Any]) -> None:
        super().__init__(errors)
        self.errors = errors


def prepare(
    source: Source,
    settings: dict[str, Any],
    catalogue: Catalogue,
    content: bytes,
    part: bytes | None,
) -> Mapped:
    """Read and map one record.

    :param part: what the source's ``missing_part`` gave for it
    """
    values = source.read(content, part)
    return to_package(values, catalogue, bounding_box=settings.get("bounding_box", False))


def identifier(source: Source, item: Record | Listed) -> str:
    """The URI by which the portal knows a record, as far as can be told without reading it."""
    own = item.identifier if isinstance(item, Record) else ""
    return own or source.identifier(item.guid)


def is_blocked(source: Source, catalogue: Catalogue, item: Record | Listed) -> bool:
    """Whether the catalogue's block list keeps this record out."""
    return identifier(source, item) in catalogue.blocked.get("dataset.identifier", ())


def store(mapped: Mapped, validate: Callable[[dict[str, Any]], T]) -> T:
    """Hand the dataset to ``validate``; what is refused and not mandatory is left out, with a line
    in the trace.

    A telephone number "-" or a broken link to a legend is no reason to lose a dataset; an unknown
    theme is.

    :param validate: stores or checks a package dict; raises :class:`Refused`
    :raises Refused: what is mandatory is missing or wrong
    """
    while True:
        try:
            return validate(mapped.package)
        except Refused as refused:
            if not _leave_out(mapped, refused.errors):
                raise


def check(package: dict[str, Any]) -> None:
    """The extension's validators, without a database.

    :raises Refused: the dataset is not valid
    """
    errors = profile.errors(package)
    if errors:
        raise Refused(errors)


def _leave_out(mapped: Mapped, errors: dict[str, Any]) -> bool:
    """Take every refused value out that the dataset can do without.

    :returns: whether there was any
    """
    whole: dict[int, str] = {}
    found = False
    for path, messages in flat(errors):
        reason = "; ".join(messages)
        match = _OF_DISTRIBUTION.fullmatch(path)
        target, fields, name = mapped.package, profile.DATASET, path
        if match:
            target, fields = mapped.package["resources"][int(match.group(1))], profile.DISTRIBUTION
            name = match.group(2)
        info = fields.get(name)
        if match and (info is None or info.mandatory):
            whole[int(match.group(1))] = f"{name}: {reason}"
        elif info is not None and not info.mandatory and name in target:
            raw = _text(target.pop(name))
            mapped.trace.append(Decision(path, How.LEFT_OUT, raw=raw, note=reason))
            found = True
    if whole:
        _leave_out_distributions(mapped, whole)
    return found or bool(whole)


def _leave_out_distributions(mapped: Mapped, reasons: dict[int, str]) -> None:
    """Take whole distributions out, and their lines from the trace; those behind them count on."""
    resources = mapped.package["resources"]
    kept = [number for number in range(len(resources)) if number not in reasons]
    mapped.trace[:] = _renumbered(mapped.trace, {old: new for new, old in enumerate(kept)})
    for number in sorted(reasons, reverse=True):
        raw = _text(resources[number].get("url", ""))
        note = _("the whole distribution, for {reason}").format(reason=reasons[number])
        mapped.trace.append(Decision("resources", How.LEFT_OUT, raw=raw, note=note))
    mapped.package["resources"] = [resources[number] for number in kept]


def _renumbered(trace: list[Decision], numbers: dict[int, int]) -> Iterator[Decision]:
    """The trace with the new numbers of the distributions; without the lines of those that have
    none."""
    for line in trace:
        match = _OF_DISTRIBUTION.fullmatch(line.field)
        if not match:
            yield line
        elif (number := numbers.get(int(match.group(1)))) is not None:
            yield replace(line, field=f"resources[{number}].{match.group(2)}")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)
