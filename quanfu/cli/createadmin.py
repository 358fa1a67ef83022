"""`quanfu createadmin`: the first person, who can then make all others."""

import sys

import click

from quanfu.cli.base import Problem, django, require_migrated
from quanfu.cli.texts import _


@click.command(
    help=_(
        "Make a person who may do everything in the whole tree of units. On an empty database the company is made too. "
        "The password is asked for, or read from standard input when that is no terminal."
    )
)
@click.argument("login")
@click.option("--name", help=_("Name of the person (default: the login)"))
@click.option(
    "--company", default="公司", show_default=True, help=_("Name of the company, where there is none yet")
)
def command(login: str, name: str | None, company: str) -> None:
    if sys.stdin.isatty():
        password = click.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    django()
    require_migrated()
    from django.db import transaction

    from quanfu.core.actor import SYSTEM
    from quanfu.core.errors import Refused
    from quanfu.org.actions.grant import grant_role
    from quanfu.org.actions.person import create_person
    from quanfu.org.actions.unit import create_unit
    from quanfu.org.enums import Reach, UnitKind
    from quanfu.org.models import Unit
    from quanfu.packs.roles import install_roles

    try:
        with transaction.atomic():
            top = Unit.objects.get_first_root_node() or create_unit(
                parent=None, code="company", name=company, kind=UnitKind.COMPANY, by=SYSTEM
            )
            person = create_person(login=login, name=name or login, unit=top, password=password, by=SYSTEM)
            role = install_roles()["administrator"]
            grant_role(person=person, role=role, unit=top, reach=Reach.SUBTREE, by=SYSTEM)
    except Refused as refused:
        raise Problem(str(refused)) from refused
    click.echo(_("{login} may now do everything in {unit}.").format(login=person.login, unit=top.name))
