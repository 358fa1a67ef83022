from .call import Call
from .channel import Channel
from .group_hook import GroupHook
from .message import Message

__all__ = ["Call", "Channel", "GroupHook", "Message"]
