"""Mails that other servers deliver to us by SMTP: only for the addresses of our channels, answered 250 only once kept.

Channels that listen at the same place share one server. What cannot be kept now is answered 451, so that the sender's
server tries again; what is too large, or for nobody here, is refused for good.
"""

import asyncio
import logging
import threading
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from quanfu.channels.adapters.mail.connection import trace
from quanfu.channels.adapters.mail.guards import normal_address
from quanfu.channels.adapters.mail.receive import key_of
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.channels.adapters.contract import Keep
    from quanfu.channels.models import Channel

MOST_RECIPIENTS = 100
LONGEST_LINE = 2**20  # of real mails many have longer lines than the 1,000 letters that are allowed
SLICE = 10
log = logging.getLogger(__name__)


@dataclass
class House:
    """The server at one place, and for whom it takes mails."""

    controller: Any
    rooms: dict[str, "Keep"] = field(default_factory=dict)


_houses: dict[str, House] = {}
_lock = threading.Lock()


def listen(channel: "Channel", stop: threading.Event, keep: "Keep") -> None:
    """Take mails for the channel's address until ``stop``. Raises OSError when the place is taken or forbidden."""
    place, address = channel.setting("smtp_in_bind"), normal_address(channel.address)
    with _lock:
        house = _houses.get(place) or _open(place)
        house.rooms[address] = keep
    try:
        while not stop.wait(SLICE if house.rooms else 0):
            if not house.controller.server.is_serving():
                raise OSError(f"the server at {place} has stopped")
            keep.beat()
    finally:
        with _lock:
            house.rooms.pop(address, None)
            if not house.rooms:
                _houses.pop(place, None)
                house.controller.stop()


class Door:
    """The conversation with a server that brings a mail."""

    def __init__(self, rooms: dict[str, "Keep"]) -> None:
        self.rooms = rooms

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if normal_address(address) not in self.rooms:
            return "550 5.1.1 No such address here"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        try:
            await asyncio.to_thread(self._keep, session, envelope)
        except Exception:
            log.exception("a mail could not be kept; its sender tries again")
            return "451 4.3.0 Cannot keep it now, try again later"
        return "250 2.0.0 Kept"

    def _keep(self, session: Any, envelope: Any) -> None:
        from django.db import close_old_connections

        close_old_connections()
        raw: bytes = envelope.content
        peer = session.peer[0] if session.peer else ""
        for address in dict.fromkeys(normal_address(each) for each in envelope.rcpt_tos):
            mine = [each for each in envelope.rcpt_tos if normal_address(each) == address]
            said = trace(Return_Path=f"<{envelope.mail_from or ''}>", X_Original_To=mine[0])
            said += f"Received: from {peer} by Quanfu with ESMTP; {formatdate()}\r\n".encode()
            self.rooms[address](key_of(raw), said + raw)


def _open(place: str) -> House:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP

    logging.getLogger("mail.log").setLevel(logging.WARNING)  # it would tell every command with every address
    host, _colon, port = place.rpartition(":")
    house = House(None)
    limit = int(rule("channels.raw_megabytes")) * 1024 * 1024 - 1000

    class Patient(SMTP):
        line_length_limit = LONGEST_LINE

    class Quiet(Controller):
        def factory(self) -> Any:
            return Patient(
                self.handler, data_size_limit=limit, hostname="quanfu", ident="Quanfu", enable_SMTPUTF8=True, timeout=60,
                tls_context=None, auth_required=False,
            )  # fmt: skip

    house.controller = Quiet(Door(house.rooms), hostname=host.strip("[]"), port=int(port))
    house.controller.start()
    _houses[place] = house
    return house
