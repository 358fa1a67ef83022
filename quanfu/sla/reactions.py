"""What limits do when something has happened at the desk. Each unpacks the event and calls one action."""

from datetime import datetime

from quanfu.core.actor import SYSTEM
from quanfu.core.events import Event
from quanfu.desk.enums import NoteKind, State
from quanfu.org.enums import UnitKind
from quanfu.org.queries.person import person_by_id
from quanfu.sla.actions import clock, recomputation
from quanfu.sla.actions.pause import continue_clocks as continue_all
from quanfu.sla.actions.pause import pause_clocks as pause_all
from quanfu.sla.actions.policy import equip_with_policies, forget_policies
from quanfu.sla.actions.record import record_clocks
from quanfu.sla.actions.step import follow_state
from quanfu.sla.enums import Target

FOLLOWED = {"service_type", "priority", "unit", "responsible", "kind", "charge"}
OF_TYPES = {
    "contact_minutes",
    "acceptance_minutes",
    "completion_minutes",
    "feedback_minutes",
    "around_the_clock",
}


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


def cancel_acceptance(event: Event) -> None:
    clock.cancel_acceptance(request=event.subject, by=event.by or SYSTEM)


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


def resume_clocks(event: Event) -> None:
    """A request that was closed for another lives on: what is still to happen runs again from its opening."""
    request, by = event.subject, event.by or SYSTEM
    if request.contacted_at is None:
        clock.start_clocks(request=request, by=by)
    else:
        clock.start_clock(request=request, target=Target.COMPLETION, start=request.opened_at, by=by)


def reckon_imported(event: Event) -> None:
    record_clocks(request_ids=event.data["ids"], by=event.by or SYSTEM)


def follow_note(event: Event) -> None:
    """The customer's words start the clock for the next answer, a reply or a call stops it."""
    if event.data.get("kind") == NoteKind.CUSTOMER:
        clock.start_answer(request=event.subject, by=event.by or SYSTEM)
    elif event.data.get("kind") in (NoteKind.REPLY, NoteKind.CALL):
        clock.stop_clocks(request=event.subject, targets=[Target.ANSWER], by=event.by or SYSTEM)


def pause_clocks(event: Event) -> None:
    pause_all(request=event.subject, kind=event.data["waits_for"], by=event.by or SYSTEM)


def continue_clocks(event: Event) -> None:
    continue_all(request=event.subject, by=event.by or SYSTEM)


def follow_steps(event: Event) -> None:
    """The chain of departments moves with the state."""
    follow_state(request=event.subject, by=event.by or SYSTEM)


def follow_calendar(event: Event) -> None:
    """Later: the calendar's hours are in force by then."""
    recomputation.follow_calendar(calendar_id=event.subject_id, name=event.subject.name, by=SYSTEM)


def follow_service_type(event: Event) -> None:
    """Later: limits of the type were changed in the catalogue."""
    if OF_TYPES & event.changes.keys():
        scope, kind = {"type": event.subject_id}, event.subject
        recomputation.begin_recomputation(reason=kind.name, scope=scope, company=kind.company, by=SYSTEM)


def follow_customer(event: Event) -> None:
    """Later: the customer's class has changed."""
    if "grade" in event.changes:
        scope, who = {"customer": event.subject_id}, event.subject
        recomputation.begin_recomputation(reason=who.name, scope=scope, company=who.company, by=SYSTEM)


def follow_tree(event: Event) -> None:
    forget_policies(by=event.by or SYSTEM)


def equip_company(event: Event) -> None:
    """A new company begins with the policies that every company should have."""
    if event.subject.kind == UnitKind.COMPANY:
        equip_with_policies(company=event.subject, by=event.by or SYSTEM)


def start_promise(event: Event) -> None:
    """The promised time is agreed with the customer, so nothing moves it; the one who promised owes it."""
    who, due = person_by_id(event.data["person"]), datetime.fromisoformat(event.data["due"])
    clock.start_clock(
        request=event.subject, target=Target.PROMISE, key=str(event.data["promise"]), due=due, person=who, by=event.by or SYSTEM
    )  # fmt: skip


def stop_promise(event: Event) -> None:
    key = str(event.data["promise"])
    clock.stop_clock(request=event.subject, target=Target.PROMISE, key=key, by=event.by or SYSTEM)
