"""The licence table for catalogues that speak DCAT: every spelling of Creative Commons, the
European licence table, Geonovum's list, and others."""

from __future__ import annotations

import re

import pytest

from ckanext.donl import mapping, profile, vocabulary
from ckanext.donl.mapping import Value, licence
from ckanext.donl.tests.mapping.published import european
from ckanext.donl.tests.reference import REFERENCE, needs_reference

OWMS = "http://standaarden.overheid.nl/owms/terms/"
EU = "http://publications.europa.eu/resource/authority/"
BY = "http://creativecommons.org/licenses/by/4.0/deed.nl"
SA = "http://creativecommons.org/licenses/by-sa/4.0/deed.nl"
NC = "https://creativecommons.org/licenses/by-nc/4.0/deed.nl"
ZERO = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"
MARK = "http://creativecommons.org/publicdomain/mark/1.0/deed.nl"
CLOSED = f"{OWMS}geslotenlicentie"
UNKNOWN = f"{OWMS}licentieonbekend"
GEO_SHARED = f"{OWMS}geogedeeld"


@pytest.fixture(scope="module")
def dcat() -> mapping.Catalogue:
    return mapping.load("dcat")


def resolve(catalogue: mapping.Catalogue, text: str) -> mapping.Licence:
    return licence.resolve([Value(text, "s", text)], catalogue.tables["dataset.license_id"])


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            [
                "CC0",
                "cc0 1.0",
                "CC-0",
                "CC0-1.0",
                "CC0 1.0 Universal",
                "cc-zero",
                "Creative Commons Zero v1.0 Universal",
                "creativecommons.org/publicdomain/zero/1.0/",
                "//creativecommons.org/publicdomain/zero/1.0/",
                "https://creativecommons.org/publicdomain/zero/1.0/legalcode.nl",
                "https://creativecommons.org/publicdomain/zero/1.0/nl/",
                "http://www.opendefinition.org/licenses/cc-zero",
                "https://opendefinition.org/licenses/cc-zero/",
                "http://dcat-ap.de/def/licenses/cc-zero",
                "https://spdx.org/licenses/CC0-1.0",
                f"{EU}licence/CC0",
                "https://publications.europa.eu/resource/authority/licence/CC0",
                "https://definities.geostandaarden.nl/dcat-ap-nl/id/waardelijst/licenties/cc0",
            ],
            ZERO,
        ),
        (
            [
                "CC BY 4.0",
                "CC-BY-4.0",
                "cc-by 4.0",
                "CC_BY_4_0",
                "CC BY (4.0)",
                "CC-BY v4.0",
                "CC BY",
                "CC-BY",
                "cc-by",
                "Creative Commons Attribution",
                "Creative Commons Attribution 4.0 International",
                "Creative Commons Attribution 4.0 International (CC BY 4.0)",
                "Attribution 4.0 International",
                "Creative Commons Naamsvermelding 4.0 Internationaal",
                "creativecommons.org/licenses/by/4.0/deed.nl",
                "https://creativecommons.org/licenses/by/",
                "https://spdx.org/licenses/CC-BY-4.0",
                "http://www.opendefinition.org/licenses/cc-by",
                f"{EU}licence/CC_BY",
                f"{EU}licence/CC_BY_4_0",
            ],
            BY,
        ),
        (
            [
                "CC BY-SA 4.0",
                "CC-BY-SA 4.0",
                "cc-by-sa",
                "CC BY SA",
                "Creative Commons Attribution Share-Alike",
                "Creative Commons Attribution–ShareAlike 4.0 International",
                "Creative Commons Naamsvermelding-GelijkDelen 4.0 Internationaal",
                "https://creativecommons.org/licenses/by-sa/4.0/legalcode",
                f"{EU}licence/CC_BYSA_4_0",
            ],
            SA,
        ),
        (
            [
                "CC BY-NC 4.0",
                "Creative Commons Naamsvermelding-NietCommercieel 4.0 Internationaal",
                "https://creativecommons.org/licenses/by-nc/4.0/deed.de",
                f"{EU}licence/CC_BYNC_4_0",
            ],
            NC,
        ),
        (["Public Domain", "Publiek domein", "PDM 1.0", f"{EU}licence/CC_PDM_1_0"], MARK),
        (
            [
                "CC BY-ND 4.0",
                "CC-BY-NC-ND 3.0",
                "CC BY-NC-SA",
                "CC BY-NC 3.0",
                "https://creativecommons.org/licenses/by-nc-nd/4.0/deed.nl",
                "http://creativecommons.org/licenses/by-nc-sa/3.0/nl/",
                f"{EU}licence/CC_BYNCND_3_0",
                "Alle rechten voorbehouden",
                "Geen open licentie",
            ],
            CLOSED,
        ),
        (["Geo gedeeld", "geo-gedeeld licentie", f"https{GEO_SHARED[4:]}", GEO_SHARED], GEO_SHARED),
    ],
    ids=("zero", "by", "by-sa", "by-nc", "public domain", "not open", "geo shared"),
)
def test_every_spelling_of_a_licence(
    dcat: mapping.Catalogue, texts: list[str], expected: str
) -> None:
    assert {text: resolve(dcat, text).license_id for text in texts} == dict.fromkeys(
        texts, expected
    )


