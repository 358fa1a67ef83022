"""`quanfu journal verify`: has anybody changed what happened?"""

import sys

import click

from quanfu.cli.base import django, require_migrated
from quanfu.cli.texts import N_, _

FAULTS = {
    "changed": N_("Row {row} was changed after it was sealed (seal {seal})."),
    "deleted": N_("Row {row} was deleted after it was sealed (seal {seal})."),
    "inserted": N_("Row {row} was put into seal {seal} afterwards."),
    "seal_changed": N_("Seal {seal} was changed: all before it is sound, all from it on proves nothing."),
    "seal_missing": N_("Seal {seal} is missing."),
}


@click.group(help=_("The append-only journal of all acts, sealed every minute by a chain of hashes."))
def command() -> None:
    pass


@command.command(
    help=_(
        "Read every seal and every sealed row; name the first that is not as it was written. Code 1 if any."
    )
)
@click.option("--head", default="", help=_("A hash noted earlier: is it still part of the chain?"))
@click.option("--all", "everything", is_flag=True, help=_("Name all faults, not only the first"))
def verify(head: str, everything: bool) -> None:
    django()
    require_migrated()
    from quanfu.core.queries.journal import verify_journal

    verdict = verify_journal(head=head, most_faults=1_000_000 if everything else 1)
    for kind, row, seal in verdict.faults:
        click.echo(_(FAULTS[kind]).format(row=row, seal=seal))
    if verdict.known_head is False:
        click.echo(
            _("The chain does not hold {head}: what was sealed before it was rewritten.").format(head=head)
        )
    if not verdict.ok:
        sys.exit(1)
    click.echo(
        _("Sound: {rows} rows in {seals} seals; {unsealed} not sealed yet.").format(
            rows=verdict.rows, seals=verdict.seals, unsealed=verdict.unsealed
        )
    )
    if verdict.head:
        click.echo(_("Last seal: {head}").format(head=verdict.head))
