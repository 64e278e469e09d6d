"""How Alembic reaches the database; CKAN runs this for `ckan db upgrade -p donl`."""

from __future__ import annotations

from alembic import context
from sqlalchemy import engine_from_config, pool

# CKAN looks for this table to know what is pending.
VERSION_TABLE = "donl_alembic_version"


def run() -> None:
    config = context.config
    section = config.get_section(config.config_ini_section) or {}
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, version_table=VERSION_TABLE)
        with context.begin_transaction():
            context.run_migrations()


run()
