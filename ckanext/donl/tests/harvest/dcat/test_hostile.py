"""Documents that attack their reader: nothing is fetched, nothing grows without bound, and every
one ends in a reason."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest

from ckanext.donl.harvest.record import Record, Unreadable
from ckanext.donl.harvest.sources.dcat import bounds, description, formats, graph, jsonld
from demo.csw import Reply
from demo.standin import Request, StandIn

from .reading import PREFIXES, URI, dataset, items, read, record, turtle, walk

SCHEMA = "https://schema.org/"


class Trap(StandIn):
    """A server that nobody should ask."""

    def answer(self, request: Request) -> Reply:
        return Reply(b'{"@context": {"@vocab": "http://schema.org/"}}', type="application/ld+json")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection or a file by name fails the test."""

    def refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
        raise AssertionError("something was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr("rdflib.parser._urlopen", refuse)


def json_ld(context: Any, **node: Any) -> bytes:
    return json.dumps({"@context": context, "@type": "Dataset", "@id": URI, **node}).encode()


CONTEXTS: dict[str, Any] = {
    "plain": "{elsewhere}",
    "in a list": [SCHEMA, "{elsewhere}"],
    "in a list of lists": [[["{elsewhere}"]]],
    "import": {"@version": 1.1, "@import": "{elsewhere}"},
    "of a term": {"@vocab": SCHEMA, "name": {"@id": "schema:name", "@context": "{elsewhere}"}},
    "relative": "context.jsonld",
    "empty": "",
}


@pytest.mark.parametrize("form", CONTEXTS)
@pytest.mark.parametrize("elsewhere", ["server", "file", "file://localhost", "path"])
def test_no_context_is_fetched(form: str, elsewhere: str, tmp_path: Path) -> None:
    context = tmp_path / "context.jsonld"
    context.write_text('{"@context": {"@vocab": "http://schema.org/"}}')
    with Trap() as trap:
        address = {
            "server": f"{trap.url}/context.jsonld",
            "file": context.as_uri(),
            "file://localhost": f"file://localhost{context}",
            "path": str(context),
        }[elsewhere]
        text = json.dumps(CONTEXTS[form]).replace("{elsewhere}", address)
        document = json_ld(json.loads(text), name="Titel")

        with pytest.raises(ValueError, match="context"):
            items(document)

        assert trap.requests == []


@pytest.mark.parametrize(
    "node",
    [
        {"publisher": {"@context": "{elsewhere}", "name": "x"}},
        {"@graph": [{"@context": "{elsewhere}", "name": "x"}]},
        {"@included": {"@context": ["{elsewhere}"]}},
        {"publisher": [[{"a": {"@context": {"@import": "{elsewhere}"}}}]]},
    ],
)
def test_no_context_is_fetched_from_deeper_in(node: Any) -> None:
    with Trap() as trap:
        text = json.dumps(node).replace("{elsewhere}", f"{trap.url}/context.jsonld")
        with pytest.raises(ValueError, match="not fetched"):
            items(json_ld(SCHEMA, **json.loads(text)))
        assert trap.requests == []


def test_a_page_that_refers_to_a_context_elsewhere_is_a_clear_error() -> None:
    class Portal(Trap):
        def answer(self, request: Request) -> Reply:
            return Reply(json_ld(f"{self.url}/context"), type="application/ld+json")

    with Portal() as portal:
        found = walk(portal.url)
        assert "is not fetched" in found.error
        assert "schema.org" in found.error
        assert [request.path for request in portal.requests] == ["/"]


@pytest.mark.parametrize(
    "address",
    ["https://schema.org/", "http://schema.org", "https://schema.org/docs/jsonldcontext.jsonld"],
)
def test_known_contexts_are_answered_without_network(no_network: None, address: str) -> None:
    assert record(json_ld(address, name="Titel")).title == "Titel"


def test_an_address_of_a_context_takes_no_longer_than_its_size_asks_for(no_network: None) -> None:
    assert record(json_ld(f"https://schema.org{'/' * 3_000_000}", name="Titel")).title == "Titel"
    with pytest.raises(ValueError, match="not fetched"):
        record(json_ld(f"{'/' * 3_000_000}x", name="Titel"))


def test_a_known_context_is_not_spoilt_by_a_document(no_network: None) -> None:
    record(json_ld([SCHEMA, {"name": "http://elsewhere.example/name"}], name="Titel"))
    assert record(json_ld(SCHEMA, name="Titel")).title == "Titel"


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>',
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd"><r/>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]><r/>',
        "<!DOCTYPE r [<!ENTITY a0 'ha'>"
        + "".join(f"<!ENTITY a{n + 1} '&a{n};&a{n};&a{n};&a{n};'>" for n in range(30))
        + "]><r>&a30;</r>",
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE r []><r/>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_doctype_and_no_entity(no_network: None, document: str, encoding: str) -> None:
    with pytest.raises(ValueError, match=r"DOCTYPE|well-formed"):
        items(document.encode(encoding))


def test_nothing_is_opened_for_a_relative_or_local_address(no_network: None) -> None:
    content = turtle(
        "<file:///etc/passwd> a dcat:Dataset ; dct:title 'x' ; rdfs:seeAlso </etc/hosts> ; "
        "owl:imports <http://127.0.0.1/x> ; dcat:distribution <file:///etc/passwd#1> ."
    )
    (item,) = items(content)
    assert isinstance(item, Record)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b'{"@context":' * 50_000,
        b'{"@id":"a","x":' * 900 + b"1" + b"}" * 900,
        b'[{"@context":' + b"[" * 500 + b"]" * 500 + b"}]",
        turtle("<a> dct:relation " + "[ dct:relation " * 20_000),
        turtle("<a> dct:relation " + "[ dct:relation " * 2_000 + "1" + "]" * 2_000 + " ."),
        turtle("<a> dct:relation " + "(" * 20_000),
        b"<a>" * 20_000,
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' + b"<a><b>" * 500,
    ],
    ids=["arrays", "contexts", "nodes", "context", "blank", "closed", "lists", "xml", "rdf"],
)
def test_deep_nesting_is_an_error(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        items(content)


def test_a_document_holds_no_more_statements_than_the_bound() -> None:
    content = b"".join(b'<http://a> <http://b> "%d" .\n' % n for n in range(1001))
    with pytest.raises(bounds.TooLarge, match="more than 1,000 statements"):
        graph.parse(content, formats.TURTLE, max_statements=1000)
    assert len(graph.parse(content, formats.TURTLE, max_statements=1001)) == 1001
    nodes = [{"@id": f"http://a/{n}", "http://b": "c"} for n in range(1001)]
    with pytest.raises(bounds.TooLarge):
        graph.of_json_ld([nodes], max_statements=1000)


def test_the_same_statement_again_and_again_counts() -> None:
    with pytest.raises(bounds.TooLarge):
        graph.parse(b'<http://a> <http://b> "c" .\n' * 1001, formats.TURTLE, max_statements=1000)


def test_a_document_takes_no_longer_than_the_bound() -> None:
    content = b"".join(b'<http://a> <http://b> "%d" .\n' % n for n in range(5000))
    with pytest.raises(bounds.TooLarge, match="seconds"):
        graph.parse(content, formats.TURTLE, max_seconds=0)


def test_the_bound_on_statements_is_a_million() -> None:
    assert bounds.MAX_STATEMENTS == 1_000_000


def test_one_dataset_that_is_too_large_costs_only_itself() -> None:
    many = " , ".join(f'"{n}"' for n in range(bounds.MAX_STATEMENTS_OF_ONE + 1))
    content = turtle(
        f"<{URI}> a dcat:Dataset ; dct:title 'x' ; dcat:keyword {many} ."
        f"<{URI}0> a dcat:Dataset ; dct:title 'y' ."
    )
    broken, whole = items(content)
    assert isinstance(broken, Unreadable)
    assert "20,000 statements" in broken.reason
    assert isinstance(whole, Record)
    assert whole.title == "y"


def test_nodes_without_uri_that_are_all_alike_take_no_time() -> None:
    """What a canonical form that tells them apart takes an age for."""
    nodes = range(300)
    ring = "".join(
        f"_:n{n} dct:relation _:n{(n * 7 + 1) % 300}, _:n{(n * 11) % 300} ." for n in nodes
    )
    content = dataset("dct:title 'x' ; dct:relation _:n0", ring)
    began = time.monotonic()
    assert record(content).content == record(content).content
    assert time.monotonic() - began < 5


def test_a_ring_of_nodes_ends() -> None:
    content = dataset(
        "dct:title 'x' ; dcat:distribution _:a", "_:a dct:relation _:b . _:b dct:relation _:a ."
    )
    assert record(content).title == "x"


@pytest.mark.parametrize(
    "name",
    ["nul \\u0000 in a text", "bell \\u0007", 'quote \\" and backslash \\\\', "line\\nline\\r"],
)
def test_characters_that_no_database_takes_stay_out_of_a_record(name: str) -> None:
    content = record(dataset(f'dct:title "{name}"')).content
    assert not set(content.decode()) & set(map(chr, [*range(10), *range(11, 32), 127]))
    title = record(dataset(f'dct:title "{name}"')).title
    assert "\x00" not in title


def test_half_a_character_becomes_a_whole_one() -> None:
    document = json_ld(SCHEMA, name="half \ud83d", license="http://a/\udc00")
    found = record(document.replace(b"\\\\", b"\\"))
    assert found.content.decode()
    assert found.title == "half \ufffd"


def test_addresses_that_are_none_do_no_harm() -> None:
    content = (
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:dct="http://purl.org/dc/terms/" xmlns:dcat="http://www.w3.org/ns/dcat#">'
        f'<dcat:Dataset rdf:about="{URI} met spatie&gt; &lt;x"><dct:title>x</dct:title>'
        f'<dct:modified rdf:datatype="geen datum">2020</dct:modified>'
        f'<dcat:landingPage rdf:resource="http://[half"/></dcat:Dataset></rdf:RDF>'
    ).encode()
    found = record(content)
    assert found.guid == f"{URI}%20met%20spatie%3E%20%3Cx"
    assert description.parse(found.content)


def test_a_language_tag_that_is_none_does_not_break_the_catalogue() -> None:
    for content in (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns:dct="http://purl.org/dc/terms/" xmlns:dcat="http://www.w3.org/ns/dcat#">'
        b'<dcat:Dataset rdf:about="http://a/1"><dct:title xml:lang="nl_NL">Titel</dct:title>'
        b"</dcat:Dataset></rdf:RDF>",
        json_ld(SCHEMA, name={"@value": "Titel", "@language": "nl_NL"}),
        json_ld(SCHEMA, name={"@value": "Titel", "@language": ["nl"]}),
        json_ld([SCHEMA, {"@language": "nl_NL"}], name="Titel"),
    ):
        assert record(content).title == "Titel"


def test_the_log_is_not_filled_by_a_source(caplog: pytest.LogCaptureFixture) -> None:
    date = "http://www.w3.org/2001/XMLSchema#date"
    items(dataset(" ; ".join(f'dct:modified "{n}"^^<{date}>' for n in ("gisteren", "2020-13-45"))))
    assert caplog.records == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"Onderhoud", "none of RDF/XML"),
        (b"\x89PNG\r\n", "none of RDF/XML"),
        (b"{", "not JSON"),
        (b'{"a": 1}', "neither JSON-LD"),
        (b'["a"]', "neither JSON-LD"),
        (b"<html><body>x</body></html>", "HTML page without JSON-LD"),
        (b"<html><script type='application/ld+json'>{</script></html>", "not JSON"),
        (b"<a/>", "well-formed RDF/XML|"),
        (PREFIXES.encode() + b"<a> <b>", "not well-formed Turtle"),
        (b"<http://a> <http://b> \xff .", "not in UTF-8"),
    ],
)
def test_what_is_no_catalogue_says_why(content: bytes, reason: str) -> None:
    try:
        assert items(content) == []
    except ValueError as error:
        assert reason.rstrip("|") in str(error)
    else:
        assert reason.endswith("|")


