"""Until when a request is put aside."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from quanfu.core.clock import now
from quanfu.core.queries.calendar import calendar_for
from quanfu.desk.models import Request, Snooze

if TYPE_CHECKING:
    from quanfu.org.models import Person


def tomorrow_morning(by: "Person") -> datetime:
    """When work begins on the next working day after today, on the calendar of the person's unit."""
    calendar = calendar_for(by.unit)
    local = timezone.localtime(now(), calendar.zone)
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return calendar.next_open(midnight)


def sleeping(request: Request) -> Snooze | None:
    """How the request was put aside, or None while it is awake."""
    return (
        Snooze.objects.filter(request=request, woken_at=None).select_related("by").first()
        if request.snoozed_until
        else None
    )
