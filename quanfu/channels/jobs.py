"""Work of channels after commit."""

from quanfu.channels.actions import group_hook
from quanfu.channels.actions.message import deliver
from quanfu.core.actor import SYSTEM
from quanfu.core.jobs import job


@job(queue="slow")
def deliver_message(message_id: int) -> None:
    deliver(message_id=message_id, by=SYSTEM)


@job(queue="slow")
def deliver_to_group(hook_id: int, text: str) -> None:
    group_hook.deliver(hook_id=hook_id, text=text, by=SYSTEM)
