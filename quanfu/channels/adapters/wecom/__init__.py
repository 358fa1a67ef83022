"""WeCom: messages to an app of the company's own, and customers who write by WeChat to its customer service accounts (kf)."""

import threading
from typing import TYPE_CHECKING

from quanfu.channels.adapters.contract import Adapter, Call, Calls, Finding, Keep, Reply, Sent, Understood
from quanfu.channels.adapters.wecom.forms import WecomForm
from quanfu.channels.enums import ChannelKind, HeldReason, Way

if TYPE_CHECKING:
    from quanfu.channels.adapters.window import Window
    from quanfu.channels.models import Channel, Message


class Wecom(Adapter):
    kind = ChannelKind.WECOM
    way = Way.CHANNEL
    form = WecomForm
    secrets = ("secret", "token", "aes_key")

    def check(self, channel: "Channel") -> list[Finding]:
        from quanfu.channels.adapters.wecom.send import check

        return check(channel)

    def held_reason(self, channel: "Channel | None") -> str:
        ready = channel and channel.setting("corp_id") and channel.setting("secret")
        return "" if ready else HeldReason.NOT_SET_UP

    def objection(self, channel: "Channel", to: str, text: str) -> str:
        from quanfu.channels.adapters.wecom.send import objection

        return objection(channel, to, text)

    def window(self, channel: "Channel", to: str) -> "Window | None":
        from quanfu.channels.adapters.window import reply_window

        return reply_window(channel, to) if "/" in to else None  # colleagues can always be written to

    def verify(self, channel: "Channel", call: Call) -> Reply | Calls:
        from quanfu.channels.adapters.wecom.receive import verify

        return verify(channel, call)

    def understand(self, channel: "Channel", raw: bytes) -> Understood:
        from quanfu.channels.adapters.wecom.receive import understand

        return understand(channel, raw)

    def send(self, channel: "Channel | None", message: "Message") -> Sent:
        from quanfu.channels.adapters.wecom.send import send

        return send(channel, message)

    def listens(self, channel: "Channel") -> bool:
        return bool(channel.setting("takes_kf")) and not self.held_reason(channel)

    def listen(self, channel: "Channel", stop: threading.Event, keep: Keep) -> None:
        from quanfu.channels.adapters.wecom.pull import listen

        listen(channel, stop, keep)


ADAPTER = Wecom()
