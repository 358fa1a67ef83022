"""How long, and how often, a customer of a messenger can still be answered.

WeChat and WeCom let a company answer only after the customer wrote: for channels.window_hours, with at most
channels.window_messages answers; when they write again both begin anew.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from quanfu.channels.enums import IncomingKind, MessageState, Way
from quanfu.channels.models import Incoming, Message
from quanfu.core.clock import now
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.channels.models import Channel


@dataclass(frozen=True)
class Window:
    """until: the end; None when the customer never wrote. left: answers that may still go out."""

    until: datetime | None
    left: int

    @property
    def is_open(self) -> bool:
        return self.left > 0 and self.until is not None and now() < self.until


def reply_window(channel: "Channel", to: str) -> Window:
    """Two statements. Answers waiting to go out count as sent."""
    said = Incoming.objects.filter(
        channel=channel, sender=to, kind__in=(IncomingKind.REQUEST, IncomingKind.REPLY)
    )
    last = said.order_by("-pk").only("received_at", "facts").first()
    if last is None:
        return Window(None, 0)
    since = written_at(last)
    sent = Message.objects.filter(
        company_id=channel.company_id, to=to, at__gte=last.received_at, channel=channel, way=Way.CHANNEL,
        state__in=(MessageState.QUEUED, MessageState.SENT),
    ).count()  # fmt: skip
    hours, most = int(rule("channels.window_hours")), int(rule("channels.window_messages"))
    return Window(since + timedelta(hours=hours), max(0, most - sent))


def written_at(incoming: Incoming) -> datetime:
    """When the customer wrote it, by the provider's clock; never later than it came."""
    at = incoming.facts.get("at")
    try:
        said = datetime.fromtimestamp(float(at), UTC) if at else incoming.received_at
    except (TypeError, ValueError, OverflowError, OSError):
        return incoming.received_at
    return min(said, incoming.received_at)
