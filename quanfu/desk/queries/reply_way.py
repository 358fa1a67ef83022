"""How an answer reaches the customer of a request."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quanfu.channels.enums import ChannelKind, Way
from quanfu.channels.queries.channel import way_of
from quanfu.channels.queries.incoming import last_sender
from quanfu.channels.queries.reach import window_of
from quanfu.customers.queries.phone import is_mobile
from quanfu.desk.models import Request

if TYPE_CHECKING:
    from quanfu.channels.adapters.window import Window
    from quanfu.channels.models import Channel


def reply_way(request: Request) -> tuple[str, str, "Channel | None"]:
    """(way, recipient, channel): by the channel it came in where that can answer, else by mail, else by SMS.

    The recipient is empty where the customer gave neither phone nor mail.
    """
    came = way_of(request.channel)
    if came == Way.CHANNEL and (sender := last_sender(request.channel_id, request.number)):
        return Way.CHANNEL, sender, request.channel
    if came == Way.SMS and request.contact_phone:
        return Way.SMS, request.contact_phone, request.channel
    if request.contact_email:
        return Way.MAIL, request.contact_email, request.channel if came == Way.MAIL else None
    return Way.SMS, request.contact_phone, None


def reply_hint(request: Request) -> str:
    """Where a reply written now goes, in words, for the field in which one writes it."""
    if request.channel.kind == ChannelKind.CHAT:
        return _("To the visitor in the chat; once it has ended, by mail or SMS")
    way, to, channel = reply_way(request)
    if not to:
        return _("The customer gave neither phone nor mail.")
    if way == Way.CHANNEL and channel:
        return _("To the customer, by %(channel)s") % {"channel": channel.name}
    asked = (
        _("To the customer, by mail to %(to)s") if way == Way.MAIL else _("To the customer, by SMS to %(to)s")
    )
    return asked % {"to": to}


def answer_window(request: Request) -> "tuple[Window, str] | None":
    """How long the customer can still be answered where they wrote, and the mobile an SMS can go to instead ('' for none).

    None, without a statement, for channels that set no limit.
    """
    if way_of(request.channel) != Way.CHANNEL:
        return None
    sender = last_sender(request.channel_id, request.number)
    window = window_of(request.channel, sender) if sender else None
    mobile = request.contact_phone if is_mobile(request.contact_phone) else ""
    return (window, mobile) if window else None


def other_ways(request: Request, tried: set[str]) -> tuple[str, str]:
    """(way, recipient) of the next way to a customer whom those in ``tried`` did not reach; ('', '') for none left.

    By mail, by SMS to a mobile, in the end by a colleague who calls.
    """
    ways = [
        (Way.MAIL, request.contact_email),
        (Way.SMS, request.contact_phone if is_mobile(request.contact_phone) else ""),
        (Way.PHONE, request.contact_phone),
    ]
    return next(((way.value, to) for way, to in ways if to and way not in tried), ("", ""))
