"""The values that the actions are given."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ..texts import is_storable

_ = tk._
# No number that is meant has as many digits; Python refuses to read thousands of them.
_DIGITS = 20


def number(data_dict: dict[str, Any], name: str, default: int, most: int | None = None) -> int:
    """A whole number.

    :raises ckan.plugins.toolkit.ValidationError: it is no whole number within its bounds
    """
    given = data_dict.get(name, default)
    # A fraction or `true` is no number that somebody meant.
    whole = isinstance(given, int) and not isinstance(given, bool)
    if isinstance(given, str):
        whole = given.isascii() and given.strip().isdigit() and len(given.strip()) < _DIGITS
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
    """Whether this is a text that the database takes."""
    return isinstance(given, str) and is_storable(given)
