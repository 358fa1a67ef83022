"""SMS by Alibaba Cloud, Tencent Cloud, or any gateway that speaks the documented plain HTTP."""

from typing import TYPE_CHECKING

from quanfu.channels.adapters.contract import Adapter, Call, Calls, Finding, Reply, Sent, Understood
from quanfu.channels.adapters.sms.forms import SmsForm
from quanfu.channels.enums import ChannelKind, HeldReason, Way

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message


class Sms(Adapter):
    kind = ChannelKind.SMS
    way = Way.SMS
    form = SmsForm
    secrets = ("key_secret",)

    def check(self, channel: "Channel") -> list[Finding]:
        from quanfu.channels.adapters.sms.send import check

        return check(channel)

    def held_reason(self, channel: "Channel | None") -> str:
        ready = channel and channel.setting("provider") and channel.setting("key_secret")
        return "" if ready else HeldReason.NO_SMS_GATEWAY

    def objection(self, channel: "Channel", to: str, text: str) -> str:
        from quanfu.channels.adapters.sms.rules import objection

        return objection(channel, to, text)

    def verify(self, channel: "Channel", call: Call) -> Reply | Calls:
        from quanfu.channels.adapters.sms.receive import verify

        return verify(channel, call)

    def understand(self, channel: "Channel", raw: bytes) -> Understood:
        from quanfu.channels.adapters.sms.receive import understand

        return understand(raw)

    def send(self, channel: "Channel | None", message: "Message") -> Sent:
        from quanfu.channels.adapters.sms.send import send

        return send(channel, message)


ADAPTER = Sms()
