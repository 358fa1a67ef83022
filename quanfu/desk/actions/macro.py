"""Series of acts: kept, tried, run."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.actions.step import run_step
from quanfu.desk.models import Macro, Request
from quanfu.desk.queries.reply_template import fill_template, templates_of
from quanfu.desk.queries.steps import STEPS, Step, described


@dataclass(frozen=True)
class Outcome:
    """What a step would do, or why it cannot. words: what the customer would read."""

    step: Step
    text: str
    refused: str = ""
    words: str = ""


def save_macro(*, instance: Macro | None, by: Actor, steps: list[dict[str, Any]], **columns: Any) -> Macro:
    """Make or change one of the company of ``by``; the steps are put into the order of the work."""
    if by.person is None or not steps:
        raise Refused(_("Choose at least one act."))
    if len(steps) > rule("desk.macro_most_steps"):
        raise Refused(_("At most %(count)s acts.") % {"count": rule("desk.macro_most_steps")})
    macro = instance or Macro(company=by.person.company)
    order = list(STEPS)
    for column, value in (
        columns | {"steps": sorted(steps, key=lambda step: order.index(step["act"]))}
    ).items():
        setattr(macro, column, value)
    try:
        with transaction.atomic():
            macro.save()
            emit(events.MACRO_SAVED, macro, by=by, data={"steps": macro.steps})
    except IntegrityError as error:
        raise Refused(_("There is a macro of this name."), field="name") from error
    return macro


def delete_macro(*, instance: Macro, by: Actor) -> None:
    with transaction.atomic():
        emit(events.MACRO_DELETED, instance, by=by, data={"steps": instance.steps})
        Macro.objects.filter(pk=instance.pk).delete()


def rehearse_macro(*, macro: Macro, request: Request, by: Actor) -> list[Outcome]:
    """What running it on this request now would do, step by step, found out by doing it and taking everything back.

    Nothing is changed and nobody is told. A step that cannot be done is passed over, and the next is tried.
    """
    request = Request.objects.select_related("company", "unit", "service_type", "channel", "site").get(
        pk=request.pk
    )
    if by.person is None:
        return []
    found = []
    said = [step["value"] for step in macro.steps if step["act"] == "reply"]
    templates = templates_of(request.company_id).in_bulk(said) if said else {}
    with transaction.atomic():
        for step, (what, text) in zip(macro.steps, described(macro.steps, by.person), strict=True):
            template = templates.get(step["value"]) if step["act"] == "reply" else None
            words = fill_template(template, request, by.person) if template else ""
            found.append(Outcome(what, text, _tried(request, step, by), words))
        transaction.set_rollback(True)
    return found


def _tried(request: Request, step: dict[str, Any], by: Actor) -> str:
    """'' when the step was done, else why not."""
    state = request.__dict__.copy()
    try:
        with transaction.atomic():
            run_step(request=request, step=step, by=by)
    except (Refused, AlreadyDone) as refused:
        request.__dict__.update(state)  # what the failed act had set already
        return str(refused.message)
    return ""


def run_macro(*, macro: Macro, request: Request, by: Actor, partial: bool = False) -> list[Outcome]:
    """Do all its steps in one transaction, or none: Refused names the first that cannot be done.

    With ``partial`` those that cannot be done are left out; Refused when that leaves nothing.
    """
    if by.person is None:
        raise Refused(_("You have no right to do this here."))
    found = []
    with transaction.atomic():
        for step, (what, text) in zip(macro.steps, described(macro.steps, by.person), strict=True):
            outcome = Outcome(what, text, _tried(request, step, by))
            if outcome.refused and not partial:
                raise Refused(_("%(step)s: %(reason)s") % {"step": what.label, "reason": outcome.refused})
            found.append(outcome)
        if all(outcome.refused for outcome in found):
            raise Refused(_("None of its acts can be done here."))
        done = [str(outcome.step.label) for outcome in found if not outcome.refused]
        emit(
            events.MACRO_RUN,
            request,
            by=by,
            data={"macro": macro.pk, "text": f"{macro.name}: {'、'.join(done)}"},
        )
    return found
