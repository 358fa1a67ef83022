"""A missed limit seeks a higher authority, level after level (SLA-2, SLA-3)."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.events import emit
from quanfu.core.graph import add
from quanfu.desk.actions.escalated import give_to_another, raise_priority, take_over
from quanfu.org.actions.notification import notify
from quanfu.sla import events
from quanfu.sla.enums import LevelAction
from quanfu.sla.models import Escalation
from quanfu.sla.queries.ladder import Step

if TYPE_CHECKING:
    from quanfu.desk.models import Request


def climb_escalation(*, step: Step, by: Actor) -> Escalation:
    """Bring a missed limit before who stands at that level. Must be called inside the transaction that counts the
    clock's level up.

    Once per level: the row is unique, so that a second one fails its transaction. Where nobody stands there, the row
    says so by an empty ``to`` and the supervisors' list shows it. A level by which somebody takes over tells all
    concerned, the others their recipients.
    """
    clock, level, request = step.clock, step.level, step.clock.request
    escalation = add(Escalation(clock=clock, level=step.number, action=level.action, to=step.to, at=now()))
    to = step.to.name if step.to else ""
    emit(events.ESCALATION_CLIMBED, request, by=by,
         data={"clock": clock.pk, "target": clock.target, "level": step.number, "action": level.action, "to": to})  # fmt: skip
    url = reverse("desk:request.show", args=[request.number])
    values = {
        "target": clock.get_target_display(), "number": request.number, "subject": request.subject, "to": to,
        "person": clock.person or "—", "time": f"{localtime(clock.due_at):%m-%d %H:%M}", "level": step.number,
    }  # fmt: skip
    text = _("Escalated to you: %(target)s of %(number)s “%(subject)s”, responsible %(person)s, was due %(time)s.")  # fmt: skip
    notify(people=step.people, text=text % values, url=url, by=by)
    if level.action == LevelAction.HAND and step.to:
        concerned = [clock.person, request.owner, *step.told]
        text = _("%(number)s “%(subject)s” is with %(to)s now: %(target)s was due %(time)s (level %(level)s).")  # fmt: skip
        notify(people=[one for one in concerned if one and one.pk != step.to.pk], text=text % values, url=url, by=by)  # fmt: skip
    return escalation


def act_on(*, step: Step, request: "Request", by: Actor) -> None:
    """What the level does beyond telling. The request is locked by the caller, before the level was climbed."""
    reason = _("%(target)s was due %(time)s (level %(level)s)") % {
        "target": step.clock.get_target_display(), "time": f"{localtime(step.clock.due_at):%m-%d %H:%M}", "level": step.number,
    }  # fmt: skip
    if step.level.action == LevelAction.RAISE:
        raise_priority(request=request, by=by)
    elif step.level.action == LevelAction.HAND and step.to:
        take_over(request=request, person=step.to, reason=reason, by=by)
    elif step.level.action == LevelAction.REASSIGN and step.to:
        give_to_another(request=request, asked_by=step.to, reason=reason, by=by)