@pytest.mark.parametrize(
    "text",
    [
        "CC BY 3.0",
        "Creative Commons Naamsvermelding 3.0 Nederland",
        "http://creativecommons.org/licenses/by/3.0/nl/deed.nl",
        "https://creativecommons.org/licenses/by-sa/2.5/",
        f"{EU}licence/CC_BY_3_0",
        f"{EU}licence/CC_BYSA_3_0_NL",
        "https://opendatacommons.org/licenses/odbl/1-0/",
        "http://www.opendefinition.org/licenses/odc-by",
        f"{EU}licence/ODC_BL",
        "ODbL",
    ],
)
def test_an_open_licence_that_the_list_does_not_have(dcat: mapping.Catalogue, text: str) -> None:
    """It is not said to be another one; the report counts it, and a line changes it."""
    found = resolve(dcat, text)
    assert (found.license_id, found.ambiguous) == (UNKNOWN, True)
    assert found.row is not None
    assert "value list" in found.row.note


def test_a_licence_without_a_version_is_called_ambiguous(dcat: mapping.Catalogue) -> None:
    assert resolve(dcat, "CC BY").ambiguous
    assert not resolve(dcat, "CC BY 4.0").ambiguous


@pytest.mark.parametrize("text", ["-", "CC", "Creative Commons", "zie website", "http://", "?"])
def test_what_says_nothing_has_no_mapping(dcat: mapping.Catalogue, text: str) -> None:
    assert resolve(dcat, text).unmapped


def test_every_licence_of_the_list_is_its_own(dcat: mapping.Catalogue) -> None:
    for entry in vocabulary.get("donl_license"):
        assert resolve(dcat, entry.uri).license_id == entry.uri


def expected_licence(code: str) -> str:
    """What a licence of the European table or Geonovum's list is, by its name there."""
    known = {
        r"CC0|cc0": ZERO,
        r"CC_PDM_1_0|public_domain_mark": MARK,
        r"CC_BY(_4_0)?|naamsvermelding40": BY,
        r"CC_BYSA(_4_0)?|naamsvermelding_gelijkdelen40": SA,
        r"CC_BYNC(_4_0)?|naamsvermelding_niet_commercieel40": NC,
        r"ODC_PDDL": ZERO,
        r"CC_BY(NC|ND).*|.*(niet_commercieel|geen_afgeleide).*|niet_open": CLOSED,
    }
    return next((uri for name, uri in known.items() if re.fullmatch(name, code)), UNKNOWN)


@needs_reference
@pytest.mark.parametrize(
    "file", ["licence_2019_nl.csv", "licence_2024_en.csv", "geonovum-licenties.csv"]
)
def test_every_licence_of_a_published_table(dcat: mapping.Catalogue, file: str) -> None:
    rows = european(file)
    assert rows
    for row in rows:
        code = row["uri"].rsplit("/", 1)[1]
        assert resolve(dcat, row["uri"]).license_id == expected_licence(code), code
        for label in (row["label_nl"], row["label_en"]):
            # The list of 2024 also has licences of software, which are in no table of ours.
            if label.startswith("Creative Commons"):
                assert resolve(dcat, label).license_id == expected_licence(code), label


@needs_reference
def test_every_creative_commons_address_in_real_records(dcat: mapping.Catalogue) -> None:
    """Those of the list and its versions end there, others in none that is open."""
    address = re.compile(rb"https?://(?:www\.)?creativecommons\.org/[a-zA-Z0-9/_.*-]+")
    found: set[str] = set()
    for folder in ("samples", "mappings", "mqa"):
        for path in (REFERENCE / folder).rglob("*"):
            if path.is_file():
                found |= {match.decode() for match in address.findall(path.read_bytes())}
    assert len(found) > 50
    kinds = {
        r"/licenses/by/4\.0": BY,
        r"/licenses/by-sa/4\.0": SA,
        r"/licenses/by-nc/4\.0": NC,
        r"/publicdomain/zero/(1\.0|\*)": ZERO,
        r"/publicdomain/mark/1\.0": MARK,
        r"/licenses/by-(nc|nd)[a-z-]*/": {CLOSED, UNKNOWN, NC},
    }
    for text in found:
        allowed = next((uri for kind, uri in kinds.items() if re.search(kind, text)), None)
        given = resolve(dcat, text).license_id
        if isinstance(allowed, str):
            assert given == allowed, text
        elif allowed:
            assert given in allowed, text
        else:
            assert given in (UNKNOWN, BY, SA), text


def test_the_closed_licences_are_those_that_close(dcat: mapping.Catalogue) -> None:
    targets = {row.target for row in dcat.tables["dataset.license_id"]}
    assert {CLOSED, UNKNOWN, GEO_SHARED} == targets & set(profile.CLOSED_LICENCES)
