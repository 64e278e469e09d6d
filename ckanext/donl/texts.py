"""Texts from outside as others take them: the database, spreadsheets."""

from __future__ import annotations

import re
from collections import Counter

# What PostgreSQL does not take: NUL, and half a character, which JSON may have.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
# A spreadsheet takes a cell that begins so for a formula. Which character ends a cell depends on
# its language.
_FORMULA = re.compile(r"((?:^|[;,|\t\r\n])\s*)(?=[=+\-@＝＋－＠])")


def is_storable(text: str) -> bool:
    """Whether the database takes this text."""
    return not _UNSTORABLE.search(text)


def storable(text: str) -> str:
    """The text with U+FFFD in the place of each character that the database does not take."""
    return _UNSTORABLE.sub("\ufffd", text)


def storable_keys(counts: Counter[str]) -> Counter[str]:
    """The same counts of texts that the database takes."""
    found: Counter[str] = Counter()
    for text, count in counts.items():
        found[storable(text)] += count
    return found


def without_formula(text: str) -> str:
    """A cell of a table of which a spreadsheet takes nothing for a formula."""
    return _FORMULA.sub(r"\1'", text)
