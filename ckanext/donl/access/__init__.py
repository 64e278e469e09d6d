"""Who may see and do what; the auth functions of this extension's actions."""

from .sources import (
    administered,
    administers,
    administers_any,
    administers_catalogue,
    administers_organisation,
    is_administrator,
)

__all__ = [
    "administered",
    "administers",
    "administers_any",
    "administers_catalogue",
    "administers_organisation",
    "is_administrator",
]
