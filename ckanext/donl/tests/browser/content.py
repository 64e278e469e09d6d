"""What the portal of the browser tests holds before anybody opens it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.tests import factories

from demo.csw import StaticCsw

from ..harvest import portal as p
from ..harvest import variants
from ..profile import examples as e

PASSWORD = "a-long-password-for-a-test"
ADMIN, OWNER = "beheerder", "eigenaar"
ORGANISATION = "s-hertogenbosch"
_TYPE = "https://data.overheid.nl/distributiontype"

# What a form cannot stop anybody from writing: it has to be shown as text, and to fit the page.
SCRIPT = "<script>document.title = 'taken over'</script>"
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2

COMPLETE = e.dataset(
    owner_org=ORGANISATION,
    notes="Alle bomen in beheer bij de gemeente: **soort**, hoogte en plantjaar.\n\n"
    "Bijgewerkt na elke snoeironde; bomen op particulier terrein ontbreken.",
    tags=[{"name": name} for name in ("bomen", "groen", "stad")],
    theme=[f"{e.OWMS}/Natuur_en_milieu", f"{e.OWMS}/Natuur-_en_landschapsbeheer"],
    url="https://data.example.nl/over-bomen",
    contact_point_phone="073 615 51 55",
    access_rights=e.PUBLIC,
    dataset_status="http://data.overheid.nl/status/beschikbaar",
    spatial_scheme=[e.GEMEENTE],
    spatial_value=[f"{e.OWMS}/'s-Hertogenbosch"],
    temporal_start="2020-01-01",
    temporal_end="2024-12-31",
    issued="2020-02-01",
    conforms_to=["https://data.example.nl/model/bomen"],
    high_value=True,
    resources=[
        e.distribution(distribution_type=f"{_TYPE}/download", size=48000),
        e.distribution(
            url="https://service.example.nl/wms",
            name="Bomen (WMS)",
            description="Alle bomen als kaart.",
            format=f"{e.EU}/file-type/WMS_SRVC",
            distribution_type=f"{_TYPE}/webservice",
        ),
        e.distribution(
            url="https://data.example.nl/bomen.png",
            name="Voorbeeldkaart",
            description="De bomen in de binnenstad.",
            format=f"{e.EU}/file-type/PNG",
            distribution_type=f"{_TYPE}/visualization",
        ),
    ],
)

HOSTILE = e.dataset(
    name="vreemd",
    owner_org=ORGANISATION,
    identifier="https://data.example.nl/vreemd",
    title=f"{SCRIPT} {LONG_WORD}",
    notes=f"{SCRIPT} {LONG_WORD} [klik](javascript:alert(1))",
    resources=[
        e.distribution(
            url=f"https://data.example.nl/{'x' * 300}", name=SCRIPT, description=LONG_WORD
        )
    ],
)


def fill() -> None:
    """Users, an organisation, datasets of its own and harvested ones. Plugins are loaded."""
    of_all: dict[str, Any] = {"password": PASSWORD, "image_url": ""}
    admin = factories.Sysadmin(name=ADMIN, fullname="Bea Beheerder", **of_all)
    owner = factories.User(name=OWNER, fullname="Ed Eigenaar", **of_all)
    factories.Organization(
        user=admin,
        name=ORGANISATION,
        title="Gemeente 's-Hertogenbosch",
        description="",
        image_url="",
        users=[{"name": owner["name"], "capacity": "editor"}],
    )
    for package in (COMPLETE, HOSTILE):
        tk.get_action("package_create")({"user": OWNER}, dict(package))
    refused = variants.changed(variants.valid(13)[-1], variants.TOPICS, SCRIPT)
    with StaticCsw([*variants.valid(12), variants.changed(refused, variants.TITLE, SCRIPT)]) as csw:
        source = p.make_source(csw.url, "geoportaal")
        p.run(source)
        p.run(source)
    p.run(p.make_source("http://127.0.0.1:9/csw", "stil"))
    p.act(
        "donl_mapping_save",
        catalogue="ngr",
        property="dataset.theme",
        value="ramp",
        target=f"{e.OWMS}/Natuur_en_milieu",
    )


def harvested() -> dict[str, Any]:
    """One of the harvested datasets."""
    return p.dataset(variants.valid(1)[0].uuid)


def refused() -> str:
    """The guid of the record that is not taken in."""
    return variants.valid(13)[-1].uuid


def places() -> dict[str, str]:
    """What the addresses of pages are made with."""
    shown = tk.get_action("package_show")({"ignore_auth": True}, {"id": COMPLETE["name"]})
    last = p.act("donl_run_report_list", source_id="geoportaal", limit=1)["results"][0]
    return {
        "harvested": harvested()["name"],
        "distribution": shown["resources"][0]["id"],
        "run": last["id"],
        "refused": refused(),
        "unchanged": variants.valid(1)[0].uuid,
    }
