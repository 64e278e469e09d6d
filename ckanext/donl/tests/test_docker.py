"""The container images: what compose.yaml, the Dockerfile and .env.example say is what is so.

No container engine is needed; docs/docker.md tells what was run with one.
"""

from __future__ import annotations

import ast
import configparser
import os
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from docker.local import paths, programs
from docker.portal import environment, health, site
from docker.portal.programs import FETCH, GATHER, SETUP, TIMER, WEB, commands

COMPOSE = paths.ROOT / "compose.yaml"
DOCKERFILE = paths.ROOT / "docker" / "Dockerfile"
PYPROJECT = paths.ROOT / "pyproject.toml"
EXAMPLE = paths.ROOT / ".env.example"
SECRETS = {"DONL_SECRET_KEY", "DONL_POSTGRES_PASSWORD", "DONL_SYSADMIN_PASSWORD"}
OURS = {SETUP, WEB, GATHER, FETCH, TIMER}

# ${NAME}, ${NAME:-default}, ${NAME:?message}
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")

ENOUGH = {
    "DONL_SECRET_KEY": "s3cret",
    "PGPASSWORD": "a/b@c%d",
    "DONL_POSTGRES_HOST": "postgresql",
    "DONL_SOLR_URL": "http://solr:8983/solr/ckan",
    "DONL_REDIS_URL": "redis://redis:6379/0",
    "DONL_SITE_URL": "https://data.example.nl/",
}


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
    return found


def used() -> dict[str, tuple[str, str]]:
    """Variable of compose.yaml → what follows its name: ("-", default) or ("?", message)."""
    return {
        name: (operator, rest) for name, operator, rest in VARIABLE.findall(COMPOSE.read_text())
    }


