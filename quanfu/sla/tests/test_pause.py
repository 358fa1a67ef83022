from datetime import timedelta
from typing import Any

import pytest

from quanfu.channels.models import Message
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM, visitor
from quanfu.core.clock import at
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.desk.actions.hold import begin_hold, end_hold, ring_holds
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request import finish_request
from quanfu.desk.enums import State
from quanfu.desk.models import Hold, Request
from quanfu.desk.queries.hold import open_hold
from quanfu.org.models import Person, Unit
from quanfu.sla.actions.breach import ring_clocks
from quanfu.sla.actions.clock import start_clock, stop_clock
from quanfu.sla.actions.extension import ask_extension, decide_extension
from quanfu.sla.actions.policy import save_policy
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock

from .conftest import local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


def hold(request: Request, when: str, by: Person, waits_for: str = "customer", text: str = "等回复") -> Hold:
    with at(local(when)):
        return begin_hold(request=Request.objects.get(pk=request.pk), waits_for=waits_for, text=text, by=by)


def go_on(request: Request, when: str, by: Person) -> None:
    with at(local(when)):
        held = open_hold(request)
        assert held
        end_hold(hold=held, by=by)


def clock(request: Request, target: str = Target.COMPLETION) -> Clock:
    return Clock.objects.filter(request=request, target=target).latest("pk")


def test_waiting_moves_the_deadline_on_by_working_time_to_the_second(assigned: Request, sun: Person) -> None:
    """Due Wednesday 10:00. Held Friday 16:30:20 to Monday 9:30:50: an hour and a half less 20 s, and half an hour and 50 s."""
    hold(assigned, "2026-11-20 16:30:20", sun)
    paused = clock(assigned)
    assert (paused.state, paused.next_at) == (ClockState.PAUSED, None)
    go_on(assigned, "2026-11-23 09:30:50", sun)
    running = clock(assigned)
    assert running.state == ClockState.RUNNING
    assert running.due_at == local("2026-11-25 13:00:30")  # two hours and 30 s later, over noon
    assigned.refresh_from_db()
    assert assigned.waits_for == ""


def test_first_contact_and_acceptance_run_on_while_waiting(assigned: Request, sun: Person) -> None:
    hold(assigned, "2026-11-20 11:10", sun)
    assert clock(assigned, Target.CONTACT).state == ClockState.RUNNING
    assert clock(assigned, Target.ACCEPTANCE).due_at == local("2026-11-20 14:00")


@pytest.mark.parametrize(
    ("kinds", "state"), [(["parts"], "paused"), (["customer"], "running"), ([], "running")]
)
def test_policy_says_what_stops_its_clock(
    assigned: Request, sun: Person, company: Unit, kinds: list[str], state: str
) -> None:
    with at(local("2026-11-20 09:00")):
        save_policy(policy=None, company=company, name="p", conditions={}, limits={"completion": {"minutes": 1440, "pauses": kinds}}, by=SYSTEM)  # fmt: skip
    Clock.objects.update(judged_at=local("2026-11-20 10:00"))
    hold(assigned, "2026-11-20 14:00", sun, waits_for="parts")
    assert clock(assigned).state == state


def test_rule_says_what_stops_which_clock_where_no_policy_does(assigned: Request, sun: Person) -> None:
    with at(local("2026-11-20 09:00")):
        set_rule(code="sla.pauses", value={"completion": ["parts"]}, by=SYSTEM)
    hold(assigned, "2026-11-20 14:00", sun)
    assert clock(assigned).state == ClockState.RUNNING


def test_paused_clock_neither_reminds_nor_is_missed(assigned: Request, sun: Person) -> None:
    Clock.objects.exclude(target=Target.COMPLETION).delete()
    hold(assigned, "2026-11-20 14:00", sun)
    with at(local("2026-12-24 03:00")):
        assert ring_clocks() == 0
        assert not clock(assigned).is_late(local("2026-12-24 03:00"))


