"""Which adapter stands behind which kind of channel. A new kind is a folder here and a line below."""

from quanfu.channels.adapters.chat import ADAPTER as CHAT
from quanfu.channels.adapters.contract import Adapter
from quanfu.channels.adapters.dingtalk import ADAPTER as DINGTALK
from quanfu.channels.adapters.feishu import ADAPTER as FEISHU
from quanfu.channels.adapters.mail import ADAPTER as MAIL
from quanfu.channels.adapters.phone import ADAPTER as PHONE
from quanfu.channels.adapters.sms import ADAPTER as SMS
from quanfu.channels.adapters.social import ADAPTER as SOCIAL
from quanfu.channels.adapters.wechat import ADAPTER as WECHAT
from quanfu.channels.adapters.wecom import ADAPTER as WECOM
from quanfu.channels.enums import ChannelKind

ADAPTERS: dict[ChannelKind, Adapter] = {
    ChannelKind.MAIL: MAIL,
    ChannelKind.SOCIAL: SOCIAL,
    ChannelKind.CHAT: CHAT,
    ChannelKind.PHONE: PHONE,
    ChannelKind.SMS: SMS,
    ChannelKind.WECOM: WECOM,
    ChannelKind.WECHAT: WECHAT,
    ChannelKind.DINGTALK: DINGTALK,
    ChannelKind.FEISHU: FEISHU,
}
_NONE = Adapter()


def adapter_for(kind: str) -> Adapter:
    """The kind's adapter; one that can nothing for kinds that people serve (counter, letters)."""
    return ADAPTERS.get(ChannelKind(kind), _NONE)
