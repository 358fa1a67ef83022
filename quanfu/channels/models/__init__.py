from .channel import Channel
from .message import Message

__all__ = ["Channel", "Message"]
