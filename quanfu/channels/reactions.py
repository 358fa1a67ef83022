"""What channels do when something happens elsewhere."""

from quanfu.channels.actions.message import mail_to_person
from quanfu.core.actor import SYSTEM
from quanfu.core.events import Event


def mail_notification(event: Event) -> None:
    """A system message to a colleague goes by mail too, if they have an address (ASG-6)."""
    told = event.subject
    mail_to_person(person=told.person, text=told.text, url=told.url, by=event.by or SYSTEM)
