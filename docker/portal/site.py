"""A portal's ckan.ini: one template, filled in by `./dev` and by the image's entry point."""

from __future__ import annotations

import configparser
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

_TEMPLATE = Path(__file__).with_name("ckan.ini")
_APP = "app:main"


@dataclass(frozen=True)
class Site:
    """What differs from one portal to the next."""

    secret_key: str = field(repr=False)
    sqlalchemy_url: str = field(repr=False)
    solr_url: str
    redis_url: str
    site_url: str
    storage: Path
    # CKAN's options by their names, for instance ckan.site_title; they win over the template's.
    options: Mapping[str, str] = field(default_factory=dict)
    log_file: Path | None = None  # without it everything is logged on the screen

    def write(self, ini: Path) -> bool:
        """Write the file, for its owner only; False where it held just this already."""
        text = self._text()
        if ini.exists() and ini.read_text() == text:
            return False
        ini.touch(mode=0o600)
        ini.write_text(text)
        return True

    def _text(self) -> str:
        parser = _parser()
        parser.read_string(
            Template(_TEMPLATE.read_text()).substitute(
                secret_key=_escape(self.secret_key),
                sqlalchemy_url=_escape(self.sqlalchemy_url),
                solr_url=_escape(self.solr_url),
                redis_url=_escape(self.redis_url),
                site_url=_escape(self.site_url),
                storage=_escape(str(self.storage)),
                handlers="console, file" if self.log_file else "console",
                console_level="WARNING" if self.log_file else "INFO",
                log_file=_escape(repr(str(self.log_file))),
            )
        )
        for name, value in self.options.items():
            parser[_APP][name] = _escape(value)
        text = io.StringIO()
        parser.write(text)
        return text.getvalue()


def sqlalchemy_url(ini: Path) -> str:
    """The database that a ckan.ini names."""
    parser = _parser()
    parser.read(ini)
    return parser[_APP]["sqlalchemy.url"].replace("%%", "%")


def _parser() -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # SECRET_KEY is in capitals
    return parser


def _escape(value: str) -> str:
    """CKAN expands %(name)s in the file."""
    return value.replace("%", "%%")
