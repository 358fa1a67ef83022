from .auto_answer import AutoAnswer
from .breach import Breach
from .call import Call
from .channel import Channel
from .check import ChannelCheck, ChannelFault
from .extension import Extension
from .group_hook import GroupHook
from .held_address import HeldAddress
from .incoming import Incoming
from .message import Message
from .opt_out import OptOut
from .seen_mail import SeenMail
from .sms_template import SmsTemplate
from .talk import Talk
from .talk_seat import TalkSeat
from .turn import Turn

__all__ = [
    "AutoAnswer",
    "Breach",
    "Call",
    "Channel",
    "ChannelCheck",
    "ChannelFault",
    "Extension",
    "GroupHook",
    "HeldAddress",
    "Incoming",
    "Message",
    "OptOut",
    "SeenMail",
    "SmsTemplate",
    "Talk",
    "TalkSeat",
    "Turn",
]
