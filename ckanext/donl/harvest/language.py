"""The language of what a harvest says: its messages are stored, and read by many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import ckan.plugins.toolkit as tk
import click
from babel.numbers import format_decimal
from flask import has_app_context
from flask_babel import force_locale

from ..profile import current_language


@contextmanager
def site_language() -> Iterator[None]:
    """Say everything in the portal's own language (``ckan.locale_default``).

    CKAN translates only where it has its Flask application at hand. ckanext-harvest 1.6.3 gives it
    to all its commands but the consumers; it comes with every ``ckan`` command. A process that is
    no such command and has no application says everything in English.
    """
    with ExitStack() as stack:
        command = click.get_current_context(silent=True)
        if not has_app_context() and command and "flask_app" in command.meta:
            stack.enter_context(command.meta["flask_app"].app_context())
        stack.enter_context(force_locale(tk.config["ckan.locale_default"]))
        yield


def number(value: float, pattern: str | None = None) -> str:
    """A number as it is written in the language of the sentence around it.

    :param pattern: of Unicode's locale data, as ``0.0`` for one decimal
    """
    return format_decimal(value, pattern, locale=current_language())
