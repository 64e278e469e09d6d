"""Nothing that a user reads escapes translation: not in templates, not in code, and not on the
pages of ckanext-harvest."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ckan
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment

import ckanext.harvest

from .test_translation import DUTCH, ROOT, is_translated

PACKAGE = ROOT / "ckanext/donl"
TEMPLATES = sorted(PACKAGE.glob("templates/**/*.*"))
CODE = sorted(
    file for room in ("access", "actions", "views") for file in (PACKAGE / room).glob("*.py")
)
# Names of formats and programs are the same in every language.
NAMES = {"JSON", "CSV", "ckan", "ngr"}
READ_ALOUD = ("aria-label", "title", "placeholder", "alt")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
# What is no text: comments, code, and the blocks that CKAN puts into the attribute "class".
SILENT = re.compile(
    r"<!--.*?-->|<!DOCTYPE[^>]*>|<(style|code)\b.*?</\1>"
    r"|{% block \w+_class %}.*?{% endblock %}",
    re.DOTALL,
)
TOLD = {"abort", "flash_error", "flash_notice", "flash_success"}
RAISED = {"ValidationError", "ObjectNotFound", "NotAuthorized", "Invalid"}


def words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in NAMES]


def plain(source: str) -> str:
    """A template with its statements and expressions as gaps."""
    tokens = Environment(extensions=["jinja2.ext.i18n"]).lex(source)
    return "".join(value if kind == "data" else "\0" for _line, kind, value in tokens)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_templates_say_nothing_of_their_own(file: Path) -> None:
    assert words(said(file.read_text())) == []


def said(source: str) -> str:
    """What people read or hear of a template, without what is translated."""
    text = plain(SILENT.sub("", source))
    aloud = [value for name, value in ATTRIBUTE.findall(text) if name in READ_ALOUD]
    return " ".join([re.sub(r"<[^>]*>|&\w+;", " ", ATTRIBUTE.sub("", text)), *aloud])


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_code_tells_users_nothing_without_translation(file: Path) -> None:
    told = [
        text
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call) and name(call) in TOLD | RAISED
        for argument in call.args
        for text in untranslated(argument)
        if " " in text and words(text)
    ]
    assert told == []


def name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def untranslated(node: ast.AST) -> Iterator[str]:
    """The texts in an expression that no function for translation takes."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not (isinstance(node, ast.Call) and name(node) in {"_", "ungettext"}):
        for child in ast.iter_child_nodes(node):
            yield from untranslated(child)


def test_the_checks_find_what_is_not_translated() -> None:
    assert words(said('<p class="wide">Hallo {{ x }} daar</p>')) == ["Hallo", "daar"]
    assert words(said('<a title="Naar boven" {{ attributes }}>{{ up }}</a>')) == ["Naar", "boven"]
    assert words(said("<p>{{ _('Hallo') }}</p>")) == []
    call: Any = ast.parse('tk.abort(404, "No such page")').body[0]
    assert list(untranslated(call.value.args[1])) == ["No such page"]
    call = ast.parse('tk.abort(404, _("No {x}").format(x="such page"))').body[0]
    assert "No {x}" not in list(untranslated(call.value.args[1]))


def test_the_pages_of_ckanext_harvest_are_dutch() -> None:
    ours = catalogue(DUTCH)
    ckans = catalogue(Path(str(ckan.__file__)).parent / "i18n/nl/LC_MESSAGES/ckan.po")
    said = {
        message
        for _file, _line, message, _comments, _context in extract_from_dir(
            Path(str(ckanext.harvest.__file__)).parent,
            [
                ("tests/**", "ignore"),
                ("**.py", "python"),
                ("**/templates/**.html", "ckan"),
            ],
            options_map={"**/templates/**.html": {"trimmed": "True"}},
        )
    }
    # What it translates by a variable: how often a source runs, and how a job stands.
    said |= {"Manual", "Monthly", "Weekly", "Biweekly", "Daily", "Always"}
    said |= {"New", "Running", "Finished", "Aborted", "added", "updated", "deleted", "not modified"}
    assert len(said) > 80
    assert [
        text
        for text in said
        if not (is_translated(ours.get(text)) or is_translated(ckans.get(text)))
    ] == []


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, "nl")