def test_work_finished_while_waiting_was_in_time(assigned: Request, sun: Person) -> None:
    hold(assigned, "2026-11-20 14:00", sun)
    with at(local("2026-12-24 10:00")):
        finish_request(request=Request.objects.get(pk=assigned.pk), result="修好", by=sun)
    done = clock(assigned)
    assert (done.state, done.breached_at, done.is_late(local("2026-12-25 00:00"))) == (ClockState.STOPPED, None, False)  # fmt: skip
    assert done.seconds == 3 * 3600  # 10 to 12, 13 to 14
    assert Hold.objects.get().ended_at == local("2026-12-24 10:00")


def test_clock_that_was_late_before_is_still_late(assigned: Request, sun: Person) -> None:
    with at(local("2026-11-25 10:00")):
        ring_clocks()
    hold(assigned, "2026-11-25 11:00", sun)
    late = clock(assigned)
    assert (late.state, late.due_at) == (ClockState.RUNNING, local("2026-11-25 10:00"))


def test_what_starts_while_waiting_stands_still_from_the_first(assigned: Request, sun: Person) -> None:
    hold(assigned, "2026-11-20 14:00", sun)
    with at(local("2026-11-20 15:00")):
        start_clock(request=Request.objects.get(pk=assigned.pk), target=Target.STEP, key="lab", minutes=60, by=sun)  # fmt: skip
    assert clock(assigned, Target.STEP).state == ClockState.PAUSED
    go_on(assigned, "2026-11-20 16:00", sun)
    assert clock(assigned, Target.STEP).due_at == local("2026-11-20 17:00")


def test_agreed_time_is_not_moved_by_waiting(assigned: Request, sun: Person) -> None:
    with at(local("2026-11-20 11:00")):
        start_clock(request=assigned, target=Target.PROMISE, key="7", due=local("2026-11-20 15:00"), by=sun)
    hold(assigned, "2026-11-20 11:30", sun)
    assert clock(assigned, Target.PROMISE).state == ClockState.RUNNING
    assert clock(assigned, Target.PROMISE).due_at == local("2026-11-20 15:00")
    with at(local("2026-11-20 14:00")):
        stop_clock(request=assigned, target=Target.PROMISE, key="7", by=sun)
    assert clock(assigned, Target.PROMISE).state == ClockState.STOPPED


def test_customers_answer_ends_the_waiting(assigned: Request, sun: Person) -> None:
    hold(assigned, "2026-11-20 14:00", sun)
    with at(local("2026-11-20 14:30")):
        add_note(request=Request.objects.get(pk=assigned.pk), kind="customer", text="可以上门", by=visitor("王建国"))  # fmt: skip
    assert Hold.objects.get().ended_at == local("2026-11-20 14:30")
    assert clock(assigned).state == ClockState.RUNNING


def test_answer_does_not_end_the_waiting_for_parts(assigned: Request, sun: Person) -> None:
    hold(assigned, "2026-11-20 14:00", sun, waits_for="parts")
    add_note(
        request=Request.objects.get(pk=assigned.pk), kind="customer", text="好了吗", by=visitor("王建国")
    )
    assert Hold.objects.get().ended_at is None


@pytest.mark.parametrize(("kind", "needed"), [("customer", False), ("parts", False), ("special", True)])
def test_reason_in_words_is_demanded_where_the_rule_says_so(
    assigned: Request, sun: Person, kind: str, needed: bool
) -> None:
    if needed:
        with pytest.raises(Refused):
            hold(assigned, "2026-11-20 14:00", sun, waits_for=kind, text=" ")
    else:
        hold(assigned, "2026-11-20 14:00", sun, waits_for=kind, text="")
        go_on(assigned, "2026-11-20 15:00", sun)
    with at(local("2026-11-20 09:00")):
        set_rule(code=f"desk.hold_{kind}_reason", value=not needed, by=SYSTEM)
    if needed:
        hold(assigned, "2026-11-20 16:00", sun, waits_for=kind, text="")
    else:
        with pytest.raises(Refused):
            hold(assigned, "2026-11-20 16:00", sun, waits_for=kind, text="")


