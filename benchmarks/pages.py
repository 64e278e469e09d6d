"""`python -m benchmarks.pages [--rounds 20]`: how long the server takes for the page of a dataset
and for the form, with the full value lists. Prints medians in milliseconds."""

from __future__ import annotations

import argparse
import json
import logging
import signal
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks import stack, timing

EU = "http://publications.europa.eu/resource/authority"
OWMS = "http://standaarden.overheid.nl/owms/terms"
NLD = f"{EU}/language/NLD"
CC_BY = "http://creativecommons.org/licenses/by/4.0/deed.nl"
TYPES = ("download", "webservice", "visualization")


def main() -> None:
    """Measure every page and leave nothing behind."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("--rounds", type=int, default=20, metavar="N")
    rounds = parser.parse_args().rounds

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    stack.prepare()
    app = stack.portal()
    logging.disable(logging.ERROR)
    try:
        token = _fill()
        asked = ((name, path, token if editing else "") for name, path, editing in _pages())
        timing.measure(app, asked, rounds)
    finally:
        stack.remove()


def _pages() -> Iterator[tuple[str, str, bool]]:
    for number in (3, 50, 500):
        yield f"dataset, {number} distributions, visitor", f"/dataset/d{number}", False
        yield f"dataset, {number} distributions, editor", f"/dataset/d{number}", True
    yield "dataset in Dutch, 3 distributions, visitor", "/nl/dataset/d3", False
    yield "dataset as Turtle, 3 distributions", "/dataset/d3.ttl", False
    yield "form, new dataset", "/dataset/new", True
    yield "form, 3 distributions", "/dataset/edit/d3", True
    yield "form, 50 distributions", "/dataset/edit/d50", True


def _fill() -> str:
    """An organisation with three datasets, and a token of somebody who may change them."""
    import ckan.plugins.toolkit as tk

    site = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]

    def act(name: str, /, **data: Any) -> Any:
        return tk.get_action(name)({"ignore_auth": True, "user": site}, data)

    user = act("user_create", name="editor", email="editor@example.nl", password="long-enough-1")
    owner = act("organization_create", name="bench")["id"]
    act("organization_member_create", id=owner, username="editor", role="editor")
    for number in (3, 50, 500):
        act("package_create", **_dataset(number), owner_org=owner)
    token = act("api_token_create", user=user["id"], name="bench")["token"]
    return token if isinstance(token, str) else json.dumps(token)


def _dataset(number: int) -> dict[str, Any]:
    return {
        "name": f"d{number}",
        "title": f"Dataset with {number} distributions",
        "notes": "Alle bomen in beheer bij de gemeente. " * 40,
        "identifier": f"https://data.example.nl/d{number}",
        "language": [NLD],
        "metadata_language": NLD,
        "authority": f"{OWMS}/'s-Hertogenbosch",
        "publisher": f"{OWMS}/'s-Hertogenbosch",
        "contact_point_name": "Team Groen",
        "contact_point_email": "groen@example.nl",
        "license_id": CC_BY,
        "theme": [f"{OWMS}/Natuur_en_milieu"],
        "modified": "2024-05-01T00:00:00",
        "tags": [{"name": f"trefwoord {n}"} for n in range(20)],
        "resources": [_distribution(n) for n in range(number)],
    }


def _distribution(number: int) -> dict[str, Any]:
    return {
        "url": f"https://data.example.nl/bomen-{number}.csv",
        "name": f"Bomen {number} (CSV)",
        "description": "Alle bomen als tabel, met soort, plantjaar en standplaats. " * 5,
        "metadata_language": NLD,
        "language": [NLD],
        "license_id": CC_BY,
        "format": f"{EU}/file-type/CSV",
        "mimetype": "https://www.iana.org/assignments/media-types/text/csv",
        "size": 1200 * number,
        "modification_date": "2024-05-01T00:00:00",
        "distribution_type": f"https://data.overheid.nl/distributiontype/{TYPES[number % 3]}",
    }


if __name__ == "__main__":
    main()
