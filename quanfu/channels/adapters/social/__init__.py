"""Comments on pages that are watched: a feed that is asked every few minutes, or a file that is imported (INT-23)."""

import threading
from typing import TYPE_CHECKING

from quanfu.channels.adapters.contract import Adapter, Finding, Keep, Understood
from quanfu.channels.adapters.social.forms import SocialForm
from quanfu.channels.enums import ChannelKind

if TYPE_CHECKING:
    from quanfu.channels.models import Channel


class Social(Adapter):
    kind = ChannelKind.SOCIAL
    form = SocialForm
    secrets = ("token",)

    def listens(self, channel: "Channel") -> bool:
        return bool(channel.settings.get("feed_url"))

    def listen(self, channel: "Channel", stop: threading.Event, keep: Keep) -> None:
        from quanfu.channels.adapters.social.receive import listen

        listen(channel, stop, keep)

    def understand(self, channel: "Channel", raw: bytes) -> Understood:
        from quanfu.channels.adapters.social.receive import understand

        return understand(channel, raw)

    def check(self, channel: "Channel") -> list[Finding]:
        from quanfu.channels.adapters.social.receive import check

        return check(channel)


ADAPTER = Social()
