"""What a source yields: records or a list of them, those it leaves out, those it cannot deliver,
and faults of the catalogue itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Record:
    """One record as a source catalogue delivers it.

    :param guid: the identity of the record at its source, never empty
    :param content: the record in a canonical form: the same record is always the same bytes
    :param title: what people call it, for reports; may be empty
    :param identifier: the URI that the record itself gives its dataset, empty where its source
        makes one of the guid
    :param partial: what belongs to it could not all be read this time; a dataset that is there
        keeps what it had of that
    """

    guid: str
    content: bytes
    title: str = ""
    identifier: str = ""
    partial: bool = False


@dataclass(frozen=True)
class Listed:
    """A record that the source has. Its stamp tells whether it has changed; only then its content
    is asked for.

    :param stamp: when the source says that it changed, or which version it is
    """

    guid: str
    stamp: str


@dataclass(frozen=True)
class LeftOut:
    """A record that is not taken in on purpose: a service, a series, one that the source's criteria
    exclude.

    :param reason: the kind of reason, the same words for every record that has it
    """

    guid: str
    title: str
    reason: str


@dataclass(frozen=True)
class NotAsked:
    """Records that the source has and was not asked for."""

    count: int
    reason: str


@dataclass(frozen=True)
class Unreadable:
    """A record that is there but cannot be taken in, because it has no identity or the source
    cannot deliver it."""

    reason: str


@dataclass(frozen=True)
class Fault:
    """Something wrong with the catalogue as a whole, after which the run goes on. Nothing is
    deleted in such a run, because what was not seen may still be there."""

    message: str


Item = Record | Listed | LeftOut | NotAsked | Unreadable | Fault
