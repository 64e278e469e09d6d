"""The tables for catalogues that speak DCAT: the European authority tables, and what else such
catalogues write."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ckanext.donl import mapping, vocabulary
from ckanext.donl.mapping import Value, Values
from ckanext.donl.tests.mapping.published import european, labels
from ckanext.donl.tests.reference import REFERENCE, needs_reference

OWMS = "http://standaarden.overheid.nl/owms/terms/"
EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"

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


def test_no_file_of_ours_has_a_value_twice() -> None:
    for path in sorted(Path(mapping.__file__).parent.glob("data/*/*.csv")):
        lines = path.read_text("utf-8").splitlines()
        assert len(lines) == len(set(lines)), path
