"""What channels do when something happens elsewhere."""

from quanfu.channels.actions.breach import note_answer as note_answered
from quanfu.channels.actions.channel import ensure_channels
from quanfu.channels.actions.held_address import take_bounce as take
from quanfu.channels.actions.message import mail_to_person
from quanfu.channels.actions.opt_out import heed_stop
from quanfu.channels.actions.seen_mail import note_mail as note
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


def note_mail(event: Event) -> None:
    """A mail that was read is entered into the ledger of mails."""
    note(incoming=event.subject, by=event.by or SYSTEM)


def take_bounce(event: Event) -> None:
    """A mail of ours that came back is marked failed, and its address held back."""
    take(incoming=event.subject, by=event.by or SYSTEM)


def note_answer(event: Event) -> None:
    """The customer was answered, or the request is over: their mails wait no longer (INT-6)."""
    if event.data.get("kind", "reply") in ("reply", "call"):
        note_answered(request_number=event.subject.number, by=event.by or SYSTEM)


def stop_sms(event: Event) -> None:
    """An SMS such as TD: this number gets none any more."""
    heed_stop(incoming=event.subject, by=event.by or SYSTEM)
