"""Mail."""

from typing import TYPE_CHECKING

from django.conf import settings

from quanfu.channels.adapters.contract import Adapter, Sent
from quanfu.channels.enums import ChannelKind, HeldReason, Way

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message


class Mail(Adapter):
    kind = ChannelKind.MAIL
    way = Way.MAIL

    def held_reason(self, channel: "Channel | None") -> str:
        return "" if settings.MAIL_ENABLED else HeldReason.NO_MAIL_SERVER

    def send(self, channel: "Channel | None", message: "Message") -> Sent:
        from quanfu.channels.adapters.mail.send import send

        return send(channel, message)


ADAPTER = Mail()
