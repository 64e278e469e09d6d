"""Which form of a thing a record gets: every form comes up, as often as its weight says.

Forms are dealt like cards. A dimension's forms (repeated by weight) make a deck that is shuffled
anew each round, so a few hundred records show every form, no two dimensions keep step, and record
17 is the same whatever the count.
"""

from __future__ import annotations

import random
from typing import Any, TypeVar

T = TypeVar("T")


class Dealer:
    """Deals forms to record numbers; the same seed deals the same."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._decks: dict[tuple[str, int], list[Any]] = {}

    def pick(self, dimension: str, forms: list[T], index: int) -> T:
        """The form of `dimension` for record `index`."""
        size = sum(_weight(form) for form in forms)
        turn, place = divmod(index, size)
        if (dimension, turn) not in self._decks:
            deck = [form for form in forms for _ in range(_weight(form))]
            self.dice(dimension, turn).shuffle(deck)
            self._decks[dimension, turn] = deck
        return self._decks[dimension, turn][place]

    def dice(self, *names: object) -> random.Random:
        """A source of random numbers of its own for these names."""
        return random.Random("/".join(map(str, (self.seed, *names))))


def _weight(form: object) -> int:
    return int(form.get("weight", 1)) if isinstance(form, dict) else 1
