"""Mappings that a folder or a site puts in the place of the shipped ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ckanext.donl import mapping

OWMS = "http://standaarden.overheid.nl/owms/terms/"
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"
CLOSED = f"{OWMS}geslotenlicentie"
THEME = "value-mappings/NGR__Dataset__Theme.json"
LICENCE = "value-mappings/NGR__Dataset__License.json"

Load = Callable[..., mapping.Catalogue]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load the NGR's mappings with files: text as it stands, all else as JSON."""

    def load(files: dict[str, Any]) -> mapping.Catalogue:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return mapping.load("ngr", mapping.folder(tmp_path))

    return load


def line(name: str, target: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "target_value": target, **more}


def target(catalogue: mapping.Catalogue, key: str, value: str) -> str | None:
    row = catalogue.tables[key].lookup(value)
    return row.target if row else None


class TestPublishedFormat:
    def test_a_table_replaces_the_shipped_one(self, load: Load) -> None:
        catalogue = load({THEME: [line("Boeren", f"{OWMS}Landbouw_(thema)")]})
        assert target(catalogue, "dataset.theme", "boeren") == f"{OWMS}Landbouw_(thema)"
        assert target(catalogue, "dataset.theme", "farming") is None
        assert target(catalogue, "distribution.format", "gml") is not None
        assert mapping.problems(catalogue) == []

    def test_nothing_in_the_folder_changes_nothing(self, load: Load) -> None:
        assert load({}).version == mapping.load("ngr").version

    def test_note_and_ambiguous_may_be_added(self, load: Load) -> None:
        catalogue = load({THEME: [line("a", f"{OWMS}Economie", note="Why.", ambiguous=True)]})
        row = catalogue.tables["dataset.theme"].lookup("a")
        assert row == mapping.Row("a", f"{OWMS}Economie", "Why.", True)

    def test_a_byte_order_mark_is_no_hindrance(self, load: Load) -> None:
        text = "\ufeff" + json.dumps([line("a", f"{OWMS}Economie")])
        assert target(load({THEME: text}), "dataset.theme", "a") == f"{OWMS}Economie"

    def test_a_shared_table_is_replaced_for_all_that_share_it(self, load: Load) -> None:
        catalogue = load({LICENCE: [line("vrij", CC0)]})
        assert target(catalogue, "distribution.license_id", "vrij") == CC0

    def test_a_table_of_its_own_goes_before_a_shared_one(self, load: Load) -> None:
        own = "value-mappings/NGR__Distribution__License.json"
        catalogue = load({LICENCE: [line("vrij", CC0)], own: [line("vrij", CLOSED)]})
        assert target(catalogue, "dataset.license_id", "vrij") == CC0
        assert target(catalogue, "distribution.license_id", "vrij") == CLOSED

    def test_defaults_by_the_names_of_the_synchroniser(self, load: Load) -> None:
        catalogue = load({"defaults/NGR.json": {"description": "-", "resource.description": "--"}})
        assert catalogue.defaults == {"dataset.notes": "-", "distribution.description": "--"}

    def test_no_defaults(self, load: Load) -> None:
        assert load({"defaults/NGR.json": {}}).defaults == {}

    def test_block_list(self, load: Load) -> None:
        file = "blacklists/NGR__Dataset__Identifier.json"
        catalogue = load({file: [{"name": "A", "blacklisted": " http://a "}]})
        assert catalogue.blocked == {"dataset.identifier": frozenset({"http://a"})}

    def test_any_callable_can_give_the_files(self) -> None:
        asked = []

        def site(file: str) -> bytes | None:
            asked.append(file)
            return (
                b'[{"name": "vrij", "target_value": "%s"}]' % CC0.encode()
                if file == LICENCE
                else None
            )

        assert target(mapping.load("ngr", site), "dataset.license_id", "vrij") == CC0
        assert len(asked) == len(set(asked))
        assert {"defaults/NGR.json", "ngr/dataset.theme.csv", THEME} <= set(asked)


