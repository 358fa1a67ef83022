"""The telephone: a documented web hook for any system, Asterisk by AMI or ARI; dialling from a page."""

import threading
from typing import TYPE_CHECKING

from quanfu.channels.adapters.contract import Adapter, Call, Calls, Finding, Keep, Reply, Understood
from quanfu.channels.adapters.phone.forms import AMI, ARI, HOOK, PhoneForm
from quanfu.channels.enums import ChannelKind

if TYPE_CHECKING:
    from quanfu.channels.models import Channel


class Phone(Adapter):
    kind = ChannelKind.PHONE
    form = PhoneForm
    secrets = ("secret",)

    def check(self, channel: "Channel") -> list[Finding]:
        from quanfu.channels.adapters.phone.check import check

        return check(channel)

    def verify(self, channel: "Channel", call: Call) -> Reply | Calls:
        from quanfu.channels.adapters.phone.receive import verify

        return verify(channel, call)

    def understand(self, channel: "Channel", raw: bytes) -> Understood:
        from quanfu.channels.adapters.phone.receive import understand

        return understand(raw)

    def listens(self, channel: "Channel") -> bool:
        return channel.setting("system") in (AMI, ARI)

    def listen(self, channel: "Channel", stop: threading.Event, keep: Keep) -> None:
        if channel.setting("system") == AMI:
            from quanfu.channels.adapters.phone.ami import listen
        else:
            from quanfu.channels.adapters.phone.ari import listen
        listen(channel, stop, keep)

    def dials(self, channel: "Channel") -> bool:
        """Whether calls can be begun from a page, as it is set up."""
        system = channel.setting("system")
        return system in (AMI, ARI) or (system == HOOK and bool(channel.setting("dial_url")))

    def dial(self, channel: "Channel", *, extension: str, number: str) -> None:
        """Let the extension ring and, once it is taken up, dial the number; NotSent says why not."""
        from quanfu.channels.adapters.phone.dial import dial

        dial(channel, extension, number)


ADAPTER = Phone()
