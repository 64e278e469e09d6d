"""The criteria of a source's settings, by which an administrator leaves records out."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

from ckan.plugins.toolkit import _

_KINDS = ("keywords", "organisations")


class Criteria:
    """Identifiers, keywords and organisations that are wanted or not; whole, whatever their
    capitals."""

    def __init__(self, settings: dict[str, Any]) -> None:
        """:param settings: of a source, as ``settings.parse`` gives them"""
        self._blocked = _folded(settings["blocked_identifiers"])
        self._include = {kind: _folded(settings[f"{kind}_include"]) for kind in _KINDS}
        self._exclude = {kind: _folded(settings[f"{kind}_exclude"]) for kind in _KINDS}

    def why_not(
        self,
        guid: str,
        *,
        keywords: Callable[[], Set[str]],
        organisations: Callable[[], Set[str]],
    ) -> str:
        """Why a record is left out, empty when it is not.

        :param keywords: gives those of the record; only asked when there is a criterion for them
        :param organisations: gives names and URIs of those of the record
        """
        if guid.casefold() in self._blocked:
            return _("blocked identifier")
        for kind, having in (("keywords", keywords), ("organisations", organisations)):
            include, exclude = self._include[kind], self._exclude[kind]
            if include or exclude:
                found = _folded(having())
                if exclude & found:
                    return f"{kind}_exclude"
                if include and not include & found:
                    return f"{kind}_include"
        return ""


def _folded(texts: Any) -> frozenset[str]:
    return frozenset(text.casefold() for text in texts)
