"""What a catalogue says of its size, and what that tells of a walk through it. A walk that did not
see everything must say so: what was not seen may still be there, and is not deleted."""

from __future__ import annotations

from collections.abc import Sequence

from ckan.plugins.toolkit import _

from .language import number
from .record import Fault


class Overlap:
    """Whether the pages of a walk follow each other.

    A record that is removed while the catalogue is read moves all that come after it one place up:
    the one that was to be the first of the next page is seen by nobody, and where another is added
    meanwhile, the count shows nothing of it. So a page begins with the last record of the one
    before.
    """

    def __init__(self) -> None:
        self._last = ""
        self._expected = ""
        self._broken = False

    def before(self, position: int, size: int) -> int:
        """Where a page is asked for that should begin at a position."""
        self._expected = self._last if size > 1 else ""
        return position - 1 if self._expected else position

    def note(self, guids: Sequence[str]) -> None:
        """What a page brought; an empty text for a record that has no name."""
        # An empty page shows in the count.
        self._broken |= bool(guids and self._expected) and self._expected not in guids
        self._expected = ""
        self._last = guids[-1] if guids else ""

    def faults(self) -> list[Fault]:
        """That something may not have been seen."""
        return [Fault(_("the catalogue changed while it was read"))] if self._broken else []


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
