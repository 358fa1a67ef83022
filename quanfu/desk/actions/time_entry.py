"""Time spent on requests."""

from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now, today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.models import Request, TimeEntry

DAY = 24 * 60


def record_time(
    *, request: Request, minutes: int, by: Actor, day: date | None = None, remark: str = ""
) -> TimeEntry:
    """So many minutes of one's own day went into a request. Refused for none, for days to come, and for a day of more than
    24 hours over all requests."""
    day = day or today()
    if by.person is None or minutes < 1:
        raise Refused(_("At least one minute."), field="minutes")
    if day > today():
        raise Refused(_("This day is still to come."), field="day")
    spent = TimeEntry.objects.filter(person=by.person, day=day).aggregate(all=Sum("minutes"))["all"] or 0
    if spent + minutes > DAY:
        raise Refused(_("A day has 24 hours."), field="minutes")
    with transaction.atomic():
        entry = TimeEntry.objects.create(
            request=request,
            company=request.company,
            person=by.person,
            day=day,
            minutes=minutes,
            remark=remark.strip()[:200],
            at=now(),
        )
        emit(events.TIME_ENTRY_RECORDED, request, by=by, data={"minutes": minutes, "day": day.isoformat()})
    return entry


def delete_time(*, entry: TimeEntry, by: Actor) -> None:
    """Take an entry of one's own away."""
    with transaction.atomic():
        if not TimeEntry.objects.filter(pk=entry.pk).delete()[0]:
            raise AlreadyDone(_("It is gone already."))
        emit(
            events.TIME_ENTRY_DELETED,
            entry.request,
            by=by,
            data={"minutes": entry.minutes, "day": entry.day.isoformat()},
        )
