"""What the call-backs of all providers have in common."""

import json
import logging
from math import isfinite
from typing import TYPE_CHECKING, Any

from quanfu.channels.adapters.contract import Forbidden
from quanfu.core.clock import now
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

log = logging.getLogger(__name__)


def refuse(channel: "Channel", why: object) -> Forbidden:
    """The exception to raise; the log says why, the caller never learns it."""
    log.warning("channel %s: call-back refused: %s", channel.pk, why)
    return Forbidden(str(why))


def check_time(channel: "Channel", seconds: str | float) -> None:
    """Forbidden for a call-back signed more than channels.callback_minutes ago, or ahead."""
    try:
        away = abs(now().timestamp() - float(seconds))
    except ValueError:
        raise refuse(channel, "no time in the signature") from None
    if not isfinite(away):
        raise refuse(channel, "no time in the signature")
    if not away <= 60 * int(rule("channels.callback_minutes")):
        raise refuse(channel, f"signed {round(away)} s away from our clock: is it right on both sides?")


def read_json(channel: "Channel", body: bytes) -> Any:
    """Forbidden for what is no JSON, or nested too deep to read."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise refuse(channel, "not JSON") from None


def text_of(value: object, longest: int = 20_000) -> str:
    """A text out of somebody's JSON: '' for anything that is none. NUL and halves of signs, as gateways cut them, cannot be
    kept."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)[:longest].replace("\0", "").encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def dict_of(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
