"""Messages as pages and other contexts read them."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from quanfu.channels.adapters import adapter_for
from quanfu.channels.enums import ChannelKind, HeldReason, MessageState, Way
from quanfu.channels.models import Message
from quanfu.channels.queries.channel import sending_channel

if TYPE_CHECKING:
    from quanfu.channels.models import Channel
    from quanfu.org.models import Person


def visible_to(by: "Person", permission: str) -> Q:
    """Messages of the companies in reach; a grant on a mere part of a company shows none, as messages have no unit."""
    scope = by.scope(permission)
    return Q(company__in=scope.companies | scope.units)


def access_message(pk: int, *, by: "Person", permission: str) -> Message:
    """The message, or Http404 alike for absent and forbidden."""
    found = (
        Message.objects.filter(visible_to(by, permission), pk=pk)
        .select_related("company", "channel", "sent_by")
        .first()
    )
    if found is None:
        raise Http404("message")
    return found


def messages_for(
    by: "Person", permission: str, *, state: str = "", way: str = "", request_number: str = ""
) -> QuerySet[Message]:
    """The message log, newest first."""
    found = Message.objects.filter(visible_to(by, permission)).order_by("-at", "-id")
    if state:
        found = found.filter(state=state)
    if way:
        found = found.filter(way=way)
    if request_number:
        found = found.filter(request_number=request_number)
    return found


def held_reason_of(way: str, to: str, channel: "Channel | None") -> str:
    """Why a message to ``to`` would wait for a person, a HeldReason; '' where it goes out by itself. No statement."""
    if way == Way.SYSTEM:
        return ""
    if not to.strip():
        return HeldReason.NO_ADDRESS
    if way in (Way.PHONE, Way.VISIT):
        return HeldReason.BY_PERSON
    if channel is not None:
        return adapter_for(channel.kind).held_reason(channel)
    if way == Way.MAIL:  # by QUANFU_SMTP_URL, also for a company without a mailbox
        return adapter_for(ChannelKind.MAIL).held_reason(None)
    return HeldReason.NO_SMS_GATEWAY if way == Way.SMS else HeldReason.NOT_SET_UP


def can_go_again(message: Message) -> bool:
    """Whether a held or failed message could go out now by its way."""
    if message.state not in (MessageState.HELD, MessageState.FAILED):
        return False
    channel = message.channel or sending_channel(message.company_id, message.way)
    return not held_reason_of(message.way, message.to, channel)


def went_another_way(message: Message) -> bool:
    """Whether another message has gone out instead of this one, which had failed."""
    return Message.objects.filter(fallback_of=message).exists()


def messages_of_request(number: str) -> QuerySet[Message]:
    """What went out about one request, oldest first. For pages that have already authorised the request."""
    return Message.objects.filter(request_number=number).exclude(request_number="").order_by("id")


def messages_of_requests(numbers: list[str]) -> QuerySet[Message]:
    """As messages_of_request, for several."""
    return Message.objects.filter(request_number__in=numbers).exclude(request_number="")


def undelivered_messages(numbers: list[str]) -> QuerySet[Message]:
    """What did not reach the customers of these requests, and what a colleague is to tell them instead; invitations and
    notices to many left out. For pages that have authorised the requests."""
    lost = Q(state=MessageState.FAILED) | Q(state=MessageState.HELD, fallback_of__isnull=False)
    return messages_of_requests(numbers).filter(lost, is_bulk=False, fallback=None).order_by("id")
