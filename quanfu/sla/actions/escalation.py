"""A missed limit seeks a higher authority (SLA-2)."""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.events import emit
from quanfu.org.actions.notification import notify
from quanfu.org.queries.person import head_of
from quanfu.sla import events
from quanfu.sla.models import Clock, Escalation


def climb_escalation(*, clock: Clock, level: int, by: Actor) -> Escalation | None:
    """Bring a missed limit before the head of the responsible person's unit, or the next head above when that is they.

    Once per level: None when it was brought there before. Where nobody stands above, the row says so by an empty ``to``
    and the supervisors' list shows it.
    """
    unit = clock.person.unit if clock.person else clock.unit
    head = head_of(unit, other_than=clock.person)
    try:
        with transaction.atomic():
            escalation = Escalation.objects.create(clock=clock, level=level, to=head, at=now())
    except IntegrityError:
        return None
    request = clock.request
    emit(events.ESCALATION_CLIMBED, request, by=by,
         data={"clock": clock.pk, "target": clock.target, "level": level, "to": head.name if head else ""})  # fmt: skip
    text = _("Escalated to you: %(target)s of %(number)s “%(subject)s”, responsible %(person)s, was due %(time)s.") % {
        "target": clock.get_target_display(), "number": request.number, "subject": request.subject,
        "person": clock.person or "—", "time": f"{localtime(clock.due_at):%m-%d %H:%M}",
    }  # fmt: skip
    notify(people=[head], text=text, url=reverse("desk:request.show", args=[request.number]), by=by)
    return escalation
