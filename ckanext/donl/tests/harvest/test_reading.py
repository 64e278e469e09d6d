"""Reading real records, compared with what the portal's present synchroniser reads in them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ckanext.donl import mapping
from ckanext.donl.harvest import settings, trial
from ckanext.donl.harvest.sources.ngr import NgrSource

from ..reference import REFERENCE, needs_reference

SAMPLES = REFERENCE / "samples"
OURS = SAMPLES / "ngr" / "datasets-and-services"
SETTINGS = settings.parse(None, NgrSource.settings_table)
VISUALISATION = "https://data.overheid.nl/distributiontype/visualization"

pytestmark = needs_reference


def files(*folders: str) -> list[Path]:
    """The files of folders with samples; none where they are absent."""
    return [f for folder in folders for f in sorted((SAMPLES / folder).rglob("*")) if f.is_file()]


def tried(file: Path) -> list[trial.Trial]:
    """What a harvest would make of the records of a file."""
    source = NgrSource("", SETTINGS)
    catalogue = mapping.load("ngr")
    return list(trial.try_file(source, SETTINGS, catalogue, file.name, file.read_bytes()))


@dataclass(frozen=True)
class Improvement:
    """A difference that is on purpose.

    :param holds: whether our value and theirs, both trimmed and case folded, differ in this way
    """

    field: str
    reason: str
    holds: Callable[[Any, Any], bool]


IMPROVEMENTS = (
    Improvement(
        "keyword",
        "keywords keep their spaces and signs; the synchroniser makes hyphens of them",
        lambda ours, theirs: [re.sub(r"[^a-z0-9_.]", "-", word) for word in ours] == theirs,
    ),
    Improvement(
        "landingPage",
        "an address with backslashes is repaired; the synchroniser breaks it further",
        lambda ours, theirs: (
            ours.startswith("http://")
            and ours.removeprefix("http://") in re.sub(r"%5c|\\", "/", theirs)
        ),
    ),
    Improvement(
        "landingPage",
        "a path on somebody's disk is no address; the synchroniser puts https:// before it",
        lambda ours, theirs: ours.startswith("m:\\") and theirs == f"https://{ours}",
    ),
    Improvement(
        "resources",
        "a preview picture whose address has backslashes is repaired and becomes a visualisation",
        lambda ours, theirs: (
            [r for r in ours if r.get("distributionType") != VISUALISATION.casefold()]
            == [r for r in theirs or () if r.get("distributionType") != VISUALISATION.casefold()]
            and len(ours) == len(theirs or ()) + 1
        ),
    ),
    Improvement(
        "highValue",
        "a category of high-value datasets, which the synchroniser does not read",
        lambda ours, theirs: theirs is None and all("data.europa.eu/bna/" in uri for uri in ours),
    ),
)


def plain(value: Any) -> Any:
    """A value as it is compared: trimmed, case folded, without what is empty."""
    if isinstance(value, str):
        return value.strip().casefold()
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {k: plain(v) for k, v in value.items() if v not in ("", [], None)}


@pytest.mark.parametrize("file", files("ngr/datasets-and-services"), ids=lambda file: file.stem)
def test_a_real_record_is_read_as_the_synchroniser_reads_it(file: Path) -> None:
    expected = json.loads((OURS.parent / "expected-extraction.json").read_text("utf-8"))
    (found,) = tried(file)
    if "SV_ServiceIdentification" in file.read_text("utf-8"):
        assert found.outcome == trial.LEFT_OUT
        assert found.errors[0].reason == "hierarchy level service"
        return
    ours, theirs = plain(found.as_dict()["values"]), plain(expected[file.name])

    unexplained = {
        name: (ours.get(name), theirs.get(name))
        for name in {*ours, *theirs}
        if ours.get(name) != theirs.get(name)
        and not any(
            i.field == name and i.holds(ours.get(name), theirs.get(name)) for i in IMPROVEMENTS
        )
    }
    assert unexplained == {}


def test_every_improvement_occurs() -> None:
    expected = json.loads((OURS.parent / "expected-extraction.json").read_text("utf-8"))
    pairs = [
        (plain(t.as_dict()["values"]), plain(expected[file.name]))
        for file in files("ngr/datasets-and-services")
        for t in tried(file)
        if t.values
    ]
    for improvement in IMPROVEMENTS:
        name = improvement.field
        assert any(
            ours.get(name) != theirs.get(name) and improvement.holds(ours[name], theirs.get(name))
            for ours, theirs in pairs
            if name in ours
        ), improvement.reason


ALL = files(
    "ngr/datasets-and-services",
    "ngr/esri-wrapped",
    "ngr/feature-catalogues",
    "ngr/profile-examples",
    "iso19139-other",
    "csw-pages",
)


@pytest.mark.parametrize("file", ALL, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_record_has_an_outcome_and_a_reason(file: Path) -> None:
    found = tried(file)

    assert found
    for one in found:
        assert one.outcome in (trial.VALID, trial.REJECTED, trial.LEFT_OUT)
        assert bool(one.errors) == (one.outcome != trial.VALID)
        assert all(error.field and error.reason for error in one.errors)
        assert all("\n" not in error.line() for error in one.errors)
        json.dumps(one.as_dict())


def test_a_wrapped_record_is_a_record() -> None:
    assert {t.outcome for file in files("ngr/esri-wrapped") for t in tried(file)} == {trial.VALID}


def test_most_real_datasets_become_valid() -> None:
    outcomes = [t.outcome for f in files("ngr/datasets-and-services") for t in tried(f)]

    # Three have the placeholder of an editor for their organisation.
    assert outcomes.count(trial.REJECTED) == 3
    assert outcomes.count(trial.LEFT_OUT) == 11
    assert outcomes.count(trial.VALID) == len(outcomes) - 14
