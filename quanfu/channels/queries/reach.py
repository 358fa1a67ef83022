"""Whether somebody can be written to just now."""

from typing import TYPE_CHECKING

from quanfu.channels.adapters import adapter_for
from quanfu.channels.queries.channel import sending_channel

if TYPE_CHECKING:
    from quanfu.channels.adapters.window import Window
    from quanfu.channels.models import Channel


def objection_to(company_id: int, way: str, to: str, text: str, channel: "Channel | None" = None) -> str:
    """Why this text cannot go to them by this way, and what to do instead, for whoever is writing it; '' if it can.

    '' too where no machine sends by this way: a person then does.
    """
    channel = channel or sending_channel(company_id, way)
    if channel is None or adapter_for(channel.kind).held_reason(channel):
        return ""
    return adapter_for(channel.kind).objection(channel, to, text)


def window_of(channel: "Channel", to: str) -> "Window | None":
    """Until when, and how often, they can still be answered on the channel; None where there is no such limit."""
    return adapter_for(channel.kind).window(channel, to)
