"""WeChat official accounts: what followers write, answered through the customer service message API."""

from typing import TYPE_CHECKING

from quanfu.channels.adapters.contract import Adapter, Call, Calls, Finding, Reply, Sent, Understood
from quanfu.channels.adapters.wechat.forms import WechatForm
from quanfu.channels.enums import ChannelKind, HeldReason, Way

if TYPE_CHECKING:
    from quanfu.channels.adapters.window import Window
    from quanfu.channels.models import Channel, Message


class Wechat(Adapter):
    kind = ChannelKind.WECHAT
    way = Way.CHANNEL
    form = WechatForm
    secrets = ("app_secret", "token", "aes_key")

    def check(self, channel: "Channel") -> list[Finding]:
        from quanfu.channels.adapters.wechat.send import check

        return check(channel)

    def held_reason(self, channel: "Channel | None") -> str:
        ready = channel and channel.setting("app_id") and channel.setting("app_secret")
        return "" if ready else HeldReason.NOT_SET_UP

    def objection(self, channel: "Channel", to: str, text: str) -> str:
        from quanfu.channels.adapters.wechat.send import objection

        return objection(channel, to, text)

    def window(self, channel: "Channel", to: str) -> "Window":
        from quanfu.channels.adapters.window import reply_window

        return reply_window(channel, to)

    def verify(self, channel: "Channel", call: Call) -> Reply | Calls:
        from quanfu.channels.adapters.wechat.receive import verify

        return verify(channel, call)

    def understand(self, channel: "Channel", raw: bytes) -> Understood:
        from quanfu.channels.adapters.wechat.receive import understand

        return understand(channel, raw)

    def send(self, channel: "Channel | None", message: "Message") -> Sent:
        from quanfu.channels.adapters.wechat.send import send

        return send(channel, message)


ADAPTER = Wechat()
