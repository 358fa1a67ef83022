from .auto_answer import AutoAnswer
from .call import Call
from .channel import Channel
from .group_hook import GroupHook
from .held_address import HeldAddress
from .incoming import Incoming
from .message import Message
from .seen_mail import SeenMail
from .talk import Talk
from .talk_seat import TalkSeat
from .turn import Turn

__all__ = [
    "AutoAnswer",
    "Call",
    "Channel",
    "GroupHook",
    "HeldAddress",
    "Incoming",
    "Message",
    "SeenMail",
    "Talk",
    "TalkSeat",
    "Turn",
]
