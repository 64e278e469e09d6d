"""Where a catalogue says that it goes on, and how much there is."""

from __future__ import annotations

import pytest

from ckanext.donl.harvest.sources.dcat import formats, graph
from ckanext.donl.harvest.sources.dcat.paging import links
from demo.dcat_portal import DcatPortal, records

from .reading import turtle, walk

HERE = "https://a.nl/catalog?page=2"
NEXT = "https://a.nl/catalog?page=3"


@pytest.mark.parametrize(
    ("text", "following", "total"),
    [
        ("", "", None),
        (f"<{HERE}> hydra:next <{NEXT}>", NEXT, None),
        (f"<{HERE}> a hydra:PagedCollection ; hydra:nextPage '{NEXT}'", NEXT, None),
        ("<> hydra:next <?page=3>", NEXT, None),
        (f"<{HERE}> a ldp:Page ; ldp:nextPage <{NEXT}>", NEXT, None),
        (f"<{HERE}> a ldp:Page ; ldp:nextPage rdf:nil", "", None),
        (f"<{HERE}> hydra:next []", "", None),
        (f"<{HERE}> hydra:previous <{NEXT}>", "", None),
        (f"[] hydra:next <{NEXT}> ; hydra:totalItems 7", NEXT, 7),
        (
            f"<https://a.nl/other> hydra:next <https://a.nl/0> . <{HERE}> hydra:next <{NEXT}>",
            NEXT,
            None,
        ),
        ("<http://a> hydra:totalItems 7 . <http://b> hydra:totalItems 7", "", 7),
        ("<http://a> hydra:totalItems 7 . <http://b> hydra:totalItems 8", "", None),
        ("<http://a> hydra:totalItems '٧'", "", None),
    ],
)
def test_links(text: str, following: str, total: int | None) -> None:
    page = graph.parse(turtle(f"{text} ." if text else ""), formats.TURTLE, HERE)
    found = links(page, HERE)
    assert (found.following, found.total) == (following, total)


@pytest.mark.parametrize("paging", ["hydra", "link", ""])
@pytest.mark.parametrize("form", ["turtle", "xml", "json-ld", "nt", "html", ""])
def test_every_format_and_every_way_of_paging_gives_the_same(paging: str, form: str) -> None:
    served = records(7)
    with DcatPortal(served, paging=paging, format=form, page_size=3) as server:
        found = walk(server)
        assert len(server.requests) == (3 if paging else 1)
        assert "text/turtle" in server.requests[0].headers["accept"]
    assert (found.troubles, found.error) == ([], "")
    assert sorted(found.guids) == sorted(record.id for record in served)


def test_data_services_may_be_counted_or_not() -> None:
    class Portal(DcatPortal):
        more = "<http://a> dcat:service <http://a/wms> . <http://a/wms> a dcat:DataService ."

        def _turtle(self, *arguments: object) -> str:
            text = super()._turtle(*arguments)  # type: ignore[arg-type]
            return text.replace("totalItems 3", "totalItems 4") + self.more

    with Portal(records(3)) as server:
        found = walk(server)
    assert (len(found.guids), found.troubles) == (3, [])


def test_a_catalogue_that_lists_what_it_does_not_describe_is_not_complete() -> None:
    class Portal(DcatPortal):
        def _turtle(self, *arguments: object) -> str:
            text = super()._turtle(*arguments)  # type: ignore[arg-type]
            return f"{text} <http://a> dcat:dataset <http://a/elsewhere> ."

    with Portal(records(3), paging="") as server:
        found = walk(server)
    assert len(found.guids) == 3
    assert "does not deliver: http://a/elsewhere" in found.troubles[0]
