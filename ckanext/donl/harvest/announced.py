"""What a catalogue says of its size, and what that tells of a walk through it. A walk that did not
see everything must say so: what was not seen may still be there, and is not deleted."""

from __future__ import annotations

from collections.abc import Sequence

from ckan.plugins.toolkit import _

from .language import number
from .record import Fault


class Announced:
    """How many records a catalogue says it has, page by page."""

    def __init__(self) -> None:
        self._numbers: list[int] = []

    def note(self, count: int | None) -> None:
        """What a page says; None where it says nothing."""
        if count is not None and count not in self._numbers[-1:]:
            self._numbers.append(count)

    @property
    def last(self) -> int | None:
        """What was said last, None when nothing was."""
        return self._numbers[-1] if self._numbers else None

    def faults(self, *delivered: int) -> list[Fault]:
        """What is wrong with what was said.

        :param delivered: how many records came; several numbers where a catalogue may count so or
            so
        """
        found = []
        if len(self._numbers) > 1:
            found.append(
                _("the number of records changed from {first} to {last} while reading").format(
                    first=number(self._numbers[0]), last=number(self._numbers[-1])
                )
            )
        if self._numbers and self._numbers[-1] not in delivered:
            found.append(
                _("the catalogue announces {announced} records and delivers {count}").format(
                    announced=number(self._numbers[-1]), count=number(delivered[0])
                )
            )
        return [Fault(message) for message in found]


def not_delivered(names: Sequence[str]) -> Fault:
    """That records which are listed did not come."""
    return Fault(
        _("the catalogue lists {count} records that it does not deliver: {first}").format(
            count=number(len(names)), first=", ".join(names[:5])
        )
    )
