"""The tables for catalogues that speak DCAT: the European authority tables, and what else such
catalogues write."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from ckanext.donl import mapping, profile, vocabulary
from ckanext.donl.mapping import Value, Values, licence
from ckanext.donl.tests.reference import REFERENCE, needs_reference

OWMS = "http://standaarden.overheid.nl/owms/terms/"
EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
BY = "http://creativecommons.org/licenses/by/4.0/deed.nl"
SA = "http://creativecommons.org/licenses/by-sa/4.0/deed.nl"
NC = "https://creativecommons.org/licenses/by-nc/4.0/deed.nl"
ZERO = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"
MARK = "http://creativecommons.org/publicdomain/mark/1.0/deed.nl"
CLOSED = f"{OWMS}geslotenlicentie"
UNKNOWN = f"{OWMS}licentieonbekend"
GEO_SHARED = f"{OWMS}geogedeeld"

# By property of a reading: the field that it becomes.
FIELDS = {
    "theme": "theme",
    "frequency": "frequency",
    "language": "language",
    "accessRights": "access_rights",
    "authority": "authority",
}


@pytest.fixture(scope="module")
def dcat() -> mapping.Catalogue:
    return mapping.load("dcat")


def become(catalogue: mapping.Catalogue, prop: str, text: str) -> str:
    """What a value of a dataset becomes, empty when it has no mapping."""
    values = Values(dataset={prop: [Value(text, "s", text)]})
    lines = mapping.to_package(values, catalogue).trace
    (line,) = [line for line in lines if line.field == FIELDS[prop] and line.raw]
    return line.value


def become_of_distribution(catalogue: mapping.Catalogue, prop: str, text: str) -> str:
    values = Values(distributions=[{prop: [Value(text, "s", text)]}])
    lines = mapping.to_package(values, catalogue).trace
    name = {"format": "format", "mediaType": "mimetype"}[prop]
    (line,) = [line for line in lines if line.field == f"resources[0].{name}" and line.raw]
    return line.value


def resolve(catalogue: mapping.Catalogue, text: str) -> mapping.Licence:
    return licence.resolve([Value(text, "s", text)], catalogue.tables["dataset.license_id"])


def european(file: str) -> list[dict[str, str]]:
    path = REFERENCE / "eu" / file
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            {key: " ".join(cell.split()) for key, cell in row.items()}
            for row in csv.DictReader(stream)
        ]


def labels(row: dict[str, str]) -> list[str]:
    """Everything by which a European table knows a value."""
    code = row["uri"].rsplit("/", 1)[1]
    uris = [row["uri"], row["uri"].replace("http:", "https:")]
    return [*uris, code, *filter(None, (row["label_nl"], row["label_en"]))]


# Creative Commons and others


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


# Themes


@pytest.mark.parametrize(
    ("code", "theme"),
    [
        ("AGRI", "Landbouw_(thema)"),
        ("ECON", "Economie"),
        ("EDUC", "Onderwijs_en_wetenschap"),
        ("ENER", "Economie"),
        ("ENVI", "Natuur_en_milieu"),
        ("GOVE", "Bestuur"),
        ("HEAL", "Zorg_en_gezondheid"),
        ("INTR", "Internationaal"),
        ("JUST", "Recht_(thema)"),
        ("REGI", "Ruimte_en_infrastructuur"),
        ("SOCI", "Sociale_zekerheid"),
        ("TECH", "Onderwijs_en_wetenschap"),
        ("TRAN", "Verkeer_(thema)"),
    ],
)
def test_a_european_theme(dcat: mapping.Catalogue, code: str, theme: str) -> None:
    assert become(dcat, "theme", f"{EU}data-theme/{code}") == OWMS + theme
    assert become(dcat, "theme", code) == OWMS + theme


@needs_reference
def test_every_name_of_a_european_theme(dcat: mapping.Catalogue) -> None:
    rows = [row for row in european("data-theme.csv") if not row["uri"].endswith("OP_DATPRO")]
    assert len(rows) == 13
    for row in rows:
        assert len({become(dcat, "theme", text) for text in labels(row)}) == 1, row["uri"]


@needs_reference
def test_a_european_theme_of_several_dutch_ones_is_called_ambiguous(
    dcat: mapping.Catalogue,
) -> None:
    path = REFERENCE / "themes" / "donl_theme_to_eu_data_theme.csv"
    with path.open(encoding="utf-8", newline="") as file:
        top = [row for row in csv.DictReader(file) if row["level"] == "1"]
    for row in dcat.tables["dataset.theme"]:
        if row.value.startswith(f"{EU}data-theme/"):
            possible = [r["donl_theme"] for r in top if row.value in r["eu_data_themes"].split()]
            assert row.target in possible
            assert row.ambiguous or len(possible) == 1, row.value
            assert bool(row.note) == row.ambiguous


def test_the_dutch_top_themes_by_their_labels(dcat: mapping.Catalogue) -> None:
    top = [e for e in vocabulary.get("overheid_taxonomiebeleidsagenda") if not e.parent]
    assert len(top) == 17
    for entry in top:
        assert become(dcat, "theme", entry.label_nl) == entry.uri


# Frequencies


@needs_reference
@pytest.mark.parametrize("file", ["frequency.csv", "frequency_2022_en.csv"])
def test_every_european_frequency(dcat: mapping.Catalogue, file: str) -> None:
    listed = vocabulary.get("overheid_frequency")
    for row in european(file):
        if row["uri"].endswith("OP_DATPRO"):
            continue
        became = {become(dcat, "frequency", text) for text in labels(row)}
        assert len(became) == 1, row["uri"]
        if row["uri"] in listed:
            assert became == {row["uri"]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("R/P1Y", "ANNUAL"),
        ("R/P10Y", "OTHER"),
        ("R/P6M", "ANNUAL_2"),
        ("R/P4M", "ANNUAL_3"),
        ("R/P3M", "QUARTERLY"),
        ("R/P2M", "BIMONTHLY"),
        ("R/P1M", "MONTHLY"),
        ("R/P0.5M", "MONTHLY_2"),
        ("R/P0.33M", "MONTHLY_3"),
        ("R/P2W", "BIWEEKLY"),
        ("R/P1W", "WEEKLY"),
        ("R/P3.5D", "WEEKLY_2"),
        ("R/P0.33W", "WEEKLY_3"),
        ("R/P1D", "DAILY"),
        ("R/PT1S", "UPDATE_CONT"),
        ("P1D", "DAILY"),
        ("P7D", "WEEKLY"),
        ("R-P1D", "DAILY"),
        ("irregular", "IRREG"),
        ("asNeeded", "IRREG"),
        ("annually", "ANNUAL"),
        ("fortnightly", "BIWEEKLY"),
        ("Jaarlijks", "ANNUAL"),
        ("per kwartaal", "QUARTERLY"),
        ("realtime", "CONT"),
        ("Eenmalig", "NEVER"),
        ("http://purl.org/cld/freq/threeTimesAWeek", "WEEKLY_3"),
        ("http://inspire.ec.europa.eu/metadata-codelist/MaintenanceFrequency/monthly", "MONTHLY"),
        ("http://purl.org/linked-data/sdmx/2009/code#freq-Q", "QUARTERLY"),
    ],
)
def test_a_frequency(dcat: mapping.Catalogue, text: str, code: str) -> None:
    assert become(dcat, "frequency", text) == f"{EU}frequency/{code}"


# Languages


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("NLD", ["nl", "NL", "nl-NL", "nld", "dut", "Nederlands", "Dutch"]),
        ("ENG", ["en", "en-GB", "eng", "Engels", "English"]),
        ("DEU", ["de", "deu", "ger", "Duits", "German", "Deutsch"]),
        ("FRY", ["fy", "fry", "Fries", "Frysk", "Frisian"]),
    ],
)
def test_a_language(dcat: mapping.Catalogue, code: str, texts: list[str]) -> None:
    uri = f"{EU}language/{code}"
    three = code.lower()
    addresses = [
        uri,
        uri.replace("http:", "https:"),
        f"http://id.loc.gov/vocabulary/iso639-2/{three}",
        f"http://lexvo.org/id/iso639-3/{three}",
    ]
    assert {become(dcat, "language", text) for text in [*texts, *addresses]} == {uri}


def test_the_languages_of_distributions_and_metadata_are_the_same(dcat: mapping.Catalogue) -> None:
    keys = ("dataset.metadata_language", "distribution.language", "distribution.metadata_language")
    assert all(dcat.tables[key] is dcat.tables["dataset.language"] for key in keys)


# Access rights


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("public", "PUBLIC"),
        ("PUBLIC", "PUBLIC"),
        ("openbaar", "PUBLIC"),
        ("https://publications.europa.eu/resource/authority/access-right/PUBLIC", "PUBLIC"),
        ("restricted public", "RESTRICTED"),
        ("beperkt", "RESTRICTED"),
        (f"{EU}access-right/RESTRICED", "RESTRICTED"),
        ("non-public", "NON_PUBLIC"),
        ("niet-openbaar", "NON_PUBLIC"),
        (f"{EU}access-right/CONFIDENTIAL", "NON_PUBLIC"),
        ("https://dcat.overheid.nl/application-profile/donl/term/ONDER_VOORWAARDEN", "RESTRICTED"),
        ("https://dcat.overheid.nl/application-profile/donl/term/PRIVACY", "NON_PUBLIC"),
        ("http://purl.org/coar/access_right/c_abf2", "PUBLIC"),
    ],
)
def test_an_access_right(dcat: mapping.Catalogue, text: str, code: str) -> None:
    assert become(dcat, "accessRights", text) == f"{EU}access-right/{code}"


# Formats and media types


@needs_reference
def test_every_european_file_type(dcat: mapping.Catalogue) -> None:
    listed = vocabulary.get("mdr_filetype_nal")
    for row in european("file-type.csv"):
        if row["uri"] not in listed or row["uri"].endswith("OP_DATPRO"):
            continue
        code = row["uri"].rsplit("/", 1)[1]
        for text in (row["uri"], code, row["label_en"]):
            assert become_of_distribution(dcat, "format", text) == row["uri"], text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CSV", "CSV"),
        (".csv", "CSV"),
        ("text/csv", "CSV"),
        (f"{IANA}text/csv", "CSV"),
        ("http://www.iana.org/assignments/media-types/text/csv", "CSV"),
        ("GeoJSON", "GEOJSON"),
        ("application/vnd.geo+json", "GEOJSON"),
        ("application/geo+json", "GEOJSON"),
        ("shp", "SHP"),
        ("ESRI Shapefile", "SHP"),
        ("WMS", "WMS_SRVC"),
        ("OGC:WFS", "WFS_SRVC"),
        ("http://www.opengis.net/def/serviceType/ogc/wfs", "WFS_SRVC"),
        ("Excel XLSX", "XLSX"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
        ("GeoPackage", "GPKG"),
        ("Turtle", "RDF_TURTLE"),
        ("application/ld+json", "JSON_LD"),
        ("jpg", "JPEG"),
        ("PDF", "PDF"),
        ("tab", "TAB"),
    ],
)
def test_a_format(dcat: mapping.Catalogue, text: str, code: str) -> None:
    assert become_of_distribution(dcat, "format", text) == f"{EU}file-type/{code}"


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("CSV", "text/csv"),
        (f"{EU}file-type/CSV", "text/csv"),
        ("http://www.iana.org/assignments/media-types/text/csv", "text/csv"),
        (f"{IANA}application/geo%2Bjson", "application/geo+json"),
        ("application/vnd.geo+json", "application/geo+json"),
        ("GeoJSON", "application/geo+json"),
        ("application/x-zip-compressed", "application/zip"),
        ("application/vnd.oasis.opendocument.chart", "application/vnd.oasis.opendocument.chart"),
    ],
)
def test_a_media_type(dcat: mapping.Catalogue, text: str, media_type: str) -> None:
    assert become_of_distribution(dcat, "mediaType", text) == IANA + media_type


def test_every_media_type_of_the_list_by_its_name(dcat: mapping.Catalogue) -> None:
    table = dcat.tables["distribution.mimetype"]
    listed = vocabulary.get("iana_mediatypes")
    ours = {row.value for row in table}
    for entry in listed:
        if entry.label_en not in ours:
            assert mapping.names.find(entry.label_en, listed) == entry.uri, entry.uri


# Organisations


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("https://identifier.overheid.nl/tooi/id/gemeente/gm0344", "Utrecht_(gemeente)"),
        ("https://identifier.overheid.nl/tooi/id/gemeente/gm0772", "Eindhoven_(gemeente)"),
        ("https://identifier.overheid.nl/tooi/id/gemeente/gm0518", "'s-Gravenhage"),
        ("https://identifier.overheid.nl/tooi/id/gemeente/gm1900", "Sudwest_Fryslan"),
        ("https://identifier.overheid.nl/tooi/id/provincie/pv28", "Zuid-Holland"),
        ("https://identifier.overheid.nl/tooi/id/provincie/pv20", "Groningen_(provincie)"),
        ("Den Haag", "'s-Gravenhage"),
        ("RIVM", "Rijksinstituut_voor_Volksgezondheid_en_Milieu"),
    ],
)
def test_an_organisation(dcat: mapping.Catalogue, text: str, term: str) -> None:
    assert become(dcat, "authority", text) == OWMS + term


def test_a_tooi_address_is_that_of_one_organisation(dcat: mapping.Catalogue) -> None:
    """Each municipality and each province once, and no code with two."""
    rows = [r for r in dcat.tables["dataset.authority"] if "/tooi/id/" in r.value]
    assert len(rows) > 340
    assert len({row.target for row in rows}) == len(rows)


def test_nothing_else_of_the_profile_is_lost(dcat: mapping.Catalogue) -> None:
    """Every table is of a field that can be mapped, and every closed licence is one that closes."""
    assert set(dcat.tables) <= set(mapping.mapped_fields())
    targets = {row.target for row in dcat.tables["dataset.license_id"]}
    assert {CLOSED, UNKNOWN, GEO_SHARED} <= targets & set(profile.CLOSED_LICENCES)


def test_no_file_of_ours_has_a_value_twice() -> None:
    for path in sorted(Path(mapping.__file__).parent.glob("data/*/*.csv")):
        lines = path.read_text("utf-8").splitlines()
        assert len(lines) == len(set(lines)), path
