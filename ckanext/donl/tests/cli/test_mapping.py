from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from ckanext.donl.cli.mapping import mapping
from ckanext.donl.mapping import catalogues


def run(*arguments: str) -> Result:
    return CliRunner().invoke(mapping, ["check", *arguments])


def test_all_is_well() -> None:
    result = run()
    assert result.exit_code == 0
    assert "ngr: ok, 12 tables with 1087 lines, 9 defaults, 1 blocked value" in result.output
    assert [line.split(":")[0] for line in result.output.splitlines()] == catalogues()


def test_one_catalogue() -> None:
    (line,) = run("ngr").output.splitlines()
    assert line in run().output.splitlines()


def test_one_line_for_each_problem(tmp_path: Path) -> None:
    folder = tmp_path / "ngr"
    folder.mkdir()
    (folder / "dataset.theme.csv").write_text("value,target\na,http://a\nb,http://b\n")
    (folder / "dataset.teme.csv").write_text("value,target\n")
    result = run("ngr", "--override", str(tmp_path))
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("ngr: dataset.theme: 'a' becomes http://a, which is not in value")
    assert lines[2].startswith("ngr: ngr/dataset.teme.csv: is not read")


def test_a_file_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "defaults").mkdir()
    (tmp_path / "defaults/NGR.json").write_text("[]")
    result = run("--override", str(tmp_path))
    assert result.exit_code == 1
    assert "ngr: defaults/NGR.json: expected an object" in result.output


def test_an_unknown_catalogue() -> None:
    result = run("nrg")
    assert result.exit_code == 1
    known = ", ".join(catalogues())
    assert f"there are no mappings for this catalogue; there are for: {known}" in result.output


def test_an_unknown_folder() -> None:
    result = run("--override", "/nowhere")
    assert result.exit_code == 1
    assert "/nowhere: there is no such folder" in result.output
