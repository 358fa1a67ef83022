from .call import Call
from .channel import Channel
from .group_hook import GroupHook
from .incoming import Incoming
from .message import Message

__all__ = ["Call", "Channel", "GroupHook", "Incoming", "Message"]
