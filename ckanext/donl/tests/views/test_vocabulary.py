"""The pages of the value lists, and their files."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html

from ckanext.donl import vocabulary
from ckanext.donl.cli.vocabulary import vocabulary as group
from ckanext.donl.vocabulary import loading, refresh

from ..cli.command import NOWHERE, ROOT, ckan
from ..vocabulary.publication import EU, NEW, content, published, value
from ..vocabulary.test_lists import NAMES

pytestmark = pytest.mark.usefixtures("with_plugins")

THEMES = "overheid_taxonomiebeleidsagenda"


def page(app: Any, path: str, status: int = 200) -> Any:
    return html.fromstring(app.get(path, status=status).text)


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def rows(tree: Any) -> list[list[str]]:
    return [[text(cell) for cell in row] for row in tree.xpath("//table/tbody/tr")]


class TestIndex:
    def test_has_every_list(self, app: Any) -> None:
        tree = page(app, "/donl/vocabulary")
        assert [text(h1) for h1 in tree.xpath("//h1")] == ["Value lists"]
        assert len(rows(tree)) == len(NAMES)
        links = tree.xpath("//table//a/@href")
        assert links == [f"/donl/vocabulary/{name}" for name in vocabulary.names()]
        assert rows(tree)[3][:2] == ["DONL:Organization", "1,688"]


class TestList:
    def test_shows_all_its_values(self, app: Any) -> None:
        for name in NAMES:
            tree = page(app, f"/donl/vocabulary/{name}")
            values = vocabulary.get(name)
            assert [text(h1) for h1 in tree.xpath("//h1")] == [values.title]
            assert {text(code) for code in tree.xpath("//tbody//code")} == {
                entry.uri for entry in values
            }
            assert values.source in text(tree)

    def test_shows_labels_in_both_languages_with_their_language(self, app: Any) -> None:
        tree = page(app, "/donl/vocabulary/donl_language")
        assert rows(tree)[0] == [f"Nederlands {EU}/language/NLD", "Dutch"]
        assert tree.xpath("//tbody/tr[1]/th/span/@lang") == ["nl"]
        assert tree.xpath("//tbody/tr[1]/td/span/@lang") == ["en"]

    def test_is_in_the_order_of_the_reader(self, app: Any) -> None:
        dutch = page(app, "/nl/donl/vocabulary/donl_language")
        assert [row[1] for row in rows(dutch)] == ["German", "English", "Frisian", "Dutch"]

    def test_shows_narrower_values_after_the_broader_one_with_a_link(self, app: Any) -> None:
        tree = page(app, f"/donl/vocabulary/{THEMES}")
        number = next(n for n, row in enumerate(rows(tree), 1) if row[0].startswith("Afval "))
        (link,) = tree.xpath(f"//tbody/tr[{number}]/td[2]/a")
        assert text(link) == "Natuur en milieu"
        anchor = link.get("href").partition("#")[2]
        (broader,) = tree.xpath(f"//tr[@id='{anchor}']/th/span")
        assert text(broader) == "Natuur en milieu"
        assert int(anchor.removeprefix("value-")) < number

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("curacao", ["Curaçao"]),
            ("CURAÇAO", ["Curaçao"]),
            ("Netherlands antil", ["Nederlandse Antillen"]),
            ("terms/Aruba", ["Aruba"]),
            ("nergens", []),
            ('"><script>alert(1)</script>', []),
            ("x" * 5_000, []),
        ],
    )
    def test_can_be_searched(self, app: Any, query: str, found: list[str]) -> None:
        answer = app.get(
            "/donl/vocabulary/overheid_spatial_koninkrijksdeel", query_string={"q": query}
        )
        tree = html.fromstring(answer.text)
        assert [text(span) for span in tree.xpath("//tbody//th/span")] == found
        assert f"{len(found)} of 5 values" in text(tree)
        assert tree.xpath("//input[@id='donl-vocabulary-q']/@value") == [query[:200]]
        assert tree.xpath("//label[@for='donl-vocabulary-q']")
        assert "<script>alert" not in answer.text

    def test_shows_labels_of_outside_as_text(self, app: Any, lists_folder: Path) -> None:
        values = {**published("donl_language"), NEW: value('a < b & "c" {{ 7*7 }}')}
        refresh("donl_language", content(values), "<img src=x>/'\"")
        answer = app.get("/donl/vocabulary/donl_language")
        assert 'a < b & "c" {{ 7*7 }}' in text(html.fromstring(answer.text))
        assert "a &lt; b &amp; " in answer.text
        assert "<img src=x" not in answer.text

    @pytest.mark.parametrize("ending", ["", ".json", ".csv"])
    def test_an_unknown_list_is_a_404_that_names_the_lists(self, app: Any, ending: str) -> None:
        for name in ("donl_licence", "<b>x", "donl_language.xml", "%00"):
            answer = app.get(f"/donl/vocabulary/{name}{ending}", status=404)
            assert "There is no value list" in answer.text
            assert "donl_license" in answer.text
            assert "<b>x" not in answer.text


class TestFiles:
    def test_json_is_the_published_format(self, app: Any) -> None:
        for name in NAMES:
            answer = app.get(f"/donl/vocabulary/{name}.json")
            assert answer.content_type == "application/json"
            values = json.loads(answer.data)
            assert list(values) == [entry.uri for entry in vocabulary.get(name)]
            for facts in values.values():
                assert set(facts["labels"]) == {"nl-NL", "en-US"}
                assert set(facts) <= {"labels", "parent", "type"}

    def test_csv_opens_in_a_spreadsheet(self, app: Any, lists_folder: Path) -> None:
        values = {**published("donl_language"), NEW: value("=1+1", "@x")}
        refresh("donl_language", content(values), "-x")
        answer = app.get("/donl/vocabulary/donl_language.csv")
        assert answer.content_type == "text/csv; charset=utf-8"
        disposition = "attachment; filename=donl_language.csv"
        assert answer.headers["Content-Disposition"] == disposition
        table = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
        assert [row["uri"] for row in table] == list(values)
        assert (table[-1]["label_nl"], table[-1]["label_en"]) == ("'=1+1", "'@x")
        assert table[-1]["source"] == "'-x"

    @pytest.mark.parametrize("ending", ["json", "csv"])
    def test_is_sent_again_only_when_it_is_another(
        self, app: Any, ending: str, lists_folder: Path
    ) -> None:
        path = f"/donl/vocabulary/donl_language.{ending}"
        first = app.get(path)
        assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert first.headers["X-Content-Type-Options"] == "nosniff"
        known = {"If-None-Match": first.headers["ETag"]}
        assert app.get(path, headers=known, status=304).data == b""
        refresh("donl_language", content({**published("donl_language"), NEW: value("x")}), "x")
        assert NEW in app.get(path, headers=known, status=200).text


def test_what_one_portal_shows_another_can_take_over(
    app: Any,
    lists_folder: Path,
    tmp_path: Path,
    ckan_config: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refresh(THEMES, content({**published(THEMES), NEW: value("Nieuw", "New")}), "x")
    sent, other = tmp_path / "sent", tmp_path / "other"
    sent.mkdir()
    for name in NAMES:
        answer = app.get(f"/donl/vocabulary/{name}.json")
        (sent / f"{name}.json").write_bytes(answer.data)
    monkeypatch.setitem(ckan_config, "ckanext.donl.vocabulary.folder", str(other))
    loading.look_again()
    assert NEW not in vocabulary.get(THEMES)

    done = CliRunner().invoke(group, ["update", "--from", str(sent)])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert len(lines) == len(NAMES) - 1
    changed = [line for line in lines if not line.endswith("0 new, 0 gone, 0 changed")]
    assert changed == [f"{THEMES}: 111 values: 1 new, 0 gone, 0 changed"]
    assert {file.stem for file in other.iterdir()} == set(NAMES) - {"overheid_license"}


def test_a_running_portal_shows_a_list_that_a_command_refreshed(
    app: Any, lists_folder: Path, tmp_path: Path
) -> None:
    path = "/donl/vocabulary/donl_language?q=nieuw"
    assert rows(page(app, path)) == []
    sent = tmp_path / "donl_language.json"
    sent.write_bytes(content({**published("donl_language"), NEW: value("Nieuw", "New")}))
    ini = tmp_path / "portal.ini"
    ini.write_text(
        f"[app:main]\nuse = config:{ROOT / 'test.ini'}\n"
        f"ckanext.donl.vocabulary.folder = {lists_folder}\n"
    )
    done = ckan("-c", ini, "donl", "vocabulary", "update", "--from", tmp_path, **NOWHERE)
    assert done.returncode == 0, done.stderr
    time.sleep(1.1)
    assert rows(page(app, path)) == [[f"Nieuw {NEW}", "New"]]


def test_shipped_lists_are_shown_when_the_folder_is_spoilt(app: Any, lists_folder: Path) -> None:
    lists_folder.mkdir(parents=True)
    (lists_folder / "donl_language.json").write_bytes(b"\x00")
    loading.look_again()
    assert len(rows(page(app, "/donl/vocabulary/donl_language"))) == 4
