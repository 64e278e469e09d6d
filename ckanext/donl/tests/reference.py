"""Published facts that some tests compare with. They are not part of the project: where they are
absent those tests are skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

REFERENCE = Path(__file__).parents[3].parent / "shared" / "reference"

needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the published facts are not at ../shared/reference"
)
