"""What the tests of this folder share: small documents, and what is read from them."""

from __future__ import annotations

from typing import Any

from ckanext.donl.harvest import settings
from ckanext.donl.harvest.record import Item, Record
from ckanext.donl.harvest.sources.dcat import DcatSource
from ckanext.donl.mapping import Values
from demo.dcat_portal import DcatPortal

from .. import walking
from ..walking import Walk

URI = "https://data.example.nl/dataset/1"
PREFIXES = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatap: <http://data.europa.eu/r5r/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix donl: <https://data.overheid.nl/dcat.rdf#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix ldp: <http://www.w3.org/ns/ldp#> .
@prefix locn: <http://www.w3.org/ns/locn#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <http://schema.org/> .
@prefix schemas: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix time: <http://www.w3.org/2006/time#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def source(url: str = "https://data.example.nl/catalog", /, **config: Any) -> DcatSource:
    """A source with these settings."""
    parsed = settings.parse(None, DcatSource.settings_table)
    for name, value in config.items():
        parsed[name] = DcatSource.settings_table[name].check(value)
    return DcatSource(url, parsed)


def turtle(text: str) -> bytes:
    """A document with the usual prefixes."""
    return f"{PREFIXES}{text}".encode()


def dataset(text: str, more: str = "") -> bytes:
    """A document with one dataset.

    :param text: what is said of it, predicates and objects
    :param more: other statements
    """
    return turtle(f"<{URI}> a dcat:Dataset ; {text} .\n{more}")


def items(content: bytes, /, **config: Any) -> list[Item]:
    """What is in a document."""
    return list(source(**config).items(content))


def record(content: bytes, /, **config: Any) -> Record:
    """The only record of a document."""
    (item,) = items(content, **config)
    assert isinstance(item, Record)
    return item


def read(content: bytes, /, **config: Any) -> Values:
    """The values of the only record of a document."""
    return source(**config).read(record(content, **config).content, None)


def texts(content: bytes, name: str, /, **config: Any) -> list[str]:
    """The texts of one property; of a distribution with its place, as ``0.title``."""
    values = read(content, **config)
    place, dot, prop = name.partition(".")
    found = values.distributions[int(place)].get(prop, []) if dot else values.dataset.get(name, [])
    return [value.text for value in found]


def walk(server: DcatPortal | str, /, retries: int = 1, **config: Any) -> Walk:
    """Walk through a catalogue with little patience."""
    url = server if isinstance(server, str) else server.source_url
    return walking.walk(source(url, **config), retries=retries)
