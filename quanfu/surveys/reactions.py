"""What surveys do when something happens elsewhere."""

from quanfu.core.actor import SYSTEM
from quanfu.core.events import Event
from quanfu.surveys.actions.invitation import invite_customer as invite


def invite_customer(event: Event) -> None:
    """After feedback the customer is asked to rate (EVA-1)."""
    invite(request=event.subject, by=SYSTEM)
