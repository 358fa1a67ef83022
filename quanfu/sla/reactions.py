"""What limits do when something has happened at the desk. Each unpacks the event and calls one action."""

from quanfu.core.actor import SYSTEM
from quanfu.core.events import Event
from quanfu.desk.enums import State
from quanfu.sla.actions import clock
from quanfu.sla.actions.record import record_clocks
from quanfu.sla.enums import Target

FOLLOWED = {"service_type", "priority", "unit", "responsible"}


def start_clocks(event: Event) -> None:
    clock.start_clocks(request=event.subject, by=event.by or SYSTEM)


def restart_clocks(event: Event) -> None:
    """Only when something that decides a limit has changed: opening a request of a known type is classified at once."""
    if FOLLOWED & event.changes.keys():
        clock.restart_clocks(request=event.subject, by=event.by or SYSTEM)


def start_acceptance(event: Event) -> None:
    clock.start_acceptance(request=event.subject, by=event.by or SYSTEM)


def restart_acceptance(event: Event) -> None:
    if event.data.get("approved"):
        clock.start_acceptance(request=event.subject, by=event.by or SYSTEM)


def stop_acceptance(event: Event) -> None:
    clock.stop_clocks(request=event.subject, targets=[Target.ACCEPTANCE], by=event.by or SYSTEM)


def stop_contact(event: Event) -> None:
    clock.stop_clocks(request=event.subject, targets=[Target.CONTACT], by=event.by or SYSTEM)


def start_feedback(event: Event) -> None:
    """Done: whoever did the work was with the customer by now at the latest."""
    ended = [Target.CONTACT, Target.ACCEPTANCE, Target.COMPLETION]
    clock.stop_clocks(request=event.subject, targets=ended, start=Target.FEEDBACK, by=event.by or SYSTEM)


def stop_feedback(event: Event) -> None:
    clock.stop_clocks(request=event.subject, targets=[Target.FEEDBACK, Target.CONTACT], by=event.by or SYSTEM)


def cancel_clocks(event: Event) -> None:
    """Closed; or reviewed with the result that it is refused."""
    if event.subject.state in (State.CLOSED, State.REFUSED):
        clock.cancel_clocks(request=event.subject, by=event.by or SYSTEM)


def reckon_imported(event: Event) -> None:
    record_clocks(request_ids=event.data["ids"], by=event.by or SYSTEM)