class TestSingleLines:
    def test_one_line_changes_one_choice(self, load: Load) -> None:
        shipped = mapping.load("ngr")
        catalogue = load({"ngr/dataset.license_id.csv": f"value,target\nGeen Beperkingen,{CC0}\n"})
        for key in ("dataset.license_id", "distribution.license_id"):
            assert target(catalogue, key, "geen beperkingen") == CC0
            assert len(catalogue.tables[key]) == len(shipped.tables[key])
        assert catalogue.version != shipped.version
        assert mapping.problems(catalogue) == []

    def test_a_line_is_added(self, load: Load) -> None:
        text = f"value,target,ambiguous,note\nvrij,{CC0},yes,Free.\n"
        row = load({"ngr/dataset.license_id.csv": text}).tables["dataset.license_id"].lookup("Vrij")
        assert row == mapping.Row("vrij", CC0, "Free.", True)

    def test_lines_go_over_a_published_table(self, load: Load) -> None:
        files = {
            LICENCE: [line("vrij", CC0), line("open", CC0)],
            "ngr/dataset.license_id.csv": f"value,target\nopen,{CLOSED}\n",
        }
        catalogue = load(files)
        assert target(catalogue, "dataset.license_id", "vrij") == CC0
        assert target(catalogue, "dataset.license_id", "open") == CLOSED

    def test_a_table_that_is_not_shipped(self, load: Load) -> None:
        weekly = "http://publications.europa.eu/resource/authority/frequency/WEEKLY"
        catalogue = load({"ngr/dataset.frequency.csv": f"value,target\nweekly,{weekly}\n"})
        assert target(catalogue, "dataset.frequency", "Weekly") == weekly


class TestOddities:
    """What can be used, and is told."""

    def told(self, catalogue: mapping.Catalogue) -> list[tuple[str, str]]:
        return [(problem.where, problem.what) for problem in mapping.problems(catalogue)]

    def test_the_first_spelling_goes_before_another(self, load: Load) -> None:
        lines = [line("tuin", f"{OWMS}Economie"), line("Tuin", f"{OWMS}Bestuur")]
        catalogue = load({THEME: lines})
        assert target(catalogue, "dataset.theme", "TUIN") == f"{OWMS}Economie"
        ((where, what),) = self.told(catalogue)
        assert where == THEME
        assert what == (
            f"'tuin' has two targets, {OWMS}Economie and {OWMS}Bestuur; the former is used"
        )

    def test_the_last_line_of_a_spelling_goes_before_the_others(self, load: Load) -> None:
        lines = [line("tuin", f"{OWMS}Economie"), line("tuin", f"{OWMS}Bestuur")]
        catalogue = load({THEME: lines})
        assert target(catalogue, "dataset.theme", "tuin") == f"{OWMS}Bestuur"
        assert len(self.told(catalogue)) == 1

    def test_the_same_line_twice_is_harmless_in_a_published_file(self, load: Load) -> None:
        lines = [line("tuin", f"{OWMS}Economie"), line("Tuin ", f"{OWMS}Economie")]
        assert self.told(load({THEME: lines})) == []

    def test_the_same_line_twice_is_told_of_a_file_of_ours(self, load: Load) -> None:
        text = f"value,target\ntuin,{OWMS}Economie\nTuin,{OWMS}Economie\n"
        ((where, what),) = self.told(load({"ngr/dataset.theme.csv": text}))
        assert (where, what) == ("ngr/dataset.theme.csv", "'tuin' has 2 lines; one is enough")

    def test_a_key_that_is_not_used(self, load: Load) -> None:
        ((_where, what),) = self.told(load({THEME: [line("a", f"{OWMS}Economie", ambigous=True)]}))
        assert "line 1 has the key 'ambigous'" in what
        assert "ambiguous, name, note, target_value" in what

    def test_a_default_without_field(self, load: Load) -> None:
        catalogue = load({"defaults/NGR.json": {"omschrijving": "-"}})
        ((where, what),) = self.told(catalogue)
        assert where == "defaults/NGR.json"
        assert "no field for the default 'omschrijving'" in what
        assert "resource.format" in what

    def test_a_target_that_is_in_no_list(self, load: Load) -> None:
        ((where, what),) = self.told(load({THEME: [line("a", "http://a")]}))
        assert where == "dataset.theme"
        assert what.startswith("'a' becomes http://a, which is not in value list")

    def test_files_that_nothing_reads(self, load: Load, tmp_path: Path) -> None:
        load(
            {
                THEME: [line("a", f"{OWMS}Economie")],
                "value-mappings/NGR__Dataset__Themes.json": [],
                "value-mappings/RDW__Dataset__Theme.json": [],
                "ngr/theme.csv": "",
            }
        )
        unread = mapping.folder(tmp_path).unread("ngr")
        assert [problem.where for problem in unread] == [
            "ngr/theme.csv",
            "value-mappings/NGR__Dataset__Themes.json",
        ]
        assert "is not read" in unread[0].what
        assert "ngr/dataset.theme.csv" in unread[0].what
        assert THEME in unread[1].what


