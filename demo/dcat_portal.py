"""A municipality's portal that publishes its catalogue as DCAT, of our own making.

    with DcatPortal(records(200)) as server:
        harvest(server.source_url)
        server.records = [first.retitled("Andere titel"), *others]

    python -m demo.dcat_portal [--count 200] [--seed 1] [--port 0]

It serves Turtle, RDF/XML, JSON-LD, N-Triples and a web page with JSON-LD in it, as the client asks
or as `format` says; and pages by Hydra, by a Link header (`paging`), or not at all.
"""

from __future__ import annotations

import argparse
import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from string import Template

from rdflib import Graph

from demo.content import identifier, table
from demo.csw import Reply
from demo.standin import Request, StandIn
from demo.variation import Dealer

HOST = "https://data.example.nl"
PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix eu: <http://publications.europa.eu/resource/authority/> .
@prefix iana: <https://www.iana.org/assignments/media-types/> .
"""
DATASET = Template("""
<$id> a dcat:Dataset ;
  dct:title "$title"@nl, "$english"@en ;
  dct:description "$about"@nl ;
  dct:identifier "$id" ;
  dcat:keyword $keywords ;
  dcat:theme <$theme> ;
  dct:publisher <$owner> ;
  dct:creator [ a foaf:Agent ; foaf:name "$organisation"@nl ] ;
  dcat:contactPoint [
    a vcard:Organization ;
    vcard:fn "$organisation" ;
    vcard:hasEmail <mailto:data@$slug.example>
  ] ;
  dct:license $licence ;
  dct:language <http://publications.europa.eu/resource/authority/language/NLD> ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/$frequency> ;
  dct:issued "$issued"^^xsd:date ;
  dct:modified "$modified"^^xsd:dateTime ;
  dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "$start"^^xsd:gYear ] ;
  dcat:landingPage <$id> ;
  dcat:distribution <$id/bestand>, <$id/dienst> .
<$owner> a foaf:Agent ; foaf:name "$organisation"@nl .
<$id/bestand> a dcat:Distribution ;
  dct:title "$title ($format)"@nl ;
  dct:description "Het hele bestand."@nl ;
  dcat:accessURL <$id/bestand.$ending> ;
  dcat:downloadURL <$id/bestand.$ending> ;
  dct:format <http://publications.europa.eu/resource/authority/file-type/$format> ;
  dcat:mediaType <https://www.iana.org/assignments/media-types/$media> ;
  dcat:byteSize "$size"^^xsd:nonNegativeInteger ;
  dct:license $licence .
<$id/dienst> a dcat:Distribution ;
  dct:title "$title (webservice)"@nl ;
  dcat:accessURL <$host/wms?service=WMS&request=GetCapabilities> ;
  dct:format <http://publications.europa.eu/resource/authority/file-type/WMS_SRVC> ;
  dcat:accessService [ a dcat:DataService ; dcat:endpointURL <$host/wms> ] .
