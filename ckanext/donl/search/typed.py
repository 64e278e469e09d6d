"""What somebody typed in a search box, as Solr takes it.

CKAN gives ``q`` to one of two parsers of Solr: words to DisMax, and all that has a colon in it to
Lucene's. Both know operators (``AND``), to which a text can fail; to Lucene's, the address that a
visitor pastes is a field called ``http``. So a query in Solr's language over fields that there are
stays one, and anything else becomes words, of which no parser makes an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import ckan
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.donl import profile

from .facets import FACETS

_WORD_PATTERN = r'(?P<word>(?:\\.|[^\s()"\[\]{}~^!\\+\-])(?:\\.|[^\s()"\[\]{}~^!\\])*)'
_WORD = re.compile(_WORD_PATTERN, re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<quoted>"(?:[^"\\]|\\.)*")
    | (?P<range>[\[{][^\[\]{}]*\sTO\s[^\[\]{}]*[\]}])
    | (?P<all>\*:\*)(?=[\s)]|$)
    | (?P<field>[A-Za-z_][\w-]*):
    | (?P<open>\()
    | (?P<close>\))
    | (?P<fuzzy>~\d*(?:\.\d+)?)
    | (?P<boost>\^\d+(?:\.\d+)?)
    | (?<![^\s(])(?P<sign>[+\-!])(?=[^\s+\-!)])
    | """
    + _WORD_PATTERN,
    re.VERBOSE | re.DOTALL,
)
# After one of these a part of a query is complete.
_COMPLETE = frozenset({"quoted", "range", "all", "word", "close", "fuzzy", "boost"})
_MODIFIERS = frozenset({"sign", "not"})
_BINARY = frozenset({"AND", "OR", "&&", "||"})
_OPERATORS = _BINARY | {"NOT"}
# Solr makes a field of any name; those of other extensions have the look of these.
_DYNAMIC = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")

# A quoted text or a word, each with its sign; a quotation mark without its pair is no part of them.
_PIECE = re.compile(r'([+-]?)"([^"]*)"|([^\s"]+)')
# What Solr, or CKAN by looking for it, takes for something else than text.
_MARKS = re.compile(r'[:{}\\"]')
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_LETTERS_AND_DIGITS = re.compile(r"(?=.*[^\W\d_])(?=.*\d)")


def understood(query: str) -> str:
    """A query that finds what was meant by ``query``, as ``q`` of ``package_search`` takes it."""
    if not query.strip() or query in ('""', "''"):
        return query  # all datasets, to CKAN
    if query.lstrip().startswith("{!") and tk.config["ckan.search.solr_allowed_query_parsers"]:
        return query
    return _fielded(query) or _words(query)


@cache
def known_fields() -> frozenset[str]:
    """The fields that a query may name: those of CKAN's schema, of its datasets and of ours."""
    schema = Path(ckan.__file__).parent / "config/solr/schema.xml"
    tree = ElementTree.parse(schema)  # noqa: S314  # a file of CKAN's
    names = {str(field.get("name")) for field in tree.iter("field")}
    core = model.package_table.columns.keys()
    return frozenset(names | set(core) | profile.DATASET.keys() | FACETS.keys())


def _is_known(name: str) -> bool:
    return name in known_fields() or bool(_DYNAMIC.fullmatch(name))


def _fielded(query: str) -> str | None:
    """A well-formed query in Solr's language, the colons that follow no field escaped; None when
    it is none, or names no field."""
    written, names_field, depth = [], False, 0
    before = "operator"  # the kind of the token before; at the start there must come an operand too
    for kind, text in _tokens(query):
        written.append(text)
        if kind == "space":
            continue
        if not _may_follow(kind, before):
            return None
        depth += {"open": 1, "close": -1}.get(kind, 0)
        names_field |= kind in ("field", "all")
        before = kind
        if depth < 0:
            return None
    ended = before in _COMPLETE and depth == 0
    return "".join(written) if ended and names_field else None


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    """The kind of each token and what to write for it."""
    position = 0
    while position < len(query):
        found = _TOKEN.match(query, position)
        if found and found.lastgroup == "field" and not _is_known(found["field"]):
            found = _WORD.match(query, position)
        if not found:
            yield "unknown", ""
            return
        kind, text = str(found.lastgroup), found[0]
        if kind == "word":
            if text in _OPERATORS:
                kind = "not" if text == "NOT" else "operator"
            else:
                text = re.sub(r"\\.|:|^/", lambda mark: _escaped(mark[0]), text, flags=re.DOTALL)
        yield kind, text
        position = found.end()


def _escaped(mark: str) -> str:
    return mark if len(mark) == 2 else f"\\{mark}"


def _may_follow(kind: str, before: str) -> bool:
    if kind in ("operator", "close"):
        return before in _COMPLETE
    if kind == "fuzzy":
        return before in ("quoted", "word")
    if kind == "boost":
        return before in _COMPLETE - {"boost"}
    if kind in ("field", "all"):
        return before != "field"
    if kind in _MODIFIERS:
        return before not in {"field", *_MODIFIERS}
    return kind != "unknown"


def _words(query: str) -> str:
    """Words and quoted texts with the operators that have something to work on."""
    written: list[str] = []
    for sign, quoted, word in _PIECE.findall(query):
        if word in _OPERATORS:
            ready = written and written[-1] not in _OPERATORS
            if ready or (word == "NOT" and written[-1:] != ["NOT"]):
                written.append(word)
        elif text := _word(word) if word else _phrase(quoted):
            written.append(sign + text)
    while written and written[-1] in _OPERATORS:
        written.pop()
    # Where nothing is left, the operators themselves are the words; "-" is found nowhere.
    return " ".join(written) or _phrase(query) or '"-"'


def _word(word: str) -> str:
    """A word; as a phrase where Solr would be content with a part of it, as CO of CO2."""
    sign, text = (word[0], word[1:]) if word[0] in "+-" else ("", word)
    if _MARKS.search(text) or text in _OPERATORS or _LETTERS_AND_DIGITS.match(text):
        phrase = _phrase(text)
        return phrase and sign + phrase
    bare = text.lstrip("+-")
    if not _LETTER_OR_DIGIT.search(bare):
        return ""
    return sign + bare if bare == text else bare


def _phrase(text: str) -> str:
    parts = [part for part in _MARKS.sub(" ", text).split() if _LETTER_OR_DIGIT.search(part)]
    return f'"{" ".join(parts)}"' if parts else ""
