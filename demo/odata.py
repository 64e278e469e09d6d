"""An OData catalogue like those of CBS: v3 in Atom and JSON, and v4.

    with OdataCatalogue(records(50)) as server:
        harvest(server.source_url)                      # v3; server.v4_url is the other
        server.form = "atom"                            # whatever is asked for

    python -m demo.odata [--count 200] [--seed 1] [--third-parties] [--samples FOLDER] [--port 0]

It knows $format, $select, $filter (`Name eq 'value'` with or, and), $orderby, $top, $skip,
$inlinecount and $count, and links to a next page where it gives less than was asked.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from lxml import etree
from lxml.builder import ElementMaker

from demo.csw import Reply
from demo.standin import Request, StandIn
from demo.tables import Fields, Table, records, samples, third_party_records

__all__ = ["OdataCatalogue", "records", "third_party_records"]

V3, V4 = "/ODataCatalog", "/odata/v1"
ATOM = "http://www.w3.org/2005/Atom"
DATA = "http://schemas.microsoft.com/ado/2007/08/dataservices"
META = f"{DATA}/metadata"
APP = "http://www.w3.org/2007/app"
_CONDITION = re.compile(r"(\w+) eq '((?:[^']|'')*)'")

Rows = list[Fields]


class OdataCatalogue(StandIn):
    """The server. `records` may be set while it runs.

    `largest` is the most that a page holds, as CBS has 10,000. `form` is the format of every answer
    of v3, json or atom; by default that of the question, and Atom when it does not say.
    """

    def __init__(self, records: Iterable[Table] = (), port: int = 0, pause: float = 20.0) -> None:
        super().__init__(port, pause)
        self.records = list(records)
        self.largest = 10_000
        self.form = ""

    @property
    def source_url(self) -> str:
        """The address of the tables of OData v3."""
        return f"{self.url}{V3}/Tables"

    @property
    def v4_url(self) -> str:
        """The address of the datasets of OData v4."""
        return f"{self.url}{V4}/Datasets"

    def answer(self, request: Request) -> Reply:
        for root, collections in ((V3, self._v3()), (V4, self._v4())):
            if request.path.startswith(f"{root}/") or request.path == root:
                name = request.path.removeprefix(root).strip("/")
                v4 = root == V4
                if not name:
                    return self._service(request, list(collections), v4)
                if name in collections:
                    return self._collection(request, name, collections[name], v4)
        return Reply(b"Not Found", 404, "text/plain")

    def _v3(self) -> dict[str, Rows]:
        tables = [record for record in self.records if record.fields]
        titles = sorted({title for record in tables for title in record.themes})
        number = {title: index for index, title in enumerate(titles)}
        pairs = [(n, r, title) for n, r in enumerate(tables) for title in r.themes]
        return {
            "Tables": [{**record.fields, "ID": n} for n, record in enumerate(tables)],
            "Themes": [
                {
                    "ID": number[title],
                    "ParentID": None,
                    "Number": f"{number[title]}0",
                    "Title": title,
                }
                for title in titles
            ],
            "Tables_Themes": [
                {"ID": index, "TableID": n, "TableIdentifier": r.id, "ThemeID": number[title]}
                for index, (n, r, title) in enumerate(pairs)
            ],
        }

    def _v4(self) -> dict[str, Rows]:
        rows = [record.as_v4() for record in self.records]
        names = sorted({row["Catalog"] or "" for row in rows})
        return {
            "Catalogs": [{"Identifier": name, "Title": name} for name in names],
            "Datasets": rows,
            **{
                f"{name}/Datasets": [row for row in rows if row["Catalog"] == name]
                for name in names
                if name
            },
        }

    def _collection(self, request: Request, name: str, rows: Rows, v4: bool) -> Reply:
        asked = request.parameters
        known = {column for row in rows for column in row}
        select = [column for column in asked.get("$select", "").split(",") if column]
        if rows and not set(select) <= known:
            return self._refused(f"Could not find a property named '{select[0]}'", v4)
        rows = [row for row in rows if _matches(row, asked.get("$filter", ""))]
        order = asked.get("$orderby")
        if order:
            rows = sorted(rows, key=lambda row: (row[order] is not None, row[order]))
        skip = int(asked.get("$skip", 0))
        wanted = int(asked["$top"]) if "$top" in asked else len(rows)
        size = min(wanted, self.largest)
        window = [
            {column: row.get(column) for column in select} if select else row
            for row in rows[skip : skip + size]
        ]
        count = len(rows) if _counts(asked) else None
        following = ""
        if size < wanted and skip + size < len(rows):
            left = {"$top": str(wanted - size)} if "$top" in asked else {}
            query = urlencode({**asked, "$skip": str(skip + size), **left})
            following = f"{self.url}{request.path}?{query}"
        if v4 or self._is_json(request):
            return _json_page(f"{self.url}{request.path}", window, count, following, v4)
        return _atom_page(f"{self.url}{V3}/", name, window, count, following)

    def _is_json(self, request: Request) -> bool:
        asked = f"{request.parameters.get('$format', '')} {request.headers.get('accept', '')}"
        return self.form == "json" if self.form else "json" in asked

    def _service(self, request: Request, names: list[str], v4: bool) -> Reply:
        if v4 or self._is_json(request):
            context = "@odata.context" if v4 else "odata.metadata"
            value = [{"name": name, "url": name} for name in names]
            return _json({context: f"{self.url}{V4 if v4 else V3}/$metadata", "value": value})
        app = ElementMaker(namespace=APP, nsmap={None: APP, "atom": ATOM})
        atom = ElementMaker(namespace=ATOM)
        collections = [app.collection(atom.title(name), href=name) for name in names]
        return _xml(app.service(app.workspace(atom.title("Default"), *collections)))

    @staticmethod
    def _refused(message: str, v4: bool) -> Reply:
        if v4:
            return _json({"error": {"code": "", "message": message}}, 400)
        told = {"code": "", "message": {"lang": "en-US", "value": message}}
        return _json({"odata.error": told}, 400)


def _counts(asked: dict[str, str]) -> bool:
    return asked.get("$inlinecount") == "allpages" or asked.get("$count") == "true"


def _matches(row: Fields, condition: str) -> bool:
    """Alternatives for one column, joined for several."""
    wanted: dict[str, set[str]] = {}
    for column, value in _CONDITION.findall(condition):
        wanted.setdefault(column, set()).add(value.replace("''", "'"))
    return all(row.get(column) in values for column, values in wanted.items())


def _json(document: Any, status: int = 200) -> Reply:
    body = json.dumps(document, ensure_ascii=False).encode()
    return Reply(body, status, "application/json; charset=utf-8")


def _xml(root: Any) -> Reply:
    body = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return Reply(body, type="application/atom+xml;type=feed;charset=utf-8")


def _json_page(url: str, rows: Rows, count: int | None, following: str, v4: bool) -> Reply:
    prefix = "@odata" if v4 else "odata"
    page: dict[str, Any] = {f"{prefix}.{'context' if v4 else 'metadata'}": f"{url}#$metadata"}
    if count is not None:
        page[f"{prefix}.count"] = count if v4 else str(count)
    page["value"] = rows
    if following:
        page[f"{prefix}.nextLink"] = following
    return _json(page)


def _atom_page(base: str, name: str, rows: Rows, count: int | None, following: str) -> Reply:
    atom = ElementMaker(namespace=ATOM, nsmap={None: ATOM, "d": DATA, "m": META})
    meta, data = ElementMaker(namespace=META), ElementMaker(namespace=DATA)
    feed = atom.feed(atom.id(f"{base}{name}"), atom.title(name, type="text"))
    if count is not None:
        feed.append(meta.count(str(count)))
    for number, row in enumerate(rows):
        properties = meta.properties(*(_property(data, *item) for item in row.items()))
        feed.append(
            atom.entry(
                atom.id(f"{base}{name}({row.get('ID', number)})"),
                atom.title(),
                atom.content(properties, type="application/xml"),
            )
        )
    if following:
        feed.append(atom.link(rel="next", href=following))
    return _xml(feed)


def _property(data: ElementMaker, name: str, value: Any) -> Any:
    if value is None:
        return data(name, {f"{{{META}}}null": "true"})
    kind = {f"{{{META}}}type": "Edm.Int32"} if isinstance(value, int) else {}
    return data(name, str(value), kind)


def main(arguments: list[str] | None = None) -> None:
    """Serve generated tables until interrupted; print the address first."""
    parser = argparse.ArgumentParser(prog="python -m demo.odata")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--third-parties", action="store_true", help="tables like CBS Derden's")
    parser.add_argument("--samples", type=Path, help="serve the metadata files of a folder too")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args(arguments)

    make = third_party_records if options.third_parties else records
    served = make(options.count, options.seed)
    served += samples(options.samples) if options.samples else ()
    server = OdataCatalogue(served, port=options.port)
    print(server.source_url, flush=True)
    server.run()


if __name__ == "__main__":
    main()
