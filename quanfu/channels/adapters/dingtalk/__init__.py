"""DingTalk: what colleagues and partners write to the company's robot, alone or in a group."""

from typing import TYPE_CHECKING

from quanfu.channels.adapters.contract import Adapter, Call, Calls, Finding, Reply, Sent, Understood
from quanfu.channels.adapters.dingtalk.forms import DingtalkForm
from quanfu.channels.enums import ChannelKind, HeldReason, Way

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message


class Dingtalk(Adapter):
    kind = ChannelKind.DINGTALK
    way = Way.CHANNEL
    form = DingtalkForm
    secrets = ("app_secret",)

    def check(self, channel: "Channel") -> list[Finding]:
        from quanfu.channels.adapters.dingtalk.send import check

        return check(channel)

    def held_reason(self, channel: "Channel | None") -> str:
        return "" if channel and channel.setting("app_secret") else HeldReason.NOT_SET_UP

    def verify(self, channel: "Channel", call: Call) -> Reply | Calls:
        from quanfu.channels.adapters.dingtalk.receive import verify

        return verify(channel, call)

    def understand(self, channel: "Channel", raw: bytes) -> Understood:
        from quanfu.channels.adapters.dingtalk.receive import understand

        return understand(channel, raw)

    def send(self, channel: "Channel | None", message: "Message") -> Sent:
        from quanfu.channels.adapters.dingtalk.send import send

        return send(channel, message)


ADAPTER = Dingtalk()
