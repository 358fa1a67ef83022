"""`quanfu demo`: a company to try everything with."""

import os
import shutil
import sys

import click

from quanfu.cli.base import Problem, django
from quanfu.cli.migrate import migrate
from quanfu.cli.texts import N_, _, language
from quanfu.cli.web import require_port
from quanfu.core.config import config

STEPS = {"company": N_("customers"), "requests": N_("requests"), "appraisals": N_("people appraised")}


@click.command(
    help=_(
        "Load the demo company, a heating supplier in a northern Chinese city with a year of requests, into an empty "
        "database, and print a login for each role. What is there already stays as it is."
    )
)
@click.option("--serve", is_flag=True, help=_("Then run the web server, the worker and the scheduler"))
@click.option("--reset", is_flag=True, help=_("Delete database and files first (SQLite only)"))
def command(serve: bool, reset: bool) -> None:
    if serve or reset:
        require_port(config().bind)
    if reset:
        _delete()
    django()
    migrate(quiet=True)
    from quanfu.org.models import Unit
    from quanfu.packs.heating.load import is_loaded

    if not is_loaded():
        if Unit.objects.exists():
            raise Problem(
                _(
                    "This database belongs to another company; the demo goes into an empty one (QUANFU_DATA=…)."
                )
            )
        _load()
    _show_logins()
    if serve:
        sys.stdout.flush()
        os.execv(
            sys.executable, [sys.executable, "-m", "quanfu", "serve"]
        )  # a new process: this one has grown


def _delete() -> None:
    settings = config()
    if settings.database_url != f"sqlite:///{settings.data}/quanfu.sqlite3":
        raise Problem(_("Only a demo on the embedded database of QUANFU_DATA can be deleted from here."))
    for end in ("", "-wal", "-shm"):
        (settings.data / f"quanfu.sqlite3{end}").unlink(missing_ok=True)
    shutil.rmtree(settings.data / "files", ignore_errors=True)


def _load() -> None:
    """All of it or nothing: who interrupts it finds an empty database again."""
    from django.db import transaction

    from quanfu.packs.heating.load import load

    click.echo(_("Making the demo company and its year; this takes a minute …"))
    wide = sys.stdout.isatty()

    def say(what: str, count: int) -> None:
        text = f"  {_(STEPS[what])}: {count}"
        if what == "requests" and wide:
            click.echo(f"\r{text}", nl=False)
        elif what != "requests" or count % 2000 == 0:
            click.echo(("\n" if wide and what == "appraisals" else "") + text)

    with transaction.atomic():
        load(say)


def _show_logins() -> None:
    from quanfu.packs.heating.load import logins
    from quanfu.packs.roles import ROLES

    names = {role.code: role.name if language() == "zh" else role.name_en for role in ROLES}
    click.echo(
        _("Logins of the demo company (password for all: {password}):").format(password=logins()[0][2])
    )
    for role, login, _password in logins():
        click.echo(f"  {login:<12} {names.get(role, role)}")
