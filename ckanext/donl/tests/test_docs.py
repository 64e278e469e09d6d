"""The documentation: what is made is up to date, and what it names is there."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import ckan
import click
import pytest
import yaml
from babel.messages.mofile import read_mo
from ckan.common import config

import ckanext.donl
from ckanext.donl import profile, vocabulary
from ckanext.donl.cli import donl

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.rst", *sorted(DOCS.glob("*.md"))]
MANUALS = [DOCS / "handleiding.md", DOCS / "beheer.md"]
DECLARATION = ROOT / "ckanext/donl/config_declaration.yaml"
PORTAL = "portal"

LINK = {
    ".md": re.compile(r"\[[^\]]*\]\(([^)\s]+)\)"),
    ".rst": re.compile(r"(?:`[^`<]*<([^>`]+)>`_|\.\. (?:image|figure):: (\S+))"),
}
COMMAND = re.compile(r"ckan(?: -c \S+)? donl ([^`\n#]+)")
# In these a name with dots is one of a module.
CODE = re.compile(r"^```(?:python|toml)$.*?^```$", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"ckanext\.donl\.[a-z_.]*[a-z_]|CKANEXT__DONL__[A-Z_]*[A-Z]")


@pytest.fixture(params=PAGES, ids=lambda page: page.name)
def page(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_the_page_of_fields_is_current(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(config, "ckanext.donl.vocabulary.folder", str(tmp_path))
    made = runpy.run_path(str(DOCS / "make_fields.py"))["document"]()
    stored = (DOCS / "fields.md").read_text("utf-8")
    assert "<!--" not in made
    assert stored == made, "out of date: run .dev/venv/bin/python docs/make_fields.py"


def test_the_example_is_a_valid_dataset_with_all_that_a_supplier_gives() -> None:
    package = json.loads((DOCS / "dataset.json").read_text("utf-8"))
    assert profile.errors(package) == {}
    given = {f.name for f in profile.DATASET.values() if f.group != PORTAL and not f.when}
    assert given - set(package) == {"communities"}
    given = {f.name for f in profile.DISTRIBUTION.values() if f.group != PORTAL}
    assert given == set(package["resources"][0])
    package["modified"] = "1 mei 2024"
    assert list(profile.errors(package)) == ["modified"]


def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for groups in LINK[page.suffix].findall(text):
        target = groups if isinstance(groups, str) else groups[0] or groups[1]
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = target.partition("#")
        file = page.parent / place if place else page
        assert file.exists(), f"{page.name} names {target}"
        if anchor:
            assert anchor in anchors(file), f"{page.name} names {target}"


def anchors(file: Path) -> set[str]:
    """What an address of a Markdown page can end in, as GitHub makes it of the headings."""
    text = file.read_text("utf-8")
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


def test_files_of_the_documentation_that_are_named_are_there(page: Path) -> None:
    for name in re.findall(r"\bdocs/[\w/.-]+\w", page.read_text("utf-8")):
        assert (ROOT / name).exists(), f"{page.name} names {name}"


def test_pictures_are_told_in_words(page: Path) -> None:
    assert not re.findall(r"!\[\s*\]", page.read_text("utf-8"))


def test_every_picture_is_used() -> None:
    used = "".join(manual.read_text("utf-8") for manual in MANUALS)
    assert not [image.name for image in DOCS.glob("images/*") if f"images/{image.name}" not in used]


def test_commands_exist(page: Path) -> None:
    for words in COMMAND.findall(page.read_text("utf-8")):
        check_command(words)


def check_command(words: str) -> None:
    """Follow the groups down to the command, and look for its options."""
    command: click.Command = donl
    for word in words.split():
        if re.match(r"--\w", word):
            known = {option for parameter in command.params for option in parameter.opts}
            assert word in {*known, "--help"}, f"donl {words}"
        elif isinstance(command, click.Group):
            if word == "…":
                return
            assert word in command.commands, f"donl {words}"
            command = command.commands[word]


def test_options_exist(page: Path) -> None:
    declared = yaml.safe_load(DECLARATION.read_text("utf-8"))
    known = [option["key"] for group in declared["groups"] for option in group["options"]]
    patterns = [re.sub("<.*?>", "*", key) for key in known]
    for name in OPTION.findall(CODE.sub("", page.read_text("utf-8"))):
        option = name.lower().replace("__", ".")
        assert any(fnmatchcase(option, pattern) for pattern in patterns), name


def test_what_the_manuals_quote_is_on_the_pages() -> None:
    """A text in bold is one that the reader sees: a field, a value, or a text of the interface."""
    texts = set(shown())
    for manual in MANUALS:
        for bold in re.findall(r"\*\*([^*]+)\*\*", manual.read_text("utf-8")):
            quoted = " ".join(bold.split())
            assert quoted in texts, f"{manual.name}: nothing shows “{quoted}”"


def shown() -> Iterator[str]:
    """Labels of fields and values, and the texts of our pages and CKAN's, in Dutch."""
    for parts in (profile.GROUPS, profile.COMPOSITES):
        yield from (part.label_nl for part in parts.values())
    yield from (field.label_nl for field in profile.FIELDS)
    for name in {field.value_list for field in profile.FIELDS if field.value_list}:
        yield from (entry.label_nl for entry in vocabulary.get(name))
    for package in (ckanext.donl, ckan):
        folder = Path(package.__path__[0]) / "i18n/nl/LC_MESSAGES"
        (file,) = folder.glob("*.mo")
        with file.open("rb") as messages:
            yield from (str(message.string) for message in read_mo(messages))
