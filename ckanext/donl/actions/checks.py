"""The values that the actions are given."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

_ = tk._


def number(data_dict: dict[str, Any], name: str, default: int, most: int | None = None) -> int:
    """A whole number.

    :raises ckan.plugins.toolkit.ValidationError: it is no whole number within its bounds
    """
    given = data_dict.get(name, default)
    try:
        number = int(given)
    except (TypeError, ValueError):
        number = -1
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
    if not isinstance(given, str) or "\0" in given:
        raise tk.ValidationError({name: [_("Must be a text")]})
    return given
