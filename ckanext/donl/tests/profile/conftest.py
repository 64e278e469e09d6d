from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[4]
PUBLISHED = ROOT.parent / "shared/reference/samples/dcat/donl_ckan_docs"


@pytest.fixture(scope="session")
def published() -> list[dict[str, Any]]:
    """The published examples: minimum and full dataset, minimum and full distribution."""
    files = sorted(PUBLISHED.glob("*usage-creationandupdating*.json"))
    if not files:
        pytest.skip(f"the published examples are not at {PUBLISHED}")
    return [json.loads(file.read_text("utf-8")) for file in files]
