"""Feishu (Lark): what people write to the company's robot, alone or in a group."""

from typing import TYPE_CHECKING

from quanfu.channels.adapters.contract import Adapter, Call, Calls, Finding, Reply, Sent, Understood
from quanfu.channels.adapters.feishu.forms import FeishuForm
from quanfu.channels.enums import ChannelKind, HeldReason, Way

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message


class Feishu(Adapter):
    kind = ChannelKind.FEISHU
    way = Way.CHANNEL
    form = FeishuForm
    secrets = ("app_secret", "encrypt_key", "verification_token")

    def check(self, channel: "Channel") -> list[Finding]:
        from quanfu.channels.adapters.feishu.send import check

        return check(channel)

    def held_reason(self, channel: "Channel | None") -> str:
        ready = channel and channel.setting("app_id") and channel.setting("app_secret")
        return "" if ready else HeldReason.NOT_SET_UP

    def verify(self, channel: "Channel", call: Call) -> Reply | Calls:
        from quanfu.channels.adapters.feishu.receive import verify

        return verify(channel, call)

    def understand(self, channel: "Channel", raw: bytes) -> Understood:
        from quanfu.channels.adapters.feishu.receive import understand

        return understand(channel, raw)

    def send(self, channel: "Channel | None", message: "Message") -> Sent:
        from quanfu.channels.adapters.feishu.send import send

        return send(channel, message)


ADAPTER = Feishu()
