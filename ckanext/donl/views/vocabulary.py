"""``/donl/vocabulary``: the value lists, for people and for programs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

from .. import profile, vocabulary

vocabulary_pages = Blueprint("donl_vocabulary", __name__, url_prefix="/donl/vocabulary")
_LONGEST_QUERY = 200


@dataclass(frozen=True)
class Row:
    """A value as the page shows it.

    :param anchor: where it stands on the page
    :param broader: the value that is directly broader
    """

    entry: vocabulary.Entry
    anchor: str
    broader: vocabulary.Entry | None


@vocabulary_pages.route("")
def index() -> str:
    """All lists."""
    lists = [vocabulary.get(name) for name in vocabulary.names()]
    return tk.render("donl/vocabulary/index.html", {"lists": lists})


@vocabulary_pages.route("/<name>")
def show(name: str) -> str:
    """A list; ``q`` leaves the values with these words in label or URI."""
    values = _get(name)
    query = request.args.get("q", "")[:_LONGEST_QUERY]
    words = _folded(query).split()
    rows = list(_rows(values))
    found = [row for row in rows if all(word in _folded(_searched(row.entry)) for word in words)]
    return tk.render(
        "donl/vocabulary/show.html",
        {
            "values": values,
            "rows": found,
            "anchors": {row.entry.uri: row.anchor for row in rows},
            "query": query,
            "with_broader": any(entry.parent for entry in values),
            "with_types": any(entry.type for entry in values),
        },
    )


@vocabulary_pages.route("/<name>.json")
def as_json(name: str) -> Response:
    """A list in the format in which it is published."""
    return _file(vocabulary.as_json(_get(name)), "application/json")


@vocabulary_pages.route("/<name>.csv")
def as_csv(name: str) -> Response:
    """A list as a table. The byte order mark tells spreadsheets that it is UTF-8."""
    answer = _file("\ufeff" + vocabulary.as_csv(_get(name)), "text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    return answer


def _get(name: str) -> vocabulary.ValueList:
    try:
        return vocabulary.get(name)
    except vocabulary.UnknownList as error:
        return tk.abort(404, str(error))


def _file(text: str, mimetype: str) -> Response:
    """An answer that need not be sent again as long as the list is the same: CKAN says for how long
    it may be kept (``ckan.cache_expires``), the tag of its content what it is compared by."""
    answer = Response(text, mimetype=mimetype)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _rows(values: vocabulary.ValueList) -> Iterator[Row]:
    """The values by label, each after the values that are broader."""
    lang = profile.current_language()

    def order(entry: vocabulary.Entry) -> list[str]:
        path = [_folded(entry.label(lang))]
        while broader := values.entry(entry.parent):
            path.insert(0, _folded(broader.label(lang)))
            entry = broader
        return path

    for number, entry in enumerate(sorted(values, key=order), 1):
        yield Row(entry, f"value-{number}", values.entry(entry.parent))


def _searched(entry: vocabulary.Entry) -> str:
    return " ".join((entry.label_nl, entry.label_en, entry.uri, entry.type))


def _folded(text: str) -> str:
    """Without the difference between capitals and small letters, and without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
