"""Whether the synchronisation works."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from .. import health

__all__ = ["donl_health"]


@tk.side_effect_free
def donl_health(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Whether the servers answer, the consumers and the timer live, and each source is synchronised
    as it should be. Everybody may ask.

    :returns: ``healthy``, ``servers``, ``consumers``, ``queues``, ``timer``, and ``sources``
    """
    tk.check_access("donl_health", context, data_dict)
    return health.portal().as_dict()