def documented() -> dict[str, str]:
    """Variable of .env.example → the value that stands there, be the line a comment or not."""
    return dict(re.findall(r"^#?(DONL_\w+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE))


def app(text: str) -> configparser.SectionProxy:
    """The settings as CKAN's own parser reads them."""
    parser = configparser.ConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser["app:main"]


def test_every_variable_is_documented_and_no_other() -> None:
    assert set(used()) == set(documented())


def test_a_default_is_the_one_that_the_example_shows() -> None:
    defaults = {name: rest for name, (operator, rest) in used().items() if operator == "-"}
    shown = {name: value for name, value in documented().items() if name in defaults}
    examples = {name for name in shown if name.startswith("DONL_SMTP_")}
    assert {n: v for n, v in shown.items() if n not in examples} == {
        n: v for n, v in defaults.items() if n not in examples
    }


def test_a_secret_has_no_default_and_its_absence_is_told() -> None:
    assert {name for name, (operator, _) in used().items() if operator == "?"} == SECRETS
    assert {name for name, value in documented().items() if not value} >= SECRETS
    for name in SECRETS:
        assert ".env" in used()[name][1]
        assert f"\n{name}=\n" in EXAMPLE.read_text()


def test_no_variable_begins_as_ckans_parser_wants_it() -> None:
    # A % in the value of a variable CKAN_… breaks each of CKAN's commands.
    assert not [name for name in used() if name.startswith("CKAN_")]


def test_the_portals_variables_are_those_that_the_image_reads(
    services: dict[str, dict[str, Any]],
) -> None:
    portal = paths.ROOT / "docker" / "portal"
    code = "".join(file.read_text() for file in portal.glob("*.py"))
    given = set(services[SETUP]["environment"])
    assert set(re.findall(r'"(DONL_\w+|PGPASSWORD)"', code)) == given


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_service_runs_the_program_of_its_name(
    services: dict[str, dict[str, Any]], name: str
) -> None:
    assert services[name]["command"] == [name]
    assert services[name]["image"].startswith("ckanext-donl:")
    assert services[name]["build"]["dockerfile"] == "docker/Dockerfile"


def test_the_programs_are_those_of_dev() -> None:
    assert set(commands(Path("/bin"), Path("/ini"), listen="", mark=Path("/mark"))) == OURS
    of_dev = programs.portal_commands()
    rows = {row.name: row.command for row in programs.table() if row.name.startswith("ckan-")}
    assert rows == {name: command for name, command in of_dev.items() if name != SETUP}


def test_compose_has_dev_s_servers_too(services: dict[str, dict[str, Any]]) -> None:
    assert set(services) == {*OURS, *programs.BACKING}


def test_every_service_says_when_it_is_restarted_and_whether_it_is_healthy(
    services: dict[str, dict[str, Any]],
) -> None:
    for name, service in services.items():
        if name == SETUP:  # it ends
            assert service["restart"] == "no"
            assert "healthcheck" not in service
        else:
            assert service["restart"] == "unless-stopped", name
            assert service["healthcheck"]["test"][0] == "CMD", name
        if name in OURS - {SETUP}:
            assert service["healthcheck"]["test"][-2:] == ["docker.portal.health", name]


def test_no_service_runs_as_root_or_can_become_it(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        assert str(service["user"]).split(":")[0] not in {"0", "root", ""}, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["read_only"] is (name != "solr"), name


def test_the_order_of_starting_is_that_of_dev(services: dict[str, dict[str, Any]]) -> None:
    for name in OURS - {SETUP}:
        assert services[name]["depends_on"] == {
            SETUP: {"condition": "service_completed_successfully"}
        }
    assert services[SETUP]["depends_on"] == {
        name: {"condition": "service_healthy"} for name in programs.BACKING
    }


def test_only_the_web_server_is_reached_from_outside_and_only_from_this_machine(
    services: dict[str, dict[str, Any]],
) -> None:
    assert [name for name, service in services.items() if "ports" in service] == [WEB]
    assert services[WEB]["ports"] == [f"${{DONL_LISTEN:-127.0.0.1:5000}}:{health.PORT}"]


def test_images_and_volumes_are_named(services: dict[str, dict[str, Any]]) -> None:
    whole = yaml.safe_load(COMPOSE.read_text())
    mounted = {
        volume.split(":")[0]
        for service in services.values()
        for volume in service["volumes"]
        if not volume.startswith(".")
    }
    assert mounted == set(whole["volumes"])
    for service in services.values():
        tag = service["image"].partition(":")[2]
        assert any(sign.isdigit() for sign in tag), service["image"]
        for volume in service["volumes"]:
            if volume.startswith("."):
                assert (paths.ROOT / volume.split(":")[0]).is_dir()


def test_the_image_is_of_the_extensions_version(services: dict[str, dict[str, Any]]) -> None:
    version = re.findall(r'^version = "(.+)"$', PYPROJECT.read_text(), re.MULTILINE)
    assert services[WEB]["image"] == f"ckanext-donl:{version[0]}"


def test_the_image_is_installed_by_dev_s_steps_and_runs_as_the_user_of_compose(
    services: dict[str, dict[str, Any]],
) -> None:
    text = DOCKERFILE.read_text()
    assert "RUN python3 -m docker.local.image " in text
    assert "docker/portal/packages.txt" in text
    final = text.rpartition("\nFROM ")[2]
    user = re.findall(r"^USER (\w+)$", final, re.MULTILINE)
    assert user == ["ckan"]
    uid = re.findall(r"useradd .*--uid (\d+) ", final)
    assert services[WEB]["user"] == f"{uid[0]}:{uid[0]}"
    for base in re.findall(r"^FROM (\S+:\S+)", text, re.MULTILINE):
        assert not base.endswith(":latest")


def test_what_the_image_is_made_of_is_sent_to_the_build_and_nothing_else() -> None:
    lines = (paths.ROOT / ".dockerignore").read_text().splitlines()
    kept = {line[1:] for line in lines if line.startswith("!")}
    assert lines[1] == "*"
    assert kept == {"ckanext", "docker", "LICENSE", "README.rst", "pyproject.toml", "setup.py"}
    assert "ckanext/donl/tests" in lines


def test_every_file_of_the_extension_comes_along_when_it_is_installed() -> None:
    package = paths.ROOT / "ckanext" / "donl"
    data = re.findall(r'^"ckanext\.donl" = (\[.*?\])$', PYPROJECT.read_text(), re.M | re.S)
    patterns = ast.literal_eval(data[0])
    listed = subprocess.run(
        ["git", "-C", str(package), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    files = {name for name in listed.split("\0") if name and not name.startswith("tests/")}
    brought = {
        str(path.relative_to(package)) for pattern in patterns for path in package.glob(pattern)
    }
    left = {name for name in files if not name.endswith(".py") and (package / name).exists()}
    assert left - brought == set()


def test_settings_of_the_environment_reach_ckan_unharmed(tmp_path: Path) -> None:
    ini = tmp_path / "ckan.ini"
    variables = {
        **ENOUGH,
        "DONL_SITE_TITLE": "100% open ${data}",
        "DONL_SMTP_SERVER": "",
        "CKAN__LOCALE_ORDER": "nl en",
        "CKANEXT__DONL__MAPPING__NGR": "/mapping",
        "HOME": "/root",
    }
    assert environment.site(variables, Path("/var/lib/ckan")).write(ini)
    assert ini.stat().st_mode & 0o077 == 0
    found = app(ini.read_text())
    assert found["SECRET_KEY"] == "s3cret"
    assert found["sqlalchemy.url"] == "postgresql://ckan@postgresql/ckan"
    assert site.sqlalchemy_url(ini) == found["sqlalchemy.url"]
    assert found["ckan.site_url"] == "https://data.example.nl"
    assert found["ckan.site_title"] == "100% open ${data}"
    assert found["ckan.locale_order"] == "nl en"
    assert found["ckanext.donl.mapping.ngr"] == "/mapping"
    assert found["ckan.locale_default"] == "nl"
    assert "smtp.server" not in found
    assert not environment.site(variables, Path("/var/lib/ckan")).write(ini)


def test_what_is_not_set_is_named() -> None:
    variables = {**ENOUGH, "DONL_SECRET_KEY": ""}
    del variables["PGPASSWORD"]
    with pytest.raises(environment.Missing) as told:
        environment.site(variables, Path("/"))
    assert str(told.value) == (
        "Not set in the environment: DONL_SECRET_KEY, PGPASSWORD. See .env.example."
    )


def test_a_secret_is_not_shown_where_the_settings_are_printed() -> None:
    shown = repr(environment.site(ENOUGH, Path("/")))
    assert "postgresql://" not in shown
    assert "s3cret" not in shown


def test_ckans_programs_get_no_variable_that_its_parser_stumbles_over() -> None:
    given = environment.for_programs({"CKAN__SITE_TITLE": "100%", "CKAN_INI": "/x", "PATH": "/bin"})
    assert given == {"CKAN_INI": "/x", "PATH": "/bin"}


def test_the_timer_is_healthy_as_long_as_it_had_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    monkeypatch.setattr(health, "MARK", mark)
    assert health.main(TIMER) == "No harvester run has ended well yet."
    mark.touch()
    assert health.main(TIMER) is None
    old = time.time() - 3600
    os.utime(mark, (old, old))
    assert health.main(TIMER) == "The last harvester run that ended well was 60 minutes ago."
