"""What Dutch search needs of Solr's schema (``dutch.xml``), put there over Solr's Schema API.

CKAN's schema stems English words only. Ours adds a Dutch text type and two fields of it that Solr
fills itself with copies of CKAN's fields, so that a dataset is indexed no differently with them
than without; only the query (``query.py``) names them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import ckan.plugins.toolkit as tk
import requests
from ckan.plugins.toolkit import _

DUTCH = Path(__file__).with_name("dutch.xml")

Command = dict[str, list[dict[str, Any]]]


class SchemaError(Exception):
    """Solr's schema cannot be read or changed.

    :ivar by_hand: whether somebody can do by hand what Solr does not do over its API
    """

    def __init__(self, sentence: str, by_hand: bool = False) -> None:
        super().__init__(sentence)
        self.by_hand = by_hand


def lines() -> str:
    """What goes into a schema.xml, before its last line."""
    return DUTCH.read_text("utf-8").partition("<schema>\n")[2].rpartition("</schema>")[0]


def bring_up_to_date() -> list[str]:
    """Add to Solr's schema what it lacks of ours, in one request: all of it or nothing.

    :returns: the names of the type and fields that were added or replaced; empty when there was
        nothing to do
    :raises SchemaError: Solr does not answer, or does not let its schema be changed
    """
    commands = _lacking()
    if commands:
        answer = _ask("POST", "schema", json=commands)
        if answer.status_code != 200:
            raise SchemaError(
                _("Solr does not change its schema over its API: {reason}").format(
                    reason=_reason(answer)
                ),
                by_hand=True,
            )
    added = [item.get("name") or item["dest"] for items in commands.values() for item in items]
    return list(dict.fromkeys(added))


def _lacking() -> Command:
    """The commands of the Schema API after which nothing of ours is missing."""
    schema = _schema()
    types, fields, copies = (
        _named(schema["fieldTypes"]),
        _named(schema["fields"]),
        {(copy["source"], copy["dest"]) for copy in schema["copyFields"]},
    )
    commands: Command = {}
    for element in ElementTree.parse(DUTCH).getroot():  # noqa: S314  # a file of our own
        wanted = _as_json(element)
        if element.tag == "copyField":
            if (wanted["source"], wanted["dest"]) not in copies:
                commands.setdefault("add-copy-field", []).append(wanted)
            continue
        kind, known = ("field", fields) if element.tag == "field" else ("field-type", types)
        there = known.get(wanted["name"])
        if there is None:
            commands.setdefault(f"add-{kind}", []).append(wanted)
        elif there != wanted:
            commands.setdefault(f"replace-{kind}", []).append(wanted)
    return commands


def _named(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {item["name"]: item for item in items}


def _as_json(element: ElementTree.Element) -> dict[str, Any]:
    """An element of a schema.xml as the Schema API takes and gives it."""
    found: dict[str, Any] = {name: _value(text) for name, text in element.items()}
    for child in element:
        if child.tag == "filter":
            found.setdefault("filters", []).append(dict(child.items()))
        elif child.tag == "tokenizer":
            found["tokenizer"] = dict(child.items())
        else:
            found[child.tag] = _as_json(child)
    return found


def _value(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text)


def _schema() -> dict[str, Any]:
    answer = _ask("GET", "schema")
    try:
        return dict(answer.json()["schema"])
    except (ValueError, KeyError):
        raise SchemaError(
            _("Solr does not tell its schema: {reason}").format(reason=_reason(answer))
        ) from None


def _ask(method: str, path: str, **content: Any) -> requests.Response:
    url = f"{tk.config['solr_url'].rstrip('/')}/{path}"
    user, password = tk.config.get("solr_user"), tk.config.get("solr_password")
    try:
        return requests.request(
            method,
            url,
            timeout=tk.config["solr_timeout"],
            auth=(user, password) if user and password else None,
            **content,
        )
    except requests.RequestException as error:
        raise SchemaError(
            _("Solr does not answer at {url}: {reason}").format(url=url, reason=error)
        ) from error


def _reason(answer: requests.Response) -> str:
    """Why Solr refused, in its own words."""
    try:
        error = answer.json()["error"]
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code}"
    found = [part.get("errorMessages", []) for part in error.get("details", [])]
    # One text, or a list of them.
    texts = [" ".join(texts) if isinstance(texts, list) else texts for texts in found]
    return " ".join(" ".join(texts).split()) or str(error.get("msg", answer.status_code))
