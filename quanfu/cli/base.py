"""What the commands share: a problem to tell, Django made ready, progress on long work."""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

from quanfu.cli.texts import _, language

T = TypeVar("T")


class Problem(Exception):
    """Something the user can mend: the message says what is wrong and what to do. Ends the command with code 1."""


def django() -> None:
    """Make Django ready, with its messages in the language of the command line."""
    from quanfu.core.config import config

    config()  # a wrong setting is told as such, not as a traceback through Django
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanfu.settings")
    import django

    django.setup()
    from django.utils import translation

    translation.activate("zh-hans" if language() == "zh" else "en")


def unapplied() -> list[str]:
    """Migrations that the database still needs; raises Problem when it cannot be reached."""
    from django.db import DatabaseError, connection
    from django.db.migrations.exceptions import InconsistentMigrationHistory
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise Problem(
            _("The database cannot be reached: {error}").format(error=str(error).strip())
        ) from error
    except InconsistentMigrationHistory as error:
        raise Problem(
            _(
                "No way leads from this database to this version: {error} Start the version that made it, or restore a backup."
            ).format(error=error)
        ) from error
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def unknown() -> list[str]:
    """Migrations of ours that the database has and this version does not know: it was made by a newer one."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    known, ours = set(loader.disk_migrations or ()), loader.migrated_apps
    return sorted(f"{app}.{name}" for app, name in set(loader.applied_migrations) - known if app in ours)


def require_migrated() -> None:
    if missing := unapplied():
        raise Problem(
            _("The database is not up to date ({count} migrations are missing). Run: quanfu migrate").format(
                count=len(missing)
            )
        )


def progress(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """The same items, with a bar on a terminal and else a line on stderr every ten seconds."""
    if sys.stderr.isatty():
        with click.progressbar(items, length=total, label=label, file=sys.stderr) as bar:
            yield from bar
        return
    started = told = time.monotonic()
    count = 0
    for count, item in enumerate(items, 1):
        yield item
        if time.monotonic() - told >= 10:
            told = time.monotonic()
            click.echo(f"{label}: {count}" + (f" / {total}" if total else ""), err=True)
    if told != started:
        click.echo(f"{label}: {count}", err=True)
