"""When a channel is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quanfu.channels.queries.channel import public_channels
from quanfu.core.clock import now
from quanfu.core.queries.calendar import CALENDARS
from quanfu.core.worktime import Calendar, WorktimeError

if TYPE_CHECKING:
    from quanfu.channels.models import Channel
    from quanfu.org.models import Unit


@dataclass(frozen=True)
class Opening:
    """``opens_at``: when it opens next, None while it is open and for a calendar that opens never again."""

    is_open: bool
    opens_at: datetime | None = None

    @property
    def text(self) -> str:
        """Open now; closed, opens tomorrow at 08:30."""
        if self.is_open:
            return _("Open now")
        if self.opens_at is None:
            return _("Closed")
        at, today = localtime(self.opens_at), localtime(now()).date()
        clock = f"{at:%H:%M}"
        if at.date() == today:
            return _("Closed, opens at %(time)s") % {"time": clock}
        if at.date() == today + timedelta(days=1):
            return _("Closed, opens tomorrow at %(time)s") % {"time": clock}
        return _("Closed, opens on %(day)s at %(time)s") % {"day": f"{at:%m-%d}", "time": clock}


def opening_of(channel: "Channel", at: datetime | None = None) -> Opening:
    """Whether the channel is open, by its calendar; one without a calendar always is. No statement while it is in memory."""
    calendar = _calendar(channel)
    moment = at or now()
    if calendar is None or calendar.is_open(moment):
        return Opening(True)
    try:
        return Opening(False, calendar.next_open(moment))
    except WorktimeError:
        return Opening(False)


def closed_note(channel: "Channel", at: datetime | None = None) -> str:
    """What an automatic answer says outside the hours: '' while the channel is open."""
    opening = opening_of(channel, at)
    if opening.is_open:
        return ""
    if opening.opens_at is None:
        return _("We are closed at the moment.")
    when = f"{localtime(opening.opens_at):%Y-%m-%d %H:%M}"
    return _("We are closed at the moment and answer from %(when)s on.") % {"when": when}


def _calendar(channel: "Channel") -> Calendar | None:
    if channel.calendar_id is None:
        return None
    found = CALENDARS.get().by_id.get(channel.calendar_id)
    if found is None:  # made a moment ago in another process
        CALENDARS.forget()
        found = CALENDARS.get().by_id.get(channel.calendar_id)
    return found


def public_places(company: "Unit") -> "list[tuple[Channel, Opening]]":
    """What the company tells its customers: how to reach it, and whether somebody is there now (INT-2). One statement."""
    return [(channel, opening_of(channel)) for channel in public_channels(company)]
