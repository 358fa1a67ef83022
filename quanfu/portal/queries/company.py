"""What a company offers on its public pages."""

from typing import TYPE_CHECKING

from quanfu.channels.enums import ChannelKind
from quanfu.channels.queries.channel import channels_of

if TYPE_CHECKING:
    from quanfu.org.models import Unit


def asks_online(company: "Unit") -> bool:
    """Whether the web form is open: the company has that channel in use."""
    return channels_of(company, (ChannelKind.PORTAL,)).exists()