""")

# Media types and the names that rdflib has for the formats.
FORMATS = {
    "text/turtle": "turtle",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "text/html": "html",
}
_TITLE = re.compile(r'dct:title "[^"]*"@nl, "[^"]*"@en')
_MODIFIED = re.compile(r'dct:modified "[^"]*"')


@dataclass(frozen=True)
class Record:
    """A dataset as the portal has it, and what a harvest should make of it.

    `turtle` has its statements without prefixes. `expected`: valid or rejected; `reason` says why.
    """

    id: str
    turtle: str
    expected: str = "valid"
    reason: str = ""

    def retitled(self, title: str) -> Record:
        """The same dataset with another title, changed later."""
        turtle = _TITLE.sub(f'dct:title "{title}"@nl, "{title}"@en', self.turtle)
        return replace(self, turtle=_MODIFIED.sub('dct:modified "2026-11-01T12:00:00"', turtle))


Fault = Callable[[str], str]


def no_title(turtle: str) -> str:
    """the title is missing"""
    return re.sub(r"  dct:title .*@en ;\n", "", turtle)


def unknown_organisation(turtle: str) -> str:
    """the organisation has no mapping"""
    turtle = re.sub(r"http://standaarden.overheid.nl/owms/terms/\S*_\(gemeente\)", HOST, turtle)
    return re.sub(r'foaf:name "[^"]*"', 'foaf:name "Genootschap van Nergenshuizen"', turtle)


def unreadable_date(turtle: str) -> str:
    """the modification date is not a date"""
    return _MODIFIED.sub('dct:modified "voorjaar 2016"', turtle)


def unknown_theme(turtle: str) -> str:
    """the theme has no mapping"""
    return re.sub(r"dcat:theme <[^>]*>", 'dcat:theme "Van alles en nog wat"', turtle)


FAULTS: list[Fault] = [no_title, unknown_organisation, unreadable_date, unknown_theme]
FAULT_EVERY = 18


def records(count: int, seed: int = 1) -> list[Record]:
    """`count` datasets, the same for the same seed; about one in twenty is unusable."""
    dealer = Dealer(seed)
    return [_record(dealer, index) for index in range(count)]


def _record(dealer: Dealer, index: int) -> Record:
    facts = table("portal.yaml")
    owner = dealer.pick("owner", table("owners.csv"), index)
    subject = dealer.pick("subject", table("subjects.yaml"), index)
    file = dealer.pick("file", facts["files"], index)
    dice = dealer.dice("portal", index)
    year = dice.randint(2006, 2020)
    id = f"{HOST}/dataset/{identifier(dealer.seed, 'portal', index)}"
    turtle = DATASET.substitute(
        id=id,
        host=HOST,
        title=f"{subject['title']} {owner['place']} {year}",
        english=f"{subject['layer'].capitalize()} {owner['place']} {year}",
        about=f"Dit bestand bevat {subject['about']}. Bron: {owner['organisation']}.",
        keywords=", ".join(f'"{word}"@nl' for word in subject["keywords"]),
        theme=facts["themes"].get(subject["topics"][0], facts["other_theme"]),
        owner=owner["uri"],
        organisation=owner["organisation"],
        slug=owner["slug"],
        licence=dealer.pick("licence", facts["licences"], index),
        frequency=dealer.pick("frequency", facts["frequencies"], index),
        issued=f"{year}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
        modified=f"{year + 2}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}T09:30:00",
        start=year - 1,
        size=dice.randint(2_000, 90_000_000),
        **file,
    )
    number, place = divmod(index, FAULT_EVERY)
    if place != FAULT_EVERY // 2:
        return Record(id, turtle)
    fault = FAULTS[number % len(FAULTS)]
    return Record(id, fault(turtle), "rejected", fault.__doc__ or "")


class DcatPortal(StandIn):
    """The server. `records` may be set while it runs.

    `format` is what it serves whatever is asked (a value of FORMATS), `paging` is hydra, link or
    empty, `page_size` what a page holds.
    """

    def __init__(
        self,
        records: Iterable[Record] = (),
        *,
        format: str = "",
        paging: str = "hydra",
        page_size: int = 100,
        port: int = 0,
        pause: float = 20.0,
    ) -> None:
        super().__init__(port, pause)
        self.records = list(records)
        self.format = format
        self.paging = paging
        self.page_size = page_size

    @property
    def source_url(self) -> str:
        """What an administrator fills in as the address of the source."""
        return f"{self.url}/catalog"

    def answer(self, request: Request) -> Reply:
        if request.path != "/catalog":
            return Reply(b"Not found", 404, "text/plain")
        number = int(request.parameters.get("page", 1))
        size = self.page_size if self.paging else max(len(self.records), 1)
        start = (number - 1) * size
        page = self.records[start : start + size]
        following = ""
        if start + size < len(self.records):
            following = f"{self.source_url}?page={number + 1}"
        here = f"{self.source_url}?page={number}" if number > 1 else self.source_url
        turtle = self._turtle(page, here, following)
        media_type = self._media_type(request.headers.get("accept", ""))
        headers = {"Link": f'<{following}>; rel="next"'} if following and self._by_link else {}
        return Reply(_written(turtle, FORMATS[media_type], here), 200, media_type, headers)

    @property
    def _by_link(self) -> bool:
        return self.paging == "link"

    def _turtle(self, page: list[Record], here: str, following: str) -> str:
        """A page: the catalogue, the datasets that are on it, and where it goes on."""
        lines = [PREFIXES, f'<{HOST}> a dcat:Catalog ; dct:title "Open data"@nl .']
        lines += [f"<{HOST}> dcat:dataset <{record.id}> ." for record in page]
        if self.paging == "hydra":
            lines.append(f"<{here}> a hydra:PartialCollectionView .")
            lines.append(f"<{HOST}> hydra:totalItems {len(self.records)} .")
            if following:
                lines.append(f"<{here}> hydra:next <{following}> .")
        return "\n".join([*lines, *(record.turtle for record in page)])

    def _media_type(self, accept: str) -> str:
        """What the server likes best of what the client accepts."""
        if self.format:
            return next(name for name, form in FORMATS.items() if form == self.format)
        accepted = {part.partition(";")[0].strip() for part in accept.split(",")}
        return next((name for name in FORMATS if name in accepted), "text/turtle")


@functools.lru_cache(maxsize=64)
def _written(turtle: str, form: str, url: str) -> bytes:
    if form == "turtle":
        return turtle.encode()
    graph = Graph().parse(data=turtle, format="turtle", publicID=url)
    if form != "html":
        return graph.serialize(format=form, encoding="utf-8")
    script = graph.serialize(format="json-ld")
    return (
        f'<!DOCTYPE html><html lang="nl"><head><script type="application/ld+json">{script}</script>'
        "</head><body><h1>Open data</h1></body></html>"
    ).encode()


def main(arguments: list[str] | None = None) -> None:
    """Serve generated records until interrupted; print the address first."""
    parser = argparse.ArgumentParser(prog="python -m demo.dcat_portal")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args(arguments)

    server = DcatPortal(records(options.count, options.seed), port=options.port)
    print(server.source_url, flush=True)
    server.run()


if __name__ == "__main__":
    main()
