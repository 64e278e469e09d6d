"""The values that the actions are given."""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk

_ = tk._
_HALF = re.compile("[\ud800-\udfff]")


def number(data_dict: dict[str, Any], name: str, default: int, most: int | None = None) -> int:
    """A whole number.

    :raises ckan.plugins.toolkit.ValidationError: it is no whole number within its bounds
    """
    given = data_dict.get(name, default)
    # A fraction or `true` is no number that somebody meant.
    whole = isinstance(given, int) and not isinstance(given, bool)
    whole = whole or (isinstance(given, str) and given.isascii() and given.strip().isdigit())
    number = int(given) if whole else -1
    # What a database takes for a number of rows.
    highest = 2**31 - 1 if most is None else most
    if not 0 <= number <= highest:
        reason = _("Must be a whole number from 0 to {highest}").format(highest=highest)
        raise tk.ValidationError({name: [reason]})
    return number


def text(data_dict: dict[str, Any], name: str, default: str | None = None) -> str:
    """A text.

    :param default: what it is when it is not given; None when it must be
    :raises ckan.plugins.toolkit.ValidationError: it is no text
    """
    given = data_dict.get(name, default)
    if given is None or given == "" != default:
        raise tk.ValidationError({name: [_("A value is required")]})
    if not is_text(given):
        raise tk.ValidationError({name: [_("Must be a text")]})
    return str(given)


def is_text(given: Any) -> bool:
    """Whether this is a text that a database takes: without NUL, and without half a character,
    which JSON may have."""
    return isinstance(given, str) and "\0" not in given and not _HALF.search(given)
