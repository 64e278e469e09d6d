"""Valid values to start from: a test says what it changes."""

from __future__ import annotations

from typing import Any

EU = "http://publications.europa.eu/resource/authority"
OWMS = "http://standaarden.overheid.nl/owms/terms"
SCHEME = "http://standaarden.overheid.nl/owms/4.0/doc"

NLD = f"{EU}/language/NLD"
PUBLIC = f"{EU}/access-right/PUBLIC"
RESTRICTED = f"{EU}/access-right/RESTRICTED"
NON_PUBLIC = f"{EU}/access-right/NON_PUBLIC"
CC_BY = "http://creativecommons.org/licenses/by/4.0/deed.nl"
CLOSED = f"{OWMS}/geslotenlicentie"
GEMEENTE = f"{SCHEME}/waardelijsten/overheid.gemeente"
PROVINCIE = f"{SCHEME}/waardelijsten/overheid.provincie"
RD = f"{SCHEME}/syntax-codeerschemas/overheid.epsg28992"
POSTCODE = f"{SCHEME}/syntax-codeerschemas/overheid.postcodehuisnummer"


def dataset(**changes: Any) -> dict[str, Any]:
    """The mandatory fields of a dataset and ``changes``; a change to None leaves the field out."""
    package: dict[str, Any] = {
        "name": "bomen",
        "title": "Bomen",
        "notes": "Alle bomen in beheer bij de gemeente.",
        "identifier": "https://data.example.nl/bomen",
        "language": [NLD],
        "metadata_language": NLD,
        "authority": f"{OWMS}/'s-Hertogenbosch",
        "publisher": f"{OWMS}/'s-Hertogenbosch",
        "contact_point_name": "Team Groen",
        "contact_point_email": "groen@example.nl",
        "license_id": CC_BY,
        "theme": [f"{OWMS}/Natuur_en_milieu"],
        "modified": "2024-05-01T00:00:00",
        **changes,
    }
    return {name: value for name, value in package.items() if value is not None}


def distribution(**changes: Any) -> dict[str, Any]:
    """The mandatory fields of a distribution and ``changes``, as ``dataset``."""
    resource: dict[str, Any] = {
        "url": "https://data.example.nl/bomen.csv",
        "name": "Bomen (CSV)",
        "description": "Alle bomen als tabel.",
        "metadata_language": NLD,
        "language": [NLD],
        "license_id": CC_BY,
        "format": f"{EU}/file-type/CSV",
        **changes,
    }
    return {name: value for name, value in resource.items() if value is not None}