def test_documents_that_are_deep_in_what_is_no_context_are_bounded() -> None:
    deep: Any = "x"
    for _level in range(bounds.MAX_DEPTH + 1):
        deep = {"a": deep}
    with pytest.raises(ValueError, match="nested too deeply"):
        jsonld.closed(deep)


RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:b="http://b/">'
    '<rdf:Description rdf:about="http://a">{}</rdf:Description></rdf:RDF>'
)
# What takes rdflib by itself a time that grows with the square of its size.
SLOW = {
    "entities in a text": RDF_XML.format(f"<b:c>{'a &amp; b' * 300_000}</b:c>"),
    "XML as a value": RDF_XML.format(
        f'<b:c rdf:parseType="Literal">{"<i>a</i>" * 200_000}</b:c>',
    ),
    "one prefix for many": RDF_XML.format(
        "".join(f'<p:c xmlns:p="http://p/{n}">x</p:c>' for n in range(5000))
    ),
    "a long line": f'<http://a> <http://b> "{"a" * 20_000_000}" .',
    "many prefixes": "".join(f"@prefix a{n}: <http://a/{n}> .\n" for n in range(10_000)),
}


@pytest.mark.parametrize("what", SLOW)
def test_no_document_takes_longer_than_its_size_asks_for(what: str) -> None:
    content = SLOW[what].encode()
    form = formats.XML if content.startswith(b"<rdf") else formats.TURTLE
    began = time.monotonic()
    graph.parse(content, form)
    assert time.monotonic() - began < 20


