"""``ckan donl vocabulary``, with a real server of lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ckan.tests import factories
from ckan.tests.helpers import call_action
from click.testing import CliRunner, Result

from ckanext.donl import vocabulary
from ckanext.donl.cli.vocabulary import vocabulary as group
from ckanext.donl.vocabulary import loading

from ..lists_server import Answer, ListsServer
from ..profile import examples as x
from ..vocabulary.publication import NEW, content, published, value, without
from .command import NOWHERE, ROOT, ckan

# The options that CKAN has declared are there with its plugins only.
pytestmark = pytest.mark.usefixtures("with_plugins", "lists_folder")

LANGUAGES, PROVINCES = "donl_language", "overheid_spatial_provincie"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(group, list(map(str, arguments)))


def grown(name: str) -> bytes:
    return content({**published(name), NEW: value("Nieuw", "New")})


@pytest.fixture
def server() -> Iterator[ListsServer]:
    """Serves two lists, each with one value more than the shipped one."""
    answers = {f"/lists/{name}.json": grown(name) for name in (LANGUAGES, PROVINCES)}
    with ListsServer(answers) as running:
        yield running


class TestUpdate:
    def test_from_a_url(self, server: ListsServer) -> None:
        done = run("update", LANGUAGES, PROVINCES, "--from", f"{server.url}/lists/")
        assert done.exit_code == 0, done.output
        assert done.output.splitlines() == [
            f"{LANGUAGES}: 5 values: 1 new, 0 gone, 0 changed",
            f"{PROVINCES}: 13 values: 1 new, 0 gone, 0 changed",
        ]
        assert vocabulary.get(LANGUAGES).label(NEW, "en") == "New"
        assert vocabulary.get(PROVINCES).source == f"{server.url}/lists/{PROVINCES}.json"

    def test_from_a_folder_takes_the_lists_that_are_in_it(self, tmp_path: Path) -> None:
        for name in (LANGUAGES, PROVINCES):
            (tmp_path / f"{name}.json").write_bytes(grown(name))
        (tmp_path / "overheid_license.json").write_text("[]")
        done = run("update", "--from", tmp_path)
        assert done.exit_code == 0, done.output
        assert len(done.output.splitlines()) == 2
        assert NEW in vocabulary.get(PROVINCES)
        assert vocabulary.get(PROVINCES).source == f"{tmp_path.name}/{PROVINCES}.json"

    def test_one_that_fails_does_not_keep_the_others(self, server: ListsServer) -> None:
        done = run("update", "--from", f"{server.url}/lists")
        assert done.exit_code == 1
        assert NEW in vocabulary.get(LANGUAGES)
        assert NEW in vocabulary.get(PROVINCES)
        assert f"{LANGUAGES}: 5 values" in done.stdout
        missing = f"{server.url}/lists/donl_license.json answers 404"
        assert f"donl_license: not refreshed: {missing}" in done.stderr
        assert len(done.stderr.splitlines()) == len(vocabulary.refreshable()) - 2
        assert sorted(server.asked) == sorted(
            f"/lists/{name}.json" for name in vocabulary.refreshable()
        )

    def test_a_shrunken_list_is_kept_out_until_it_is_accepted(self, server: ListsServer) -> None:
        few = without(published(PROVINCES), list(published(PROVINCES))[:2])
        server.answers[f"/lists/{PROVINCES}.json"] = content(few)
        place = ("--from", f"{server.url}/lists")
        done = run("update", PROVINCES, LANGUAGES, *place, "--accept-shrunken", LANGUAGES)
        assert done.exit_code == 1
        assert "it lacks 2 of the 12 values in use" in done.stderr
        assert f"(--accept-shrunken {PROVINCES})" in done.stderr
        assert len(vocabulary.get(PROVINCES)) == 12
        assert len(vocabulary.get(LANGUAGES)) == 5

        done = run("update", PROVINCES, *place, "--accept-shrunken", PROVINCES)
        assert done.exit_code == 0
        assert "10 values: 0 new, 2 gone, 0 changed" in done.stdout
        assert len(vocabulary.get(PROVINCES)) == 10

    def test_another_name_of_a_list_is_that_list(self, server: ListsServer) -> None:
        server.answers["/lists/donl_license.json"] = grown("donl_license")
        done = run(*("update", "overheid_license", "donl_license"), "--from", f"{server.url}/lists")
        assert done.exit_code == 0, done.output
        assert server.asked == ["/lists/donl_license.json"]
        assert NEW in vocabulary.get("overheid_license")

    def test_a_key_in_the_address_is_not_shown_to_visitors(self, server: ListsServer) -> None:
        place = f"http://someone:secret@127.0.0.1:{server.port}/lists"
        assert run("update", LANGUAGES, "--from", place).exit_code == 0
        assert vocabulary.get(LANGUAGES).source == f"{server.url}/lists/{LANGUAGES}.json"

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (b"<!DOCTYPE html><title>Inloggen</title>", "it is not JSON"),
            (b"{}", "it has 0 values"),
            (b'{"http://x.nl": {"labels": {"nl": "<script>"}}}', "has markup"),
            (content({NEW: value("Nieuw")}), "it lacks 4 of the 4 values in use"),
            (b" " * (vocabulary.MAX_BYTES + 1), "answers with more than 10,000,000 bytes"),
            (Answer(b"", 403), "answers 403"),
            (Answer(b"", 302, "http://localhost:{port}/ok"), "is at the private address 127.0.0.1"),
            (Answer(b"", 302, "file:///etc/passwd"), "is no http or https address"),
            (Answer(b"", 302, "/x/donl_language.json"), "redirects in a circle"),
        ],
    )
    def test_a_bad_answer_changes_nothing(
        self,
        answer: Any,
        words: str,
        lists_folder: Path,
        ckan_config: dict[str, Any],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        # "localhost" stands for a host in our own network.
        monkeypatch.setitem(ckan_config, "ckanext.donl.http.private_hosts", ["127.0.0.1"])
        with ListsServer({"/ok": grown(LANGUAGES)}) as server:
            if isinstance(answer, Answer):
                answer = answer._replace(location=answer.location.format(port=server.port))
            server.answers["/x/donl_language.json"] = answer
            done = run("update", LANGUAGES, "--from", f"{server.url}/x")
        assert done.exit_code == 1
        assert words in done.stderr
        assert "Traceback" not in done.output
        assert not lists_folder.exists()
        assert vocabulary.get(LANGUAGES).status == "complete"

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["donl_licence"], "There is no value list 'donl_licence'"),
            (["--accept-shrunken", "x"], "There is no value list 'x'"),
            (["--from", "/nowhere"], "/nowhere is no URL and no folder with value lists"),
            (["--from", "file:///etc"], "is no URL and no folder"),
            ([LANGUAGES, "--from", str(ROOT)], "is no URL and no folder"),
        ],
    )
    def test_a_mistake_is_told(self, arguments: list[str], words: str) -> None:
        done = run("update", *arguments)
        assert done.exit_code == 1
        assert words in done.stderr

    def test_a_list_that_the_folder_does_not_have(self, tmp_path: Path) -> None:
        (tmp_path / f"{LANGUAGES}.json").write_bytes(grown(LANGUAGES))
        done = run("update", PROVINCES, "--from", tmp_path)
        assert done.exit_code == 1
        assert f"{PROVINCES}: not refreshed" in done.stderr
        assert "No such file" in done.stderr

    def test_without_any_server_running(self, tmp_path: Path, lists_folder: Path) -> None:
        (tmp_path / f"{LANGUAGES}.json").write_bytes(grown(LANGUAGES))
        ini = tmp_path / "portal.ini"
        ini.write_text(
            f"[app:main]\nuse = config:{ROOT / 'test.ini'}\n"
            f"ckanext.donl.vocabulary.folder = {lists_folder}\n"
        )
        done = ckan("-c", ini, "donl", "vocabulary", "update", "--from", tmp_path, **NOWHERE)
        assert done.returncode == 0, done.stderr
        assert not any(word in done.stderr for word in ("Traceback", "ERROR", "CRITICAL"))
        loading.look_again()
        assert NEW in vocabulary.get(LANGUAGES)


class TestListAndShow:
    def test_list(self, server: ListsServer) -> None:
        run("update", LANGUAGES, "--from", f"{server.url}/lists")
        done = run("list")
        assert done.exit_code == 0
        lines = {line.split()[0]: line for line in done.stdout.splitlines()}
        assert list(lines) == vocabulary.names()
        assert lines[LANGUAGES].split()[1:3] == ["5", "refreshed"]
        assert lines[PROVINCES].split()[1:3] == ["12", "complete"]

    def test_list_tells_which_refreshed_list_is_not_used(self, lists_folder: Path) -> None:
        lists_folder.mkdir(parents=True)
        (lists_folder / f"{LANGUAGES}.json").write_text("{")
        loading.look_again()
        done = run("list")
        assert done.exit_code == 1
        assert f"{LANGUAGES}: {lists_folder}/{LANGUAGES}.json: it is not JSON" in done.stderr

    def test_show(self) -> None:
        done = run("show", "overheid_taxonomiebeleidsagenda")
        assert done.exit_code == 0
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        assert len(lines) == 110
        assert sum(len(line) == 4 for line in lines) == 93
        assert "Overheid:Taxonomiebeleidsagenda" in done.stderr

    def test_show_of_an_unknown_list(self) -> None:
        done = run("show", "x")
        assert done.exit_code == 1
        assert "There is no value list 'x'" in done.stderr


@pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
class TestCheck:
    def test_it_tells_what_to_repair(self, server: ListsServer) -> None:
        owner, user = factories.Organization()["id"], factories.Sysadmin()["name"]
        run("update", "--from", f"{server.url}/lists")
        package = x.dataset(
            owner_org=owner, language=[NEW], resources=[x.distribution(metadata_language=NEW)]
        )
        call_action("package_create", {"user": user}, **package)
        done = run("check")
        assert (done.exit_code, done.output) == (0, "")

        server.answers[f"/lists/{LANGUAGES}.json"] = content(without(published(LANGUAGES), [NEW]))
        run("update", LANGUAGES, "--from", f"{server.url}/lists", "--accept-shrunken", LANGUAGES)
        done = run("check")
        assert done.exit_code == 1
        assert done.stdout.splitlines() == [
            f"bomen\tlanguage\t{NEW}\t{LANGUAGES}",
            f"bomen\tresources[0].metadata_language\t{NEW}\t{LANGUAGES}\tBomen (CSV)",
        ]
        assert "2 values are not in their value list" in done.stderr
        assert run("check", PROVINCES).exit_code == 0
        assert run("check", LANGUAGES).exit_code == 1

    def test_of_an_unknown_list(self) -> None:
        done = run("check", "x")
        assert done.exit_code == 1
        assert "There is no value list 'x'" in done.stderr
