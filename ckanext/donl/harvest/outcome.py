"""What happened to a record. The result table, the harvest object's errors, ``ckan donl read`` and
the report are views of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ckan.plugins.toolkit import _

from .. import profile, vocabulary
from ..mapping import Decision, How, Mapped


@dataclass(frozen=True)
class Refusal:
    """Why a record is not taken in, in one value of it.

    :param field: CKAN key, of a distribution ``resources[0].url``
    :param value: the value as read, empty when there is none
    :param selector: where it was read, empty when it was not
    """

    field: str
    value: str
    selector: str
    reason: str

    def line(self) -> str:
        """One readable line: field, value, selector and reason; the value once, where the reason
        quotes it already."""
        quoted = f'"{_short(self.value)}"'
        value = f" {quoted}" if self.value and quoted not in self.reason else ""
        selector = f" [{self.selector}]" if self.selector else ""
        return f"{self.field}{value}: {self.reason}{selector}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:120]}…" if len(text) > 120 else text


def refusals(errors: dict[str, Any], mapped: Mapped) -> list[Refusal]:
    """A validator's errors, each with the value that was read for it and where.

    :param errors: as in CKAN's ``ValidationError.error_dict``
    """
    found: list[Refusal] = []
    trace: dict[str, list[Decision]] = {}
    for line in mapped.trace:
        trace.setdefault(line.field, []).append(line)
    for path, messages in flat(errors):
        lines = trace.get(path, [])
        unmapped = [line for line in lines if line.how is How.UNMAPPED]
        if unmapped and _is_missing(path, mapped):
            found += [
                Refusal(path, line.raw, line.selector, _no_mapping(line)) for line in unmapped
            ]
            continue
        read = lines[-1] if lines else None
        reason = "; ".join(dict.fromkeys(messages))
        if read is None or not read.raw:
            found.append(Refusal(path, read.value if read else "", "", reason))
        else:
            found.append(Refusal(path, read.raw, read.selector, reason))
    return list(dict.fromkeys(found))


def _is_missing(path: str, mapped: Mapped) -> bool:
    if path.startswith("resources["):
        number, _bracket, name = path.removeprefix("resources[").partition("].")
        return not mapped.package["resources"][int(number)].get(name)
    return not mapped.package.get(path)


def _no_mapping(line: Decision) -> str:
    cls, _dot, name = line.property.partition(".")
    fields = profile.DISTRIBUTION if cls == "distribution" else profile.DATASET
    title = vocabulary.get(str(fields[name].value_list)).title
    return _("this value has no mapping to the value list {list}").format(list=title)


def unmapped(mapped: Mapped) -> list[list[str]]:
    """Property and value of each value without mapping."""
    return [[line.property, line.raw] for line in mapped.unmapped]


def flat(errors: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Errors by path, those of distributions as ``resources[0].url``."""
    found: list[tuple[str, list[str]]] = []
    for name, messages in errors.items():
        if isinstance(messages, list) and any(isinstance(item, dict) for item in messages):
            for number, item in enumerate(messages):
                found += [(f"{name}[{number}].{key}", _list(value)) for key, value in item.items()]
        elif isinstance(messages, dict):
            found += [(f"{name}.{key}", _list(value)) for key, value in messages.items()]
        else:
            found.append((name, _list(messages)))
    return found


def _list(messages: Any) -> list[str]:
    return [str(message) for message in messages] if isinstance(messages, list) else [str(messages)]