def test_contexts_that_multiply_are_refused() -> None:
    many = [{"@context": {f"t{n}": "http://a" for n in range(100)}} for _node in range(1001)]
    with pytest.raises(bounds.TooLarge, match="too many contexts"):
        jsonld.closed(many)


def test_datasets_that_share_what_is_large_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_CHARACTERS_OF_ALL", 50_000)
    sets = "".join(
        f"<{URI}{n}> a dcat:Dataset ; dct:title 'x' ; dct:publisher <http://a/p> ."
        for n in range(99)
    )
    content = turtle(f"{sets} <http://a/p> foaf:name '{'x' * 1000}' .")
    with pytest.raises(bounds.TooLarge, match="more than is read"):
        items(content)


def test_a_catalogue_of_which_nothing_can_be_read_is_given_up() -> None:
    many = " , ".join(f'"{n}"' for n in range(bounds.MAX_STATEMENTS_OF_ONE + 1))
    sets = "".join(f"<{URI}{n}> a dcat:Dataset ; dct:publisher <http://a/p> ." for n in range(30))
    with pytest.raises(bounds.TooLarge, match="statements"):
        items(turtle(f"{sets} <http://a/p> foaf:name {many} ."))


def test_many_distributions_that_have_many_values_from_their_dataset() -> None:
    """Of which a trace of millions of lines would be made, and each read for minutes."""
    many = range(3000)
    languages = ", ".join(f"'taal {n}'" for n in many)
    distributions = ", ".join(f"[ dcat:accessURL <http://a/{n}> ]" for n in many)
    values = read(dataset(f"dct:language {languages} ; dcat:distribution {distributions}"))
    assert len(values.dataset["language"]) == len(values.distributions) == 3000
    assert {len(of_one["language"]) for of_one in values.distributions} == {100}
