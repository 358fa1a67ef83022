"""What channels do when something happens elsewhere."""

from quanfu.channels.actions.channel import ensure_channels
from quanfu.channels.actions.message import mail_to_person
from quanfu.core.actor import SYSTEM
from quanfu.core.events import Event
from quanfu.org.enums import UnitKind


def mail_notification(event: Event) -> None:
    """A system message to a colleague goes by mail too, if they have an address (ASG-6)."""
    told = event.subject
    mail_to_person(person=told.person, text=told.text, url=told.url, by=event.by or SYSTEM)


def equip_company(event: Event) -> None:
    """A new company can be reached at once: it has a channel of each kind, to be named and closed as it likes."""
    if event.subject.kind == UnitKind.COMPANY:
        ensure_channels(company=event.subject, by=event.by or SYSTEM)
