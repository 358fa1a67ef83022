"""`quanfu sla explain FW-…`: every instant of a request's limits, with the policy or rule and the calendar."""

import json
from typing import Any

import click

from quanfu.cli.base import Problem, django, require_migrated
from quanfu.cli.texts import _


@click.group(help=_("Limits: why a request is due when it is due."))
def command() -> None:
    pass


@command.command(
    help=_("Tell every instant of a request's limits: started, paused, due, warned, missed, by which rule.")
)
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON instead of lines"))
def explain(number: str, as_json: bool) -> None:
    django()
    require_migrated()
    from django.utils.timezone import localtime

    from quanfu.desk.queries.request import request_by_number
    from quanfu.sla.queries.explanation import explain as explained

    request = request_by_number(number)
    if request is None:
        raise Problem(_("There is no request {number}.").format(number=number))
    clocks = explained(request)
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in clocks], ensure_ascii=False, indent=1))
        return
    click.echo(f"{request.number}  {request.subject}")
    for one in clocks:
        click.echo(f"\n{one.clock.get_target_display()} · {one.clock.get_state_display()} · {one.calendar}")
        for instant in one.instants:
            mark = "…" if instant.ahead else " "
            click.echo(f"  {mark} {localtime(instant.at):%Y-%m-%d %H:%M:%S}  {instant.said}")
    if not clocks:
        click.echo(_("No limit ever ran for it."))


def _as_json(one: Any) -> dict[str, Any]:
    clock = one.clock
    instants = [{"at": i.at.isoformat(), "said": i.said, "ahead": i.ahead} for i in one.instants]
    return {
        "target": clock.target, "key": clock.key, "state": clock.state, "reason": one.reason, "calendar": one.calendar,
        "due_at": clock.due_at.isoformat(), "instants": instants,
    }  # fmt: skip