class TestUnusable:
    """What cannot be used: the message names the file, what is wrong and what is expected."""

    @pytest.mark.parametrize(
        ("file", "content", "message"),
        [
            (THEME, "[{", "is not JSON: .*line 1"),
            (THEME, "", "is not JSON"),
            (THEME, "<html>Not found</html>", "is not JSON"),
            (THEME, "[" * 100_000, "is not JSON"),
            (THEME, {"a": "b"}, "expected a list of lines with 'name' and 'target_value'"),
            (THEME, ["a"], 'line 1 is "a"; expected an object with .*'),
            (THEME, [{"name": "a"}], "line 1 is .*'name' and 'target_value'"),
            (THEME, [line("a", "http://a"), line("", "http://a")], "line 2 is .* not empty"),
            (THEME, [line("a", None)], "line 1 is .* expected"),  # type: ignore[arg-type]
            (THEME, [line("a", "http://a", ambiguous="yes")], "line 1: .* true or false"),
            (THEME, [line("a", "http://a", note=1)], "line 1: note must be a text"),
            ("defaults/NGR.json", [], "expected an object of names and texts"),
            ("defaults/NGR.json", {"description": 1}, "expected an object of names and texts"),
            (
                "blacklists/NGR__Dataset__Identifier.json",
                [{"name": "a"}],
                "line 1 is .* expected .*'name' and 'blacklisted'",
            ),
            ("ngr/dataset.theme.csv", "", "has the columns -; expected are target, value"),
            ("ngr/dataset.theme.csv", "name,target_value\na,b\n", "has the columns name, target_v"),
            (
                "ngr/dataset.theme.csv",
                "value,target,why\na,b,c\n",
                "has .* as you like ambiguous, note",
            ),
            ("ngr/dataset.theme.csv", '"value"s,target\n', "line 1 is not CSV"),
            ("ngr/dataset.theme.csv", "value,target\na\n", "line 2 does not have 2 cells"),
            ("ngr/dataset.theme.csv", "value,target\na,b,c\n", "line 2 does not have 2 cells"),
            ("ngr/dataset.theme.csv", "value,target\na,\n", "line 2: target, value must not be em"),
            ("ngr/dataset.theme.csv", 'value,target\n"a"b,c\n', "line 2 is not CSV"),
            ("ngr/dataset.theme.csv", "value,target,ambiguous\na,b,maybe\n", "line 2: .*'maybe'"),
        ],
    )
    def test_message(self, load: Load, file: str, content: Any, message: str) -> None:
        with pytest.raises(mapping.MappingError, match=f"^{file}: {message}"):
            load({file: content})

    def test_not_text(self) -> None:
        with pytest.raises(mapping.MappingError, match="is not UTF-8 text"):
            mapping.load("ngr", lambda file: b"\xff\xfe" if file == THEME else None)

    def test_not_a_file(self, tmp_path: Path) -> None:
        (tmp_path / THEME).mkdir(parents=True)
        with pytest.raises(mapping.MappingError, match=f"{THEME}: cannot be read"):
            mapping.load("ngr", mapping.folder(tmp_path))

    def test_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(mapping.MappingError, match="there is no such folder"):
            mapping.folder(tmp_path / "nowhere")
