"""Two languages: whatever a user reads is there in English and in Dutch."""

from __future__ import annotations

import gettext
import subprocess
import sys
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from ckan.tests import factories

from .profile import examples as x

ROOT = Path(__file__).parents[3]
I18N = ROOT / "ckanext/donl/i18n"
DUTCH = I18N / "nl/LC_MESSAGES/ckanext-donl.po"
TO_DO = "see setup.py for how the messages are brought up to date"


def read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale)


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the code says now."""
    template = tmp_path_factory.mktemp("i18n") / "messages.pot"
    command = [sys.executable, "setup.py", "extract_messages", "--output-file", str(template)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return read(template)


@pytest.fixture(scope="module")
def dutch() -> Catalog:
    return read(DUTCH, "nl")


def ids(catalogue: Catalog) -> set[Any]:
    return {message.id for message in catalogue if message.id}


def texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def is_translated(message: Message | None) -> bool:
    return message is not None and not message.fuzzy and all(map(str.strip, texts(message.string)))


def test_the_extraction_finds_messages_of_every_room(messages: Catalog) -> None:
    assert {
        "this value has no mapping to the value list {list}",
        "a value is required",
        "the default {target} is not in value list {list}",
        "a whole number from 1 to 500",
    } <= ids(messages)


def test_dutch_is_complete(messages: Catalog, dutch: Catalog) -> None:
    missing = [key for key in ids(messages) if not is_translated(dutch.get(key))]
    assert not missing, f"without Dutch ({TO_DO}): {missing}"


def test_nothing_is_kept_that_the_code_no_longer_says(messages: Catalog, dutch: Catalog) -> None:
    assert ids(dutch) == ids(messages), TO_DO
    assert ids(read(I18N / "ckanext-donl.pot")) == ids(messages), TO_DO
    assert not dutch.obsolete, TO_DO


def test_dutch_has_the_placeholders_of_the_message(dutch: Catalog) -> None:
    wrong = [
        (english, nederlands)
        for message in dutch
        if message.id
        for english, nederlands in zip(texts(message.id), texts(message.string), strict=True)
        if placeholders(english) != placeholders(nederlands)
    ]
    assert not wrong


def test_dutch_ends_as_the_message_does(dutch: Catalog) -> None:
    """Messages are put together: a full stop makes one a sentence, white space keeps it from its
    neighbours."""

    def edges(text: str) -> tuple[bool, bool, bool]:
        return text[:1].isspace(), text[-1:].isspace(), text.endswith(".")

    for message in dutch:
        for english, nederlands in zip(texts(message.id), texts(message.string), strict=True):
            assert not message.id or edges(english) == edges(nederlands), english


def test_what_ckan_reads_is_compiled_from_what_people_edit(dutch: Catalog) -> None:
    compiled = gettext.translation(DUTCH.stem, I18N, ["nl"])
    for message in dutch:
        english, nederlands = texts(message.id), texts(message.string)
        if message.pluralizable:
            found = [compiled.ngettext(english[0], english[1], count) for count in (1, 2)]
            assert found == nederlands, TO_DO
        elif message.id:
            assert [compiled.gettext(*english)] == nederlands, TO_DO


@pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
@pytest.mark.parametrize(
    ("prefix", "title", "licence", "contact"),
    [
        (
            "",
            "Title: a value is required",
            '"geheim" is not in the list "DONL:License"; allowed are: http',
            "The contact point cannot be reached: give at least one of",
        ),
        (
            "/nl",
            "Titel: een waarde is verplicht",
            '"geheim" staat niet in de waardelijst "DONL:License"; toegestaan zijn: http',
            "Het contactpunt is niet bereikbaar: vul minstens een van deze velden in:",
        ),
    ],
)
def test_the_api_refuses_in_the_language_of_the_request(
    app: Any, prefix: str, title: str, licence: str, contact: str
) -> None:
    answer = app.post(
        f"{prefix}/api/3/action/package_create",
        json=x.dataset(title="", license_id="geheim", contact_point_email=None),
        headers={"Authorization": factories.SysadminWithToken()["token"]},
        status=409,
    )
    errors = answer.json["error"]
    assert errors["title"] == [title]
    assert licence in errors["license_id"][0]
    assert contact in errors["contact_point_email"][0]