def test_waiting_twice_is_somebody_faster(assigned: Request, sun: Person) -> None:
    hold(assigned, "2026-11-20 14:00", sun)
    with pytest.raises(AlreadyDone):
        hold(assigned, "2026-11-20 14:01", sun)


def test_customer_is_asked_again_then_told_then_closed(assigned: Request, sun: Person) -> None:
    """Three days after, then four: the closing is announced with its day before it happens."""
    hold(assigned, "2026-11-20 14:00", sun)
    Message.objects.all().delete()
    for when in ("2026-11-23 13:59", "2026-11-23 14:00", "2026-11-23 14:05"):
        with at(local(when)):
            ring_holds()
    (first,) = Message.objects.all()
    assert "2026-11-27 14:00" in first.text
    with at(local("2026-11-27 13:59")):
        ring_holds()
    assert Request.objects.get(pk=assigned.pk).state == State.ORDERED
    for when in ("2026-11-27 14:00", "2026-11-27 14:05"):
        with at(local(when)):
            ring_holds()
    assert Request.objects.get(pk=assigned.pk).state == State.CLOSED
    assert Message.objects.count() == 2
    assert not Clock.objects.filter(state__in=("running", "paused")).exists()


@pytest.mark.parametrize(("code", "days"), [("desk.hold_followup_days", 0), ("desk.hold_close_days", 0)])
def test_rules_of_zero_days_neither_ask_nor_close(
    assigned: Request, sun: Person, code: str, days: int
) -> None:
    with at(local("2026-11-20 09:00")):
        set_rule(code=code, value=days, by=SYSTEM)
    hold(assigned, "2026-11-20 14:00", sun)
    for day in range(30):
        with at(local("2026-11-20 14:00") + timedelta(days=day)):
            ring_holds()
    assert Request.objects.get(pk=assigned.pk).state == State.ORDERED
    assert bool(Hold.objects.get().followed_up_at) == (code == "desk.hold_close_days")


def test_clock_set_back_while_waiting_breaks_nothing(assigned: Request, sun: Person) -> None:
    before = clock(assigned).due_at
    hold(assigned, "2026-11-20 14:00", sun)
    go_on(assigned, "2026-11-20 11:30", sun)  # the system's clock was set back meanwhile
    assert clock(assigned).due_at == before


# Next answer


def note(request: Request, kind: str, when: str, by: Any) -> None:
    with at(local(when)):
        add_note(request=Request.objects.get(pk=request.pk), kind=kind, text="……", by=by)


def test_each_message_of_the_customer_starts_the_next_answer_and_a_reply_stops_it(
    assigned: Request, li: Person
) -> None:
    note(assigned, "customer", "2026-11-20 11:05", visitor("王"))
    assert not Clock.objects.filter(target=Target.ANSWER).exists()  # the first contact is still owed
    note(assigned, "call", "2026-11-20 11:10", li)
    note(assigned, "customer", "2026-11-20 13:00", visitor("王"))
    note(assigned, "customer", "2026-11-20 14:00", visitor("王"))
    answer = clock(assigned, Target.ANSWER)
    assert (answer.started_at, answer.due_at) == (local("2026-11-20 13:00"), local("2026-11-20 17:00"))
    note(assigned, "note", "2026-11-20 14:30", li)
    assert clock(assigned, Target.ANSWER).state == ClockState.RUNNING
    note(assigned, "reply", "2026-11-20 15:00", li)
    assert clock(assigned, Target.ANSWER).seconds == 2 * 3600
    note(assigned, "customer", "2026-11-20 16:00", visitor("王"))
    assert clock(assigned, Target.ANSWER).due_at == local("2026-11-23 11:00")


def test_rule_of_no_minutes_asks_for_no_next_answer(assigned: Request, li: Person) -> None:
    with at(local("2026-11-20 09:00")):
        set_rule(code="sla.answer_minutes", value=0, by=SYSTEM)
    note(assigned, "call", "2026-11-20 11:10", li)
    note(assigned, "customer", "2026-11-20 13:00", visitor("王"))
    assert not Clock.objects.filter(target=Target.ANSWER).exists()


