"""The web hook: any telephone system, or a script beside it, posts what happens as JSON and signs it."""

import hashlib
import hmac
from typing import TYPE_CHECKING

from quanfu.channels.adapters.callback import check_time, refuse
from quanfu.channels.adapters.contract import Call, Calls, Piece, Reply, Understood
from quanfu.channels.adapters.own_sign import signature
from quanfu.channels.adapters.phone.said import read_said
from quanfu.channels.enums import IncomingKind

if TYPE_CHECKING:
    from quanfu.channels.models import Channel


def verify(channel: "Channel", call: Call) -> Reply | Calls:
    """Signed as `own_sign` says."""
    secret, stamp = channel.setting("secret"), call.headers.get("x-quanfu-timestamp", "")
    if call.method != "POST" or not secret:
        raise refuse(channel, "not a message, or no secret is set")
    given = call.headers.get("x-quanfu-signature", "")
    if not hmac.compare_digest(signature(secret, stamp, call.body).encode(), given.encode()):
        raise refuse(channel, "wrong signature")
    check_time(channel, stamp)
    try:
        said = read_said(call.body)
    except (ValueError, RecursionError) as wrong:
        return Reply(f"{wrong}\n", status=422)
    return Calls([Piece(key_of(call.body), call.body)], Reply(f"{said.call} {said.event}\n"))


def key_of(raw: bytes) -> str:
    """What is said twice in the same words is one report."""
    return hashlib.sha256(raw).hexdigest()


def understand(raw: bytes) -> Understood:
    said = read_said(raw)
    return Understood(
        kind=IncomingKind.CALL, sender=said.caller or said.to, phone=said.caller, subject=f"{said.call} {said.event}",
        facts={"said": raw.decode()},
    )  # fmt: skip
