"""The deliberately unusable datasets: what is wrong with each, and how the fault is made.

A fault is one function on the content of a record (see content.py); its docstring is the reason
that is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Content = dict[str, Any]

UNKNOWN = "Genootschap voor Kaarten van Nergenshuizen"


def no_title(content: Content) -> None:
    """the title is empty"""
    content["title"] = ""


def no_identifier(content: Content) -> None:
    """the identifier is blank"""
    # White space of its own length for each, because a catalogue server keeps identifiers unique.
    content["identifier"] = " " * (content["number"] + 1)


def unknown_organisation(content: Content) -> None:
    """the organisation has no mapping"""
    for party in _parties(content):
        party["organisation"] = UNKNOWN


def no_organisation(content: Content) -> None:
    """there is no organisation"""
    for party in _parties(content):
        party.update(organisation=None, person="A. de Vries")


def no_contact_name(content: Content) -> None:
    """the contact has neither the name of an organisation nor that of a person"""
    for party in _parties(content):
        party.update(organisation={"href": content["owner"]["uri"], "text": ""}, person="")


def no_contact_means(content: Content) -> None:
    """the contact has no e-mail address, phone number or web page"""
    for party in _parties(content):
        party.update(email=None, phone=None, web=None)


def unmapped_topic(content: Content) -> None:
    """the only topic category has no mapping"""
    content["topics"] = ["disaster"]


def no_topic(content: Content) -> None:
    """there is no topic category"""
    content["topics"] = []


def unreadable_date(content: Content) -> None:
    """the modification date is not a date"""
    content["dates"] = [("revision", "Date", "voorjaar 2016")]


def impossible_date(content: Content) -> None:
    """the modification date does not exist"""
    content["dates"] = [("revision", "Date", "2016-13-45")]


def no_date(content: Content) -> None:
    """there is no date"""
    content["dates"] = []


FAULTS: list[Callable[[Content], None]] = [
    no_title,
    unknown_organisation,
    no_topic,
    unreadable_date,
    no_contact_means,
    no_identifier,
    unmapped_topic,
    no_organisation,
    no_date,
    no_contact_name,
    impossible_date,
]


def _parties(content: Content) -> Iterator[dict[str, Any]]:
    yield content["contact"]
    yield content["distributor"]
    for party, _ in content["points_of_contact"]:
        yield party
