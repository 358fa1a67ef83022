"""An adapter for tests of the path itself: call-backs are JSON lines with a password, answers go into a list."""

import json
import threading
from typing import Any

from quanfu.channels.adapters.contract import (
    Adapter,
    Attached,
    Call,
    Calls,
    Forbidden,
    Keep,
    NotSent,
    Piece,
    Reply,
    Sent,
    Understood,
)
from quanfu.channels.enums import ChannelKind, IncomingKind, Way


class Talk(Adapter):
    kind = ChannelKind.CHAT
    way = Way.CHANNEL

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.refuses: NotSent | None = None

    def held_reason(self, channel: Any) -> str:
        return ""

    def verify(self, channel: Any, call: Call) -> Reply | Calls:
        if call.query.get("password") != "sesame":
            raise Forbidden
        if call.method == "GET":
            return Reply(call.query["echo"])
        pieces = [Piece(json.loads(line)["id"], line) for line in call.body.splitlines()]
        return Calls(pieces, Reply("kept"))

    def understand(self, channel: Any, raw: bytes) -> Understood | list[Understood]:
        said = json.loads(raw)
        files = [Attached(name, text.encode()) for name, text in said.pop("files", {}).items()]
        name = said.pop("id")
        if several := said.pop("several", None):
            return [
                Understood(key=f"{name}.{i}", **{"kind": IncomingKind.REPLY, **one})
                for i, one in enumerate(several)
            ]
        return Understood(**{"kind": IncomingKind.REPLY, **said}, files=files)

    def send(self, channel: Any, message: Any) -> Sent:
        if self.refuses:
            raise self.refuses
        self.sent.append((message.to, message.text))
        return Sent(f"p{message.pk}")

    def listens(self, channel: Any) -> bool:
        return bool(channel.settings.get("lines"))

    def listen(self, channel: Any, stop: threading.Event, keep: Keep) -> None:
        for number, line in enumerate(channel.settings["lines"]):
            if number >= keep.memory.get("at", 0):
                keep(json.loads(line)["id"], line.encode())
                keep.remember(at=number + 1)
        while not stop.wait(0.1):
            keep.beat()