# Clocks of others


def test_return_call_has_its_rule_and_its_own_person(
    assigned: Request, wu: Person, second_station: Unit
) -> None:
    with at(local("2026-11-20 14:00")):
        first = start_clock(request=assigned, target=Target.CALLBACK, key="5", person=wu, by=SYSTEM)
        again = start_clock(request=assigned, target=Target.CALLBACK, key="5", person=wu, by=SYSTEM)
        other = start_clock(request=assigned, target=Target.CALLBACK, key="6", minutes=30, by=SYSTEM)
        wall = start_clock(request=assigned, target=Target.CALLBACK, key="7", minutes=600, around_the_clock=True, by=SYSTEM)  # fmt: skip
    assert (first.pk, first.minutes, first.person) == (again.pk, 1440, wu)
    assert (other.due_at, wall.due_at) == (local("2026-11-20 14:30"), local("2026-11-21 00:00"))
    with at(local("2026-11-20 14:10")):
        assert stop_clock(request=assigned, target=Target.CALLBACK, key="6", by=SYSTEM)
        assert stop_clock(request=assigned, target=Target.CALLBACK, key="6", by=SYSTEM) is None


# Extension


@pytest.mark.req("SLA-13")
def test_granted_extension_keeps_old_and_new_deadline_reason_and_approver(
    assigned: Request, sun: Person, zhao: Person
) -> None:
    with at(local("2026-11-20 14:00")):
        wish = ask_extension(clock=clock(assigned), minutes=480, reason="配件要从外地调", by=sun)
        assert clock(assigned).due_at == local("2026-11-25 10:00")  # until it is decided
    with at(local("2026-11-20 15:00")):
        decide_extension(extension=wish, approved=True, by=zhao)
    wish.refresh_from_db()
    assert (wish.old_due_at, wish.new_due_at) == (local("2026-11-25 10:00"), local("2026-11-26 10:00"))
    assert (wish.reason, wish.decided_by, clock(assigned).due_at) == ("配件要从外地调", zhao, wish.new_due_at)
    assert Request.objects.get(pk=assigned.pk).orders.get().required_by == wish.new_due_at


@pytest.mark.req("SLA-13")
def test_extension_needs_a_reason_and_somebody_else(assigned: Request, sun: Person, zhao: Person) -> None:
    with pytest.raises(Refused):
        ask_extension(clock=clock(assigned), minutes=60, reason=" ", by=sun)
    wish = ask_extension(clock=clock(assigned), minutes=60, reason="路上", by=sun)
    with pytest.raises(Refused):
        decide_extension(extension=wish, approved=True, by=sun)
    with pytest.raises(AlreadyDone):
        ask_extension(clock=clock(assigned), minutes=60, reason="再一次", by=sun)
    decide_extension(extension=wish, approved=False, remark="不必", by=zhao)
    with pytest.raises(AlreadyDone):
        decide_extension(extension=wish, approved=True, by=zhao)
    assert clock(assigned).extra_seconds == 0


def test_missed_limit_that_is_extended_is_watched_anew(assigned: Request, sun: Person, zhao: Person) -> None:
    Clock.objects.exclude(target=Target.COMPLETION).delete()
    with at(local("2026-11-25 10:00")):
        ring_clocks()
        wish = ask_extension(clock=clock(assigned), minutes=480, reason="配件", by=sun)
        decide_extension(extension=wish, approved=True, by=zhao)
    fresh = clock(assigned)
    assert (fresh.breached_at, fresh.due_at, fresh.is_late(local("2026-11-26 09:59"))) == (None, local("2026-11-26 10:00"), False)  # fmt: skip
    with at(local("2026-11-26 10:00")):
        ring_clocks()
    assert clock(assigned).breached_at == local("2026-11-26 10:00")
    assert clock(assigned).escalations.count() == 1  # the level was climbed at the first miss
