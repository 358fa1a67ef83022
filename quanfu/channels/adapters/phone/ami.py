"""Asterisk's manager interface: one TCP connection, blocks of "Name: value" lines."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from quanfu.channels.adapters.phone.said import Said
from quanfu.channels.adapters.phone.switchboard import Switchboard
from quanfu.core.clock import now

if TYPE_CHECKING:
    from quanfu.channels.adapters.contract import Keep
    from quanfu.channels.models import Channel

PORT = 5038
PATIENCE = 8.0  # seconds for connecting and for an answer
PING = 10.0  # seconds of silence after which we ask whether it is still there
LONGEST = 64 * 1024  # bytes of one block


class Refusal(Exception):
    """Asterisk said no, in its words."""


class Manager:
    """A connection that has logged in. ``events``: whether it is told of calls."""

    def __init__(self, channel: "Channel", *, events: bool) -> None:
        host, port = channel.setting("host"), int(channel.setting("port") or PORT)
        self.socket = socket.create_connection((host, port), PATIENCE)
        try:
            if channel.setting("tls"):
                self.socket = ssl.create_default_context().wrap_socket(self.socket, server_hostname=host)
            self.buffer = b""
            self.heard = time.monotonic()
            self.ask(
                "Login", Username=channel.setting("user"), Secret=channel.setting("secret"),
                Events="call,dialplan" if events else "off",
            )  # fmt: skip
        except BaseException:
            self.socket.close()
            raise

    def __enter__(self) -> "Manager":
        return self

    def __exit__(self, *_error: object) -> None:
        self.socket.close()

    def tell(self, action: str, **fields: str) -> None:
        lines = [("Action", action), *fields.items()]
        if any("\n" in value or "\r" in value for _name, value in lines):
            raise Refusal("a line break in a value")
        self.socket.sendall("".join(f"{name}: {value}\r\n" for name, value in lines).encode() + b"\r\n")

    def ask(self, action: str, **fields: str) -> dict[str, str]:
        """The answer; Refusal unless it is Success. Events that come before it are passed over."""
        self.tell(action, **fields)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            block = self.next(1.0)
            if block.get("Response") == "Success":
                return block
            if "Response" in block:
                raise Refusal(block.get("Message", block["Response"]))
        raise TimeoutError(action)

    def next(self, seconds: float) -> dict[str, str]:
        """The next block, {} when none comes in that time. ConnectionError once it has hung up."""
        self.socket.settimeout(seconds)
        while b"\r\n\r\n" not in self.buffer:
            if len(self.buffer) > LONGEST:
                raise ConnectionError("too long a block")
            try:
                part = self.socket.recv(65536)
            except TimeoutError:
                return {}
            if not part:
                raise ConnectionError("Asterisk has hung up")
            self.buffer += part
        self.heard = time.monotonic()
        block, _end, self.buffer = self.buffer.partition(b"\r\n\r\n")
        pairs = (line.partition(":") for line in block.decode("utf-8", "replace").splitlines())
        return {name.strip(): value.strip() for name, colon, value in pairs if colon}


def listen(channel: "Channel", stop: threading.Event, keep: "Keep") -> None:
    """Until ``stop``; an exception where the connection is lost. Calls under way when it begins are picked up."""
    board = Switchboard(channel.setting("trunks"))
    with Manager(channel, events=True) as manager:
        manager.tell("CoreShowChannels")
        while not stop.is_set():
            block = manager.next(1.0)
            for said in translate(board, block, channel.setting("recordings")):
                keep(f"{said.call} {said.event} {said.extension} {bool(said.recording)}", said.packed())
            silent = time.monotonic() - manager.heard
            if silent > PING * 3:
                raise ConnectionError("Asterisk does not answer")
            if silent > PING and int(silent) % 3 == 0:
                manager.tell("Ping")
            else:
                keep.beat()


def translate(board: Switchboard, block: dict[str, str], recordings: str = "") -> Iterator[Said]:
    """One block of AMI, as far as it is about calls of the outside."""
    event, call, at = block.get("Event", ""), block.get("Linkedid", ""), _moment(block.get("Timestamp", ""))
    if not call:
        return
    first = block.get("Uniqueid") == call
    if event in ("Newchannel", "CoreShowChannel") and first:
        yield from board.began(
            call,
            at,
            name=block.get("Channel", ""),
            number=block.get("CallerIDNum", ""),
            exten=block.get("Exten", ""),
        )
    elif event == "DialBegin":
        yield from board.dialled(
            call, at, name=block.get("DestChannel", ""), by_name=block.get("Channel", ""), number=block.get("CallerIDNum", ""),
            exten=block.get("Exten", ""),
        )  # fmt: skip
    elif event == "DialEnd" and block.get("DialStatus") == "ANSWER":
        yield from board.answered(call, at, name=block.get("DestChannel", ""))
    elif event == "VarSet" and block.get("Variable") == "MIXMONITOR_FILENAME" and recordings:
        yield from board.recorded(call, at, recordings + block.get("Value", "").rpartition("/")[2])
    elif event == "Hangup" and first:
        yield from board.ended(call, at)


def _moment(stamp: str) -> datetime:
    """Asterisk tells the time only with timestampevents=yes."""
    try:
        return datetime.fromtimestamp(float(stamp), UTC)
    except (ValueError, OverflowError, OSError):
        return now()
