"""The ckanext-dcat profile of DCAT-AP-DONL datasets: fields to the terms of ``terms.yaml``.

It only writes RDF. The values are the URIs of the value lists, never their labels; only an
organisation also gets its name, and a theme the European ones that it is, which DCAT-AP asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Identifier

from ckanext.dcat.profiles import EuropeanDCATAP3Profile
from ckanext.dcat.utils import resource_uri

from .. import profile, vocabulary
from ..profile import Field
from ..uri import is_uri
from .themes import data_themes

Node = URIRef | BNode
Values = Mapping[str, Any]

_TABLE = yaml.safe_load(Path(__file__).with_name("terms.yaml").read_text("utf-8"))
_NS = {prefix: Namespace(uri) for prefix, uri in _TABLE["prefixes"].items()}
ADMS, DCAT, DCT, FOAF, GSP, LOCN, SKOS, SPDX, VCARD = (
    _NS[prefix]
    for prefix in ("adms", "dcat", "dct", "foaf", "gsp", "locn", "skos", "spdx", "vcard")
)

# What an IRI may not hold. Anything else stays: a URI with %28 for a bracket is another URI.
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_NETHERLANDS = URIRef("http://publications.europa.eu/resource/authority/country/NLD")
_RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
_ALGORITHMS = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_COUNTRY_CODE_AND_ZERO = re.compile(r"^((?:\+|00)[1-9][0-9]{0,2}\s*)\(0\)")
# From 112 to the longest number that there is (E.164).
_TELEPHONE = re.compile(r"\+?[0-9]{3,15}")


class DonlProfile(EuropeanDCATAP3Profile):
    """The profile ``donl_dcat_ap`` for ckanext-dcat's option ``ckanext.dcat.rdf.profiles``."""

    g: Graph

    def graph_from_dataset(self, dataset_dict: Values, dataset_ref: URIRef) -> None:
        """Add a dataset and its distributions to the graph.

        :param dataset_dict: a package dict as ``package_show`` gives it
        """
        for prefix, namespace in _NS.items():
            self.g.bind(prefix, namespace)
        language = _language(dataset_dict)
        self._add(dataset_ref, RDF.type, DCAT.Dataset)
        self._fields(dataset_dict, dataset_ref, "dataset", profile.DATASET, language)
        self._add(dataset_ref, DCT.identifier, _literal(dataset_dict.get("identifier")))
        for tag in dataset_dict.get("tags", ()):
            self._add(dataset_ref, DCAT.keyword, _literal(tag["name"], language))
        for theme in _each(dataset_dict.get("theme")):
            for european in data_themes(theme):
                self._add(dataset_ref, DCAT.theme, URIRef(european))
        for identifier in dataset_dict.get("alternate_identifier", ()):
            self._node(
                dataset_ref, ADMS.identifier, ADMS.Identifier, {SKOS.notation: _literal(identifier)}
            )
        for name in ("authority", "publisher"):
            self._organisation(dataset_dict.get(name))
        self._contact(dataset_dict, dataset_ref)
        self._period(dataset_dict, dataset_ref, language)
        self._coverage(dataset_dict, dataset_ref)
        for resource in dataset_dict.get("resources", ()):
            self._distribution(resource, dataset_ref)

    def _distribution(self, resource: Values, dataset_ref: URIRef) -> None:
        ref = URIRef(resource_uri(resource))
        language = _language(resource)
        self._add(dataset_ref, DCAT.distribution, ref)
        self._add(ref, RDF.type, DCAT.Distribution)
        self._fields(resource, ref, "distribution", profile.DISTRIBUTION, language)
        rights = _literal(resource.get("rights"), language)
        self._node(ref, DCT.rights, DCT.RightsStatement, {DCT.description: rights})
        algorithm = re.sub(r"[^a-z0-9]", "", str(resource.get("hash_algorithm", "")).lower())
        checksum = str(resource.get("hash", "")).strip()
        # SPDX knows no other notation of a checksum; base64, for one, is left out.
        if _HEX.fullmatch(checksum) and algorithm in _ALGORITHMS:
            facts = {
                SPDX.algorithm: SPDX[f"checksumAlgorithm_{algorithm}"],
                SPDX.checksumValue: Literal(checksum, datatype=XSD.hexBinary),
            }
            self._node(ref, SPDX.checksum, SPDX.Checksum, facts)

    def _fields(
        self,
        values: Values,
        ref: URIRef,
        cls: str,
        fields: Mapping[str, Field],
        language: str | None,
    ) -> None:
        for name, term in _TABLE[cls].items():
            prefix, _colon, local = term.partition(":")
            for value in _each(values.get(name)):
                self._add(ref, _NS[prefix][local], _object(fields[name], value, language))

    def _organisation(self, uri: str | None) -> None:
        ref = _uri(uri)
        entry = vocabulary.get("donl_organization").entry(uri) if uri else None
        if ref is not None:
            self._add(ref, RDF.type, FOAF.Agent)
            self._add(ref, FOAF.name, _literal(entry.label_nl if entry else None, "nl"))

    def _contact(self, values: Values, ref: URIRef) -> None:
        email = values.get("contact_point_email")
        facts = {
            VCARD.fn: _literal(values.get("contact_point_name")),
            VCARD.hasEmail: URIRef(f"mailto:{quote(email, safe='@+')}") if email else None,
            VCARD.hasTelephone: _telephone(values.get("contact_point_phone")),
            VCARD.hasURL: _uri(values.get("contact_point_website")),
            VCARD.title: _literal(values.get("contact_point_title")),
            VCARD["street-address"]: _literal(values.get("contact_point_address")),
        }
        self._node(ref, DCAT.contactPoint, VCARD.Kind, facts)

    def _period(self, values: Values, ref: URIRef, language: str | None) -> None:
        facts = {
            SKOS.prefLabel: _literal(values.get("temporal_label"), language),
            DCAT.startDate: _date(values.get("temporal_start")),
            DCAT.endDate: _date(values.get("temporal_end")),
        }
        self._node(ref, DCT.temporal, DCT.PeriodOfTime, facts)

    def _coverage(self, values: Values, ref: URIRef) -> None:
        if values.get("national_coverage") is True:
            self._add(ref, DCT.spatial, _NETHERLANDS)
        places = zip(
            _each(values.get("spatial_scheme")), _each(values.get("spatial_value")), strict=False
        )
        for scheme, place in places:
            if scheme.endswith("epsg28992"):
                point = Literal(f"<{_RD}> POINT({place})", datatype=GSP.wktLiteral)
                self._node(ref, DCT.spatial, DCT.Location, {LOCN.geometry: point})
            elif uri := _uri(place):
                self._add(ref, DCT.spatial, uri)
            else:
                self._node(ref, DCT.spatial, DCT.Location, {SKOS.prefLabel: _literal(place)})

    def _node(
        self,
        subject: Node,
        predicate: URIRef,
        cls: URIRef,
        facts: Mapping[URIRef, Identifier | None],
    ) -> None:
        """A node without a URI of its own; none when nothing is known of it."""
        if any(value is not None for value in facts.values()):
            node = BNode()
            self._add(subject, predicate, node)
            self._add(node, RDF.type, cls)
            for name, value in facts.items():
                self._add(node, name, value)

    def _add(self, subject: Node, predicate: URIRef, value: Identifier | None) -> None:
        if value is not None:
            self.g.add((subject, predicate, value))


