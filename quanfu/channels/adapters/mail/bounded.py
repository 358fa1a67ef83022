"""Reading a mail in a child process with bounded time and memory: what the intake calls."""

from quanfu.channels.reading.bounded import Child, understand_bounded

__all__ = ["Child", "understand_bounded"]
