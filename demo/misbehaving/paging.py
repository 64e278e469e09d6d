"""Faults in how pages follow each other."""

from __future__ import annotations

import re
from dataclasses import replace

from demo.csw import Page, Query, Reply, exception_report
from demo.misbehaving.server import MisbehavingCsw, fault, with_records


@fault
def short_pages(server: MisbehavingCsw, query: Query) -> Reply:
    """Fewer records than asked for: a server's own maximum (pycsw maxrecords), silently applied."""
    return server.page(replace(query, maximum=max(1, query.maximum // 3))).reply()


@fault
def dropped_records(server: MisbehavingCsw, query: Query) -> Reply:
    """One record in five is missing from its page, and nextRecord counts what was returned, so that
    pages overlap: GeoNetwork with records that have no gmd form (core-geonetwork #1267, #1355)."""
    page = server.page(query)
    kept = tuple(record for place, record in enumerate(page.records, query.start) if place % 5)
    return with_records(page, kept, query.start + len(kept) if page.following else 0).reply()


@fault
def overlapping_pages(server: MisbehavingCsw, query: Query) -> Reply:
    """Each page starts with the last record of the one before: a sort that is not stable, or a
    record that was added in between."""
    return server.page(replace(query, start=max(1, query.start - 1))).reply()


@fault
def repeated_page(server: MisbehavingCsw, query: Query) -> Reply:
    """startPosition is ignored: the first page for ever, always with more to come."""
    page = server.page(replace(query, start=1))
    return replace(page, following=query.start + page.returned).reply()


@fault
def empty_page(server: MisbehavingCsw, query: Query) -> Reply:
    """A page in the middle has no records: GeoNetwork, where all of them are feature catalogues
    (core-geonetwork #3713)."""
    page = server.page(query)
    return (with_records(page, (), page.following) if server.hits_victim(query) else page).reply()


@fault
def next_record_early_zero(server: MisbehavingCsw, query: Query) -> Reply:
    """nextRecord is 0 although records follow: GeoNetwork 3, before the last record
    (core-geonetwork #2861)."""
    return replace(server.page(query), following=0).reply()


@fault
def next_record_past_end(server: MisbehavingCsw, query: Query) -> Reply:
    """The last page points past the end, and asking there is an error: GeoNetwork
    (core-geonetwork #1537, #7978)."""
    page = server.page(query)
    if query.start > page.matched:
        text = (
            f"Start position ({query.start}) can't be greater than number of matching records"
            f" ({page.matched} for current search)."
        )
        return exception_report(text, code="InvalidParameterValue")
    return replace(page, following=query.start + page.returned).reply()


@fault
def next_record_one(server: MisbehavingCsw, query: Query) -> Reply:
    """The last page points past the end, and there nextRecord is 1: pycsw 2."""
    page = server.page(query)
    if query.start > page.matched:
        return replace(page, following=1).reply()
    return replace(page, following=query.start + page.returned).reply()


@fault
def next_record_back(server: MisbehavingCsw, query: Query) -> Reply:
    """From the second page on nextRecord points back to the page before (core-geonetwork #4443)."""
    page = server.page(query)
    back = max(1, query.start - query.maximum) if query.start > 1 else page.following
    return replace(page, following=back).reply()


@fault
def next_record_same(server: MisbehavingCsw, query: Query) -> Reply:
    """nextRecord is the start of this very page: GeoNetwork, past the end or where a whole page
    could not be converted."""
    return replace(server.page(query), following=query.start).reply()


@fault
def next_record_absent(server: MisbehavingCsw, query: Query) -> Reply:
    """There is no nextRecord, which the schema allows."""
    return replace(server.page(query), following=None).reply()


@fault
def count_changes(server: MisbehavingCsw, query: Query) -> Reply:
    """numberOfRecordsMatched grows and shrinks on the way: a catalogue that is being edited."""
    page = server.page(query)
    return replace(page, matched=page.matched + (7 if server.turn % 2 else -2)).reply()


@fault
def count_of_page(server: MisbehavingCsw, query: Query) -> Reply:
    """numberOfRecordsMatched is the size of the page, and nextRecord 0: a GeoNetwork 4 release."""
    page = server.page(query)
    return replace(page, matched=page.returned, following=0).reply()


@fault
def count_zero(server: MisbehavingCsw, query: Query) -> Reply:
    """numberOfRecordsMatched is 0 though there are records: servers that do not count."""
    return replace(server.page(query), matched=0, following=None).reply()


@fault
def count_not_a_number(server: MisbehavingCsw, query: Query) -> Reply:
    """The counts are 'unknown', which the schema does not allow."""
    page = server.page(query)
    xml = page.xml().replace(f'Matched="{page.matched}"'.encode(), b'Matched="unknown"', 1)
    return Reply(xml.replace(f'nextRecord="{page.following}"'.encode(), b'nextRecord="?"', 1))


@fault
def empty_catalogue(server: MisbehavingCsw, query: Query) -> Reply:
    """No records at all, politely: a catalogue that was emptied or re-indexed by mistake."""
    return Page(matched=0, returned=0, following=0).reply()


@fault
def gone_half_way(server: MisbehavingCsw, query: Query) -> Reply:
    """The first page is fine, after that the catalogue is empty: an index being rebuilt."""
    if server.turn == 1:
        return server.page(query).reply()
    return Page(matched=0, returned=0, following=0).reply()


@fault
def duplicate_guids(server: MisbehavingCsw, query: Query) -> Reply:
    """A record comes back as the second of each later page, in a slightly other text: a catalogue
    that harvests the same record twice."""
    page = server.page(query)
    if query.start == 1 or len(page.records) < 2:
        return page.reply()
    first = server.matching(query)[0].xml
    first = re.sub(rb"(</(gmd:)?abstract>)", rb" (kopie)\1", first)
    records = (page.records[0], first, *page.records[2:])
    return with_records(page, records, page.following).reply()
