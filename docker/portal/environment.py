"""What the image is told through environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from docker.portal.site import Site

# PGPASSWORD is for PostgreSQL's own client library. In the database's URL a password would have to
# be escaped with %, at which `ckan db init` of CKAN 2.12 fails (Alembic expands it).
_REQUIRED = (
    "DONL_SECRET_KEY",
    "PGPASSWORD",
    "DONL_POSTGRES_HOST",
    "DONL_SOLR_URL",
    "DONL_REDIS_URL",
    "DONL_SITE_URL",
)
# Any other option of CKAN is a variable of the kind that ckanext-envvars knows, CKAN__LOCALE_ORDER
# or CKANEXT__DONL__MAPPING__NGR. That extension itself sets options only when CKAN has read its
# file; here they are in the file, so that the order of plugins plays no part.
_PREFIXES = ("CKAN__", "CKANEXT__")
# CKAN's configuration parser takes all variables with this prefix for settings, and fails at a
# stray % in one of them.
_PARSED_BY_CKAN = "CKAN__"
_OPTIONS = {
    "DONL_SITE_TITLE": "ckan.site_title",
    "DONL_LOCALE": "ckan.locale_default",
    "DONL_PRIVATE_HOSTS": "ckanext.donl.http.private_hosts",
    "DONL_SMTP_SERVER": "smtp.server",
    "DONL_SMTP_STARTTLS": "smtp.starttls",
    "DONL_SMTP_USER": "smtp.user",
    "DONL_SMTP_PASSWORD": "smtp.password",
    "DONL_SMTP_MAIL_FROM": "smtp.mail_from",
}


class Missing(Exception):
    """Variables that have to be set and are not."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Not set in the environment: {', '.join(names)}. See .env.example.")


def site(variables: Mapping[str, str], storage: Path) -> Site:
    """The portal that the variables describe. Raises Missing; an empty value is none."""
    missing = [name for name in _REQUIRED if not variables.get(name)]
    if missing:
        raise Missing(missing)
    return Site(
        secret_key=variables["DONL_SECRET_KEY"],
        sqlalchemy_url=f"postgresql://ckan@{variables['DONL_POSTGRES_HOST']}/ckan",
        solr_url=variables["DONL_SOLR_URL"],
        redis_url=variables["DONL_REDIS_URL"],
        site_url=variables["DONL_SITE_URL"].rstrip("/"),
        storage=storage,
        options=_options(variables),
    )


def for_programs(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment for CKAN's programs, without what is in the file already."""
    return {
        name: value for name, value in variables.items() if not name.startswith(_PARSED_BY_CKAN)
    }


def _options(variables: Mapping[str, str]) -> dict[str, str]:
    named = {_OPTIONS[name]: value for name, value in variables.items() if name in _OPTIONS}
    others = {
        name.lower().replace("__", "."): value
        for name, value in variables.items()
        if name.startswith(_PREFIXES)
    }
    return {name: value for name, value in {**named, **others}.items() if value}
