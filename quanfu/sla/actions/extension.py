"""More time for a limit: with a reason, and with the leave of somebody else (SLA-13)."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.queries.calendar import calendar_for
from quanfu.org.actions.notification import notify
from quanfu.org.queries.person import head_of
from quanfu.sla import events
from quanfu.sla.actions.running import adapt, write_due
from quanfu.sla.models import Clock, Extension
from quanfu.sla.queries.running import live_clocks

if TYPE_CHECKING:
    from quanfu.desk.models import Request

LONGEST = 366 * 24 * 60


def ask_extension(*, clock: Clock, minutes: int, reason: str, by: Actor) -> Extension:
    """Ask for so many more minutes of the limit's own time; until it is decided the old deadline counts.

    Refused without a reason, for a clock that has ended, and for one whose time was agreed on with somebody.
    """
    if not reason.strip():
        raise Refused(_("Give the reason for the extension."), field="reason")
    if not 0 < minutes <= LONGEST:
        raise Refused(_("Say how many minutes more are needed."), field="minutes")
    if not clock.is_live or clock.fixed or by.person is None:
        raise Refused(_("This limit cannot be extended."))
    request = clock.request
    try:
        with transaction.atomic():
            wish = Extension.objects.create(
                clock=clock, minutes=minutes, reason=reason.strip(), asked_by=by.person, asked_at=now()
            )
            emit(events.EXTENSION_ASKED, request, by=by,
                 data={"extension": wish.pk, "target": clock.target, "minutes": minutes, "reason": wish.reason})  # fmt: skip
            text = _("%(person)s asks for more time: %(target)s of %(number)s") % {
                "person": by.person.name, "target": clock.get_target_display(), "number": request.number,
            }  # fmt: skip
            notify(people=[head_of(clock.unit, other_than=by.person)], text=text, url=reverse("sla:extension.index"), by=by)  # fmt: skip
    except IntegrityError:
        raise AlreadyDone(_("An extension of this limit waits for a decision already.")) from None
    return wish


def decide_extension(*, extension: Extension, approved: bool | None, by: Actor, remark: str = "") -> None:
    """Grant or refuse. Nobody decides their own wish. Granted: old and new deadline are stored with the approver, the
    clock runs to the new one and is watched anew."""
    if approved is None:
        raise Refused(_("Grant or refuse the extension."), field="approved")
    if by.person is None or by.person.pk == extension.asked_by_id:  # type: ignore[attr-defined]
        raise Refused(_("Somebody else has to decide about your own wish."))
    if not approved and not remark.strip():
        raise Refused(_("Say why the extension is refused."), field="remark")
    at = now()
    with transaction.atomic():
        columns = {"approved": approved, "decided_by": by.person, "decided_at": at, "remark": remark.strip()}
        if Extension.objects.filter(pk=extension.pk, decided_at=None).update(**columns) != 1:
            raise AlreadyDone(_("This extension is decided already."))
        request = extension.clock.request
        data = {"extension": extension.pk, "target": extension.clock.target, "approved": approved, "remark": remark.strip(), "reason": extension.reason}  # fmt: skip
        if approved:
            data |= _grant(extension, request, by)
        emit(events.EXTENSION_DECIDED, request, by=by, data=data)
        text = _("%(number)s: more time granted") if approved else _("%(number)s: more time refused")
        notify(people=[extension.asked_by, extension.clock.person], text=text % {"number": request.number},
               url=reverse("desk:request.show", args=[request.number]), by=by)  # fmt: skip
    extension.refresh_from_db()


def _grant(extension: Extension, request: "Request", by: Actor) -> dict[str, str]:
    running = live_clocks(request)
    pair = (extension.clock.target, extension.clock.key)
    clock = running.get(pair)
    if clock is None or clock.pk != extension.clock.pk:
        raise AlreadyDone(_("This limit has ended meanwhile."))
    old = clock.due_at
    clock.extra_seconds += extension.minutes * 60
    Clock.objects.filter(pk=clock.pk).update(extra_seconds=clock.extra_seconds)
    adapt(request=request, running={pair: clock}, usual=calendar_for(request.unit), by=by)
    write_due(request=request, running=running, by=by)
    Extension.objects.filter(pk=extension.pk).update(old_due_at=old, new_due_at=clock.due_at)
    return {"old": f"{localtime(old):%Y-%m-%d %H:%M}", "new": f"{localtime(clock.due_at):%Y-%m-%d %H:%M}"}
