"""A CKAN portal from memory, as far as a harvest asks it.

    with CkanPortal(records(100)) as server:
        harvest(server.source_url)
        server.records = [record.retitled("Anders") for record in server.records]

    python -m demo.ckan_portal [--count 200] [--seed 1] [--port 0]

It answers package_search (fq by id, by type and by organisation; fl, sort by id, start and rows),
package_show, and the page of a dataset, by GET.
"""

from __future__ import annotations

import argparse
import html
import json
import re
from collections.abc import Iterable
from typing import Any

from demo.ckan_packages import Package, PackageRecord, records
from demo.csw import Reply
from demo.standin import Request, StandIn

__all__ = ["CkanPortal", "PackageRecord", "records"]

JSON = "application/json;charset=utf-8"
_ACTION = re.compile(r"/api/(?:3/)?action/(\w+)")
_IDS = re.compile(r'"((?:[^"\\]|\\.)*)"')


class CkanPortal(StandIn):
    """The server. `records` may be set while it runs.

    `prefix` is the path before everything, `largest` the number of results above which it gives
    fewer than it was asked. With `fields` it knows `fl`; without, it refuses it, and with None it
    gives whole packages all the same, as CKAN before 2.3 did.
    """

    def __init__(
        self,
        records: Iterable[PackageRecord] = (),
        *,
        prefix: str = "",
        largest: int = 1000,
        fields: bool | None = True,
        port: int = 0,
        pause: float = 20.0,
    ) -> None:
        super().__init__(port, pause)
        self.records = list(records)
        self.prefix = prefix
        self.largest = largest
        self.fields = fields

    @property
    def source_url(self) -> str:
        """What an administrator types as the address of the source."""
        return f"{self.url}{self.prefix}/"

    def answer(self, request: Request) -> Reply:
        path = request.path.removeprefix(self.prefix)
        match = _ACTION.fullmatch(path.rstrip("/"))
        if match and match.group(1) == "package_search":
            return self._search(request.parameters)
        if match and match.group(1) == "package_show":
            return self._show(request.parameters.get("id", ""))
        if match:
            return _error(400, f"Action name not known: {match.group(1)}", "Bad Request")
        for record in self.records:
            if path == f"/dataset/{record.id}":
                title = html.escape(record.package.get("title", ""))
                return Reply(f"<h1>{title}</h1>".encode(), type="text/html")
        return Reply(b"<h1>404</h1>", 404, "text/html")

    def asked(self, action: str) -> list[dict[str, str]]:
        """The parameters of all questions for an action, in order."""
        return [r.parameters for r in self.requests if r.path.endswith(f"/action/{action}")]

    def _search(self, asked: dict[str, str]) -> Reply:
        if "fl" in asked and self.fields is False:
            return _error(409, "Parameter fl is not allowed", "Validation Error")
        found = [record.package for record in self.records if _matches(record.package, asked)]
        if asked.get("sort") == "id asc":
            found.sort(key=lambda package: str(package.get("id")))
        start = int(asked.get("start", 0))
        window = found[start : start + min(int(asked.get("rows", 10)), self.largest)]
        results = [_listed(p) for p in window] if "fl" in asked and self.fields else window
        return _success({"count": len(found), "sort": asked.get("sort"), "results": results})

    def _show(self, guid: str) -> Reply:
        for record in self.records:
            if guid in (record.id, record.package.get("name")):
                return _success(record.package)
        return _error(404, "Not found", "Not Found Error")


def _matches(package: Package, asked: dict[str, str]) -> bool:
    """Whether Solr would find it, of the few filters that this knows."""
    criteria = asked.get("fq", "")
    if criteria.startswith("id:("):
        return package.get("id") in _IDS.findall(criteria)
    if criteria.startswith("organization:"):
        return package["organization"]["name"] == criteria.partition(":")[2]
    return True


def _listed(package: Package) -> Package:
    """A result of which only some fields were asked: they come as the index keeps them, the date to
    the millisecond."""
    return {
        "id": package.get("id"),
        "metadata_modified": f"{package['metadata_modified'][:23]}Z",
        "dataset_type": package.get("type", "dataset"),
    }


def _success(result: Any) -> Reply:
    body = {"help": "", "success": True, "result": result}
    return Reply(json.dumps(body).encode(), type=JSON)


def _error(status: int, message: str, kind: str) -> Reply:
    body = {"help": "", "success": False, "error": {"message": message, "__type": kind}}
    return Reply(json.dumps(body).encode(), status, JSON)


def main(arguments: list[str] | None = None) -> None:
    """Serve generated records until interrupted; print the address first."""
    parser = argparse.ArgumentParser(prog="python -m demo.ckan_portal")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args(arguments)

    server = CkanPortal(records(options.count, options.seed), port=options.port)
    print(server.source_url, flush=True)
    server.run()


if __name__ == "__main__":
    main()
