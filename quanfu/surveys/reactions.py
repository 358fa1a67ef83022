"""What surveys do when something happens elsewhere."""

from quanfu.core.actor import SYSTEM
from quanfu.core.events import Event
from quanfu.surveys.actions.invitation import invite_customer as invite
from quanfu.surveys.actions.sms import take_sms


def invite_customer(event: Event) -> None:
    """After feedback the customer is asked to rate (EVA-1)."""
    invite(request=event.subject, by=SYSTEM)


def take_sms_answer(event: Event) -> None:
    """An SMS that is a rating rates what its number was last invited to rate (EVA-3)."""
    take_sms(incoming=event.subject, by=event.by or SYSTEM)
