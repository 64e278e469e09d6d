"""Which licence a record has, and why.

Step 1: the values of the licence selectors, in their order, are the possible licences; the first
that is a URI is the likely one, else the first. Step 2: the catalogue's value table, then the value
list; a value in neither becomes "unknown licence". Source: the portal's description of its
synchronisation with the NGR.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from ckan.plugins.toolkit import _

from .. import vocabulary
from .tables import Row, Table, fold
from .values import Value

UNKNOWN = "http://standaarden.overheid.nl/owms/terms/licentieonbekend"
_LIST = "donl_license"

_URI = re.compile(r"https?://\S", re.IGNORECASE)
_CREATIVE_COMMONS = re.compile(
    r"(?:(?:https?:)?//)?(?:www\.)?creativecommons\.org(?=/)", re.IGNORECASE
)
_OF_A_LANGUAGE = re.compile(r"/(?:deed|legalcode)(?:\.[a-z_-]+)?$", re.IGNORECASE)
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
# Signs between words, and the v of a version: CC-BY 4.0, CC BY (v4.0) and CC_BY_4.0 are one name.
_BETWEEN_WORDS = re.compile(r"[\W_]+(?:v(?=\d))?")


@dataclass(frozen=True)
class Licence:
    """The licence of a record with the whole of its reasoning.

    :param license_id: a URI of the value list
    :param possible: the possible licences in order
    :param likely: the one that was looked up, None when the record states none
    :param why: why that one
    :param row: what the value table said of it
    :param listed: the entry of the value list that it is, empty when it is none
    """

    license_id: str
    possible: tuple[Value, ...]
    likely: Value | None
    why: str
    row: Row | None
    listed: str

    @property
    def unmapped(self) -> bool:
        """The record states a licence of which neither table nor list knows what it is."""
        return self.likely is not None and self.row is None and not self.listed

    @property
    def ambiguous(self) -> bool:
        """The table marks its own answer as one of several that are possible."""
        return self.row is not None and self.row.ambiguous

    def lines(self) -> list[str]:
        """The reasoning in sentences."""
        text = [
            f"{n}. {' '.join(v.text.split())}  [{v.selector}]"
            for n, v in enumerate(self.possible, 1)
        ]
        text = text or [_("The record states no licence.")]
        if self.likely is not None:
            likely = _("Likely licence: {value} ({why})")
            text.append(likely.format(value=self.likely.text, why=self.why))
            text.append(_("Value table: {line}").format(line=self._table_said()))
            text.append(_("Value list: {uri}").format(uri=self.listed or _("not in it")))
        text.append(_("Licence: {uri}").format(uri=self.license_id))
        return text

    def _table_said(self) -> str:
        if self.row is None:
            return _("no line for this value")
        said = _("{value} becomes {target}").format(value=self.row.value, target=self.row.target)
        ambiguous = f", {_('ambiguous')}" if self.row.ambiguous else ""
        note = f" ({self.row.note})" if self.row.note else ""
        return f"{said}{ambiguous}{note}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "possible": [{"value": v.text, "selector": v.selector} for v in self.possible],
            "likely": self.likely.text if self.likely else None,
            "why": self.why,
            "table": asdict(self.row) if self.row else None,
            "list": self.listed or None,
            "unmapped": self.unmapped,
            "ambiguous": self.ambiguous,
            "license_id": self.license_id,
        }


def is_uri(text: str) -> bool:
    """Whether a licence is stated as a web address."""
    return bool(_URI.match(text.strip()))


def normalise(text: str) -> str:
    """A Creative Commons URI in the one form in which it is looked up: http, no ``www``, lower
    case, no white space, no deed or legal code of any language, no slash at the end. Any other text
    loses only its outer white space."""
    address = re.sub(r"\s+", "", text)
    start = _CREATIVE_COMMONS.match(address)
    if start is None:
        return text.strip()
    path = re.split(r"[?#]", address[start.end() :], maxsplit=1)[0].rstrip("/")
    path = _OF_A_LANGUAGE.sub("", path).rstrip("/")
    return f"http://creativecommons.org{path.lower()}"


def resolve(possible: Sequence[Value], table: Table | None, default: str = UNKNOWN) -> Licence:
    """:param possible: the values of the licence selectors in their order
    :param table: the catalogue's value table for licences
    :param default: the licence of a record that states none"""
    values = tuple(possible)
    likely = next((v for v in values if is_uri(v.text)), None)
    why = _("the first that is a URI")
    if likely is None:
        likely, why = (values[0], _("the first, none is a URI")) if values else (None, "")
    if likely is None:
        return Licence(default, values, None, _("the record states no licence"), None, "")
    row = _row(likely.text, table)
    wanted = row.target if row else likely.text
    listed = _list_keys(vocabulary.get(_LIST)).get(_key(wanted), "")
    return Licence(listed or UNKNOWN, values, likely, why, row, listed)


def _row(text: str, table: Table | None) -> Row | None:
    """The table's line for this value, or the first that is it in another spelling."""
    if table is None:
        return None
    return table.lookup(text) or _table_keys(table).get(_key(text))


def _key(text: str) -> str:
    """The form in which licences are compared: of an address without what makes no difference to
    where it leads, of a name its words."""
    text = normalise(text)
    scheme = _SCHEME.match(text)
    if scheme:
        return fold(text[scheme.end() :]).rstrip("/")
    return _BETWEEN_WORDS.sub(" ", text).strip().casefold()


@lru_cache(maxsize=8)
def _table_keys(table: Table) -> dict[str, Row]:
    keys: dict[str, Row] = {}
    for row in table:
        keys.setdefault(_key(row.value), row)
    return keys


@lru_cache(maxsize=1)
def _list_keys(licences: vocabulary.ValueList) -> dict[str, str]:
    return {_key(entry.uri): entry.uri for entry in licences}
