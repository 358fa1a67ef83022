"""`quanfu migrate`: database, roles and static files to this version."""

import click

from quanfu.cli.base import django, unapplied
from quanfu.cli.texts import _


def migrate(*, quiet: bool = False) -> None:
    """Apply what is missing, renew roles and the default work calendar, collect static files when they changed.

    Doing it again does nothing.
    """
    from django.core.management import call_command

    from quanfu.core.actions.calendar import install_default_calendar
    from quanfu.core.actor import SYSTEM
    from quanfu.core.assets import collect, collected
    from quanfu.packs.roles import install_roles

    if missing := unapplied():
        click.echo(_("Database: {count} migrations …").format(count=len(missing)))
        call_command("migrate", interactive=False, verbosity=0)
    elif not quiet:
        click.echo(_("Database: up to date"))
    install_roles()
    install_default_calendar(by=SYSTEM)
    if not collected():
        count = collect()
        click.echo(_("Static files: {count} collected").format(count=count))
    elif not quiet:
        click.echo(_("Static files: up to date"))


@click.command(
    help=_(
        "Bring the database and the static files up to this version. Safe to repeat. "
        "Back up first when you upgrade; other processes may go on only where the release notes say so."
    )
)
def command() -> None:
    django()
    migrate()
