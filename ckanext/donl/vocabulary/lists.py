"""What a value list is: its values, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ckan.plugins.toolkit import _


class UnknownList(KeyError):
    """There is no value list of this name."""

    def __init__(self, name: str, names: Iterable[str]) -> None:
        super().__init__(name)
        self.name = name
        self.names = tuple(names)

    def __str__(self) -> str:
        return _("There is no value list '{name}'; the value lists are: {names}").format(
            name=self.name, names=", ".join(self.names)
        )


@dataclass(frozen=True)
class Entry:
    """One value of a list.

    :param parent: URI of the broader value in the same list, or empty
    :param type: kind of organisation, or empty
    :param source: where the value comes from
    :param date: date of that source (``YYYY`` or ``YYYY-MM-DD``), empty when it is not known
    """

    uri: str
    label_nl: str
    label_en: str
    parent: str = ""
    type: str = ""
    source: str = ""
    date: str = ""

    def label(self, lang: str) -> str:
        """What it is called, in Dutch for ``nl`` and its variants, else in English."""
        return self.label_nl if lang.startswith("nl") else self.label_en


class ValueList:
    """A value list: ``uri in values``, iteration and ``len`` work on it. It never changes; a list
    that is refreshed is another object.

    :ivar title: its name in the standard
    :ivar status: ``refreshed`` (a copy of what is published, made on the date below), ``complete``
        (a copy of the whole list), ``old`` (the same, known to miss newer values), ``partial`` or
        ``reconstructed`` (put together from other publications)
    :ivar note: in plain words what is missing and whose wording the labels are
    :ivar source: where the values without a source of their own come from
    :ivar date: date of that source
    :ivar fault: why the refreshed copy that is there is not used, empty when all is well
    """

    def __init__(
        self,
        name: str,
        title: str,
        status: str,
        source: str,
        date: str,
        note: str,
        entries: Iterable[Entry],
        fault: str = "",
    ) -> None:
        self.name = name
        self.title = title
        self.status = status
        self.source = source
        self.date = date
        self.note = note
        self.fault = fault
        self._entries = {entry.uri: entry for entry in entries}

    def __contains__(self, uri: object) -> bool:
        return uri in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"<ValueList {self.name}: {len(self)} values>"

    @property
    def status_text(self) -> str:
        """The status in words for visitors."""
        texts = {
            "refreshed": _("Copy of the published list"),
            "complete": _("Copy of the published list"),
            "old": _("Older copy of the published list; newer values are missing"),
            "partial": _("Part of the published list"),
            "reconstructed": _("Put together from other publications"),
        }
        return texts[self.status]

    def entry(self, uri: str) -> Entry | None:
        """The value with this URI, None when the list does not have it."""
        return self._entries.get(uri)

    def label(self, uri: str, lang: str) -> str:
        """What a value is called.

        :param lang: a language of CKAN's; Dutch for ``nl``, English for every other one
        :returns: the label, or the URI itself when the list does not have it
        """
        entry = self._entries.get(uri)
        return uri if entry is None else entry.label(lang)
