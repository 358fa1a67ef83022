from .call import Call
from .channel import Channel
from .group_hook import GroupHook
from .incoming import Incoming
from .message import Message
from .talk import Talk
from .talk_seat import TalkSeat
from .turn import Turn

__all__ = ["Call", "Channel", "GroupHook", "Incoming", "Message", "Talk", "TalkSeat", "Turn"]
