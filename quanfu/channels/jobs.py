"""Work of channels after commit."""

from quanfu.channels.actions.message import deliver
from quanfu.core.actor import SYSTEM
from quanfu.core.jobs import job


@job(queue="slow")
def deliver_message(message_id: int) -> None:
    deliver(message_id=message_id, by=SYSTEM)
