"""What the ORM does not know: the journal's triggers, the shared cache's table, and how busy tables are kept tidy."""

from typing import Any

from django.core.management import call_command
from django.db import migrations

from quanfu.core import journal_guard

CACHE_TABLE = "core_cache"

# Rows of jobs are rewritten several times within seconds, so PostgreSQL is told to clean up after a few hundred.
TIDY = [
    "ALTER TABLE core_job SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500)",
    "ALTER TABLE core_worker SET (fillfactor = 50)",
]


def make(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    journal_guard.install(connection)
    if connection.vendor == "postgresql":
        for statement in TIDY:
            schema_editor.execute(statement)
    # Made even where Redis is the cache: changing back must not need a migration.
    call_command("createcachetable", CACHE_TABLE, database=connection.alias, verbosity=0)


def unmake(apps: Any, schema_editor: Any) -> None:
    journal_guard.remove(schema_editor.connection)
    schema_editor.execute(f"DROP TABLE IF EXISTS {CACHE_TABLE}")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