def _language(values: Values) -> str | None:
    return profile.language_code(values.get("metadata_language")) or None


def _each(value: Any) -> Iterator[Any]:
    """The values of a field, whether it has none, one or many."""
    for item in value if isinstance(value, list) else [value]:
        if item not in (None, ""):
            yield item


def _object(field: Field, value: Any, language: str | None) -> URIRef | Literal | None:
    if field.type in ("concept", "uri"):
        return _uri(value)
    if field.type == "date":
        return _date(value)
    if field.type == "integer":
        return Literal(value, datatype=XSD.nonNegativeInteger)
    return _literal(value, language)


def _uri(value: Any) -> URIRef | None:
    """A web address as a URI; None for what is none, such as ``javascript:`` in old data."""
    if not isinstance(value, str) or not is_uri(value):
        return None
    return URIRef(_NOT_IN_IRI.sub(lambda match: quote(match.group()), value))


def _telephone(text: str | None) -> URIRef | None:
    """A telephone number as a URI; None for what is not surely one number, such as "zie website"
    or a number with an extension: vCard has only URIs here."""
    number = _COUNTRY_CODE_AND_ZERO.sub(r"\1", (text or "").strip())
    digits = re.sub(r"[\s()-]", "", number)
    return URIRef(f"tel:{digits}") if _TELEPHONE.fullmatch(digits) else None


def _literal(value: Any, language: str | None = None) -> Literal | None:
    return Literal(value, lang=language) if value else None


def _date(value: Any) -> Literal | None:
    """A moment; a day where it is midnight, as a day is stored."""
    if not value:
        return None
    day, _t, time = str(value).partition("T")
    if time in ("", "00:00:00"):
        return Literal(day, datatype=XSD.date)
    return Literal(value, datatype=XSD.dateTime)
