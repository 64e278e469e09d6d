"""Put feature catalogues into pycsw's database, so that GetRecordById answers them.

    python -m demo.feature_catalogues DATABASE FOLDER

pycsw 2.6 loads no gfc:FC_FeatureCatalogue ("Unsupported metadata format"), but hands out what is in
its table. The rows have a type of their own, so a query for datasets does not find them.
"""

from __future__ import annotations

import argparse
import sqlite3
from pathlib import Path

from lxml import etree

ROW = """
INSERT OR REPLACE INTO records
    (identifier, typename, schema, mdsource, insert_date, xml, anytext, type)
VALUES (?, 'gmd:MD_Metadata', 'http://www.isotc211.org/2005/gmd', 'local', ?, ?, '', ?)
"""


def load(database: Path, folder: Path) -> int:
    """Insert every *.xml of `folder` into the SQLite file `database`; the number of them."""
    rows = [_row(path) for path in sorted(folder.glob("*.xml"))]
    with sqlite3.connect(database) as connection:
        connection.executemany(ROW, rows)
    return len(rows)


def _row(path: Path) -> tuple[str, str, str, str]:
    root = etree.parse(path).getroot()
    # Without the XML declaration: pycsw parses its column as text, where lxml refuses one.
    xml = etree.tostring(root, encoding="unicode")
    return root.get("uuid", path.stem), "2026-01-01T00:00:00Z", xml, "featureCatalogue"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m demo.feature_catalogues")
    parser.add_argument("database", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    print(f"{load(options.database, options.folder)} feature catalogues")
