"""Statistical tables as CBS describes them, of our own making, the same for the same seed.

About one in twenty is unusable, each in another way; a few have a frequency or themes without a
mapping, which costs them nothing. Every tenth has an English twin.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from demo.content import table
from demo.variation import Dealer

Fields = dict[str, Any]
FAULT_EVERY = 18
TWIN_EVERY = 10
# A day with a meaning for none of the tables.
RETITLED = "2026-11-20T02:00:00"


@dataclass(frozen=True)
class Table:
    """The metadata of a table, by the names of OData v3, and what a harvest should make of it.

    `expected`: valid or rejected; `reason` says why. `v4` is the metadata by the names of OData v4,
    of a table that only v4 has.
    """

    fields: Fields
    themes: tuple[str, ...] = ()
    expected: str = "valid"
    reason: str = ""
    v4: Fields = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The identifier, empty when it has none."""
        return str({**self.v4, **self.fields}.get("Identifier") or "")

    def retitled(self, title: str) -> Table:
        """The same table with another title, changed today."""
        changed = {"Title": title, "Modified": RETITLED, "MetaDataModified": RETITLED}
        return self.having(**changed, Updated=RETITLED)

    def having(self, **fields: Any) -> Table:
        """The same table with other metadata."""
        return replace(self, fields={**self.fields, **fields})

    def about(self, *themes: str) -> Table:
        """The same table with other themes."""
        return replace(self, themes=themes)

    def as_v4(self) -> Fields:
        """The metadata by the names of OData v4, as far as v4 has them."""
        if self.v4:
            return self.v4
        v3 = self.fields
        zone = f"{v3['Modified']}+01:00" if v3.get("Modified") else None
        return {
            **{name: v3.get(name) for name in _SAME_IN_V4},
            "Description": v3.get("ShortDescription"),
            "Modified": zone,
            "ObservationsModified": zone,
            "TemporalCoverage": v3.get("Period"),
            "Version": "".join(c for c in v3.get("Modified") or "" if c.isdigit())[:12],
            "Authority": _CBS,
            "Publisher": _CBS,
            "ContactPoint": "infoservice@cbs.nl",
            "License": "https://creativecommons.org/licenses/by/4.0/",
            "ObservationCount": v3.get("RecordCount"),
            "DatasetType": "Numeric",
        }


_CBS = "https://standaarden.overheid.nl/owms/terms/Centraal_Bureau_voor_de_Statistiek"
_SAME_IN_V4 = (
    *("Identifier", "Title", "Summary", "Language", "Catalog", "Frequency"),
    *("DefaultPresentation", "GraphTypes", "SearchPriority", "Source"),
)


def records(count: int, seed: int = 1, catalogs: tuple[str, ...] = ("CBS",)) -> list[Table]:
    """`count` tables.

    `catalogs` are the OData catalogs that they are in, in turn.
    """
    return [_table(Dealer(seed), index, catalogs) for index in range(count)]


def third_party_records(count: int, seed: int = 1) -> list[Table]:
    """`count` tables that CBS publishes for others."""
    return records(count, seed, tuple(table("tables.yaml")["third_parties"]))


def samples(folder: Path) -> Iterator[Table]:
    """The tables whose metadata, as published, are in the files of a folder."""
    for file in sorted(folder.glob("*.json")):
        fields = json.loads(file.read_text("utf-8"))
        if "ShortDescription" in fields:
            yield Table(fields)
        elif "Description" in fields:
            yield Table({}, v4=fields)


def _table(dealer: Dealer, index: int, catalogs: tuple[str, ...]) -> Table:
    texts = table("tables.yaml")
    english = index % TWIN_EVERY == TWIN_EVERY - 1
    subjects = [s for s in texts["subjects"] if "en" in s or not english]
    subject = dealer.pick(f"subject {english}", subjects, index)
    shown = subject["en"] if english else subject
    dice = dealer.dice("table", index)
    changed = date(2019, 1, 1) + timedelta(days=dice.randrange(2500))
    since, year = dice.randint(1995, 2015), changed.year - 1
    frequency = dealer.pick("frequency", texts["frequencies"], index)
    about = subject["about"] if not english else shown["summary"].replace("\n", " ").lower()
    description = texts["description_en" if english else "description"]
    identifier = f"{80_000 + index}{'ENG' if english else ('NED', 'ned')[index % 7 == 6]}"
    catalog = catalogs[index % len(catalogs)]
    host = "opendata" if catalog == "CBS" else "dataderden"
    # Older tables state their addresses with http.
    base = f"{'http' if index % 5 == 4 else 'https'}://{host}.cbs.nl"
    modified = f"{changed.isoformat()}T02:00:00"
    found = Table(
        {
            "Updated": modified,
            "ID": index,
            "Identifier": identifier,
            "Title": f"{shown['title']}, {since}-{year}{' ' if index % 4 == 3 else ''}",
            "ShortTitle": shown["short"],
            "ShortDescription": description.format(
                about=about, since=since, year=year, changed=changed.isoformat()
            ),
            "Summary": shown["summary"],
            "Modified": modified,
            "MetaDataModified": modified,
            "ReasonDelivery": "Actualisering",
            "ExplanatoryText": "",
            "OutputStatus": "Regulier",
            "Source": "CBS.",
            "Language": "en" if english else "nl",
            "Catalog": catalog,
            "Frequency": texts["frequency_en"][frequency] if english else frequency,
            "Period": f"{since} - {year}",
            "SummaryAndLinks": f"{shown['summary']}<br /><a href='{base}'>API & feed</a>",
            "ApiUrl": f"{base}/ODataApi/OData/{identifier}",
            "FeedUrl": f"{base}/ODataFeed/OData/{identifier}",
            "DefaultPresentation": f"_la=nl&graphtype=Table&ts={dice.randrange(10**12)}",
            "DefaultSelection": f"$filter=(Perioden eq '{year}JJ00')&$select=Perioden",
            "GraphTypes": "Table,Bar,Line",
            "RecordCount": dice.randrange(100, 500_000),
            "ColumnCount": dice.randrange(3, 40),
            "SearchPriority": str(dice.randrange(1, 4)),
        },
        tuple(shown["themes"]),
    )
    number, place = divmod(index, FAULT_EVERY)
    if place == FAULT_EVERY // 2:
        return FAULTS[number % len(FAULTS)](found)
    if place == 3:
        return found.having(Frequency="Perdecennium")
    if place == 5:
        return found.about("Maanvaart en ruimtemijnbouw")
    return found.about() if place == 12 else found


Fault = Callable[[Table], Table]
FAULTS: list[Fault] = []


def _fault(function: Fault) -> Fault:
    def spoil(found: Table) -> Table:
        return replace(function(found), expected="rejected", reason=function.__doc__ or "")

    FAULTS.append(spoil)
    return function


@_fault
def unknown_organisation(found: Table) -> Table:
    """the OData catalog is of an organisation without mapping"""
    return found.having(Catalog="Genootschap")


@_fault
def no_title(found: Table) -> Table:
    """there is no title"""
    return found.having(Title="", ShortTitle=None)


@_fault
def unknown_language(found: Table) -> Table:
    """the language has no mapping"""
    return found.having(Language="fy")


@_fault
def no_date(found: Table) -> Table:
    """there is no date of modification"""
    return found.having(Modified=None)


@_fault
def impossible_date(found: Table) -> Table:
    """the date of modification does not exist"""
    return found.having(Modified="2026-13-45T02:00:00")


@_fault
def no_description(found: Table) -> Table:
    """there is no description"""
    return found.having(ShortDescription=" \n", Summary="")
