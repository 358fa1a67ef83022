"""`quanfu token`: an API token, printed once."""

import click

from quanfu.cli.base import Problem, django, require_migrated
from quanfu.cli.texts import _


@click.command(
    help=_(
        "Make an API token that may do what the person LOGIN may, and print it. It is shown this once: only its digest "
        "is kept."
    )
)
@click.argument("login")
@click.option("--note", default="", help=_("What the token is for, shown in the list of tokens"))
def command(login: str, note: str) -> None:
    django()
    require_migrated()
    from quanfu.api.actions.token import make_token
    from quanfu.core.actor import SYSTEM
    from quanfu.org.queries.person import person_by_login

    person = person_by_login(login)
    if person is None or not person.is_active:
        raise Problem(_("There is no active person with the login {login}.").format(login=login))
    click.echo(make_token(person=person, by=SYSTEM, note=note))
