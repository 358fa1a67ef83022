"""Which adapter stands behind which kind of channel. A new kind is a folder here and a line below."""

from quanfu.channels.adapters.contract import Adapter
from quanfu.channels.adapters.mail import ADAPTER as MAIL
from quanfu.channels.enums import ChannelKind

ADAPTERS: dict[ChannelKind, Adapter] = {
    ChannelKind.MAIL: MAIL,
}
_NONE = Adapter()


def adapter_for(kind: str) -> Adapter:
    """The kind's adapter; one that can nothing for kinds that people serve (counter, letters)."""
    return ADAPTERS.get(ChannelKind(kind), _NONE)
