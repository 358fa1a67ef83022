from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.core.queries.journal import history_of
from quanfu.core.testing import counted_queries
from quanfu.desk.actions.classification import classify_request
from quanfu.desk.actions.closure import close_request
from quanfu.desk.actions.feedback import give_feedback
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.reassignment import ask_reassignment, decide_reassignment
from quanfu.desk.actions.request import accept_request, finish_request
from quanfu.desk.actions.review import review_request
from quanfu.desk.enums import Priority
from quanfu.desk.models import Request, ServiceType
from quanfu.org.models import Person, Unit
from quanfu.sla.actions.clock import start_clocks, stop_clocks
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock
from quanfu.workorders.actions.order import accept_order
from quanfu.workorders.models import Order

from .conftest import local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
Make = Callable[..., Request]


def clock(request: Request, target: str) -> Clock:
    return Clock.objects.filter(request=request, target=target).latest("pk")


def wall(instant: datetime) -> str:
    return f"{instant.astimezone(local('2026-01-01 00:00').tzinfo):%a %H:%M}"


def finish(request: Request, by: Person, when: str) -> None:
    with at(local(when)):
        finish_request(request=Request.objects.get(pk=request.pk), result="修好", by=by)


@pytest.mark.req("SLA-1")
def test_opening_starts_contact_and_completion_with_stored_deadlines(opened: Request) -> None:
    contact, completion = clock(opened, Target.CONTACT), clock(opened, Target.COMPLETION)
    assert (contact.minutes, wall(contact.due_at)) == (60, "Fri 11:00")
    assert (completion.minutes, wall(completion.due_at)) == (1440, "Wed 10:00")
    assert {contact.started_at, completion.started_at} == {opened.opened_at}


def test_request_carries_its_nearest_limit(opened: Request) -> None:
    opened.refresh_from_db()
    assert (opened.due_for, wall(opened.due_at)) == (Target.CONTACT, "Fri 11:00")


@pytest.mark.req("SLA-1", "ASG-7")
def test_sending_starts_acceptance_and_accepting_stops_it(assigned: Request, sun: Person) -> None:
    acceptance = clock(assigned, Target.ACCEPTANCE)
    assert (acceptance.minutes, wall(acceptance.due_at), acceptance.person) == (120, "Fri 14:00", sun)
    with at(local("2026-11-20 13:30")):
        accept_order(order=Order.objects.get(), by=sun)
    acceptance.refresh_from_db()
    assert (acceptance.state, acceptance.seconds, acceptance.is_late(local("2026-12-01 00:00"))) == (
        ClockState.STOPPED,
        5400,
        False,
    )


def test_type_sets_the_limit_and_says_so(
    assigned: Request, repair_type: ServiceType, make_request: Make
) -> None:
    ServiceType.objects.filter(pk=repair_type.pk).update(completion_minutes=240, around_the_clock=True)
    with at(local("2026-11-20 17:00")):
        request = make_request(service_type=ServiceType.objects.get(pk=repair_type.pk))
    completion = clock(request, Target.COMPLETION)
    assert (completion.service_type, completion.minutes, wall(completion.due_at)) == (
        repair_type,
        240,
        "Fri 21:00",
    )
    assert clock(assigned, Target.COMPLETION).service_type is None


@pytest.mark.req("SLA-11")
def test_classifying_recomputes_the_limit_and_keeps_the_start(
    opened: Request, repair_type: ServiceType, qian: Person
) -> None:
    ServiceType.objects.filter(pk=repair_type.pk).update(completion_minutes=240)
    with at(local("2026-11-20 14:00")):
        classify_request(request=opened, service_type=ServiceType.objects.get(pk=repair_type.pk), by=qian)
    completion = clock(opened, Target.COMPLETION)
    assert (completion.started_at, wall(completion.due_at)) == (opened.opened_at, "Fri 15:00")
    changed = next(entry for entry in history_of(opened) if entry.event == "sla.clock.changed")
    assert changed.actor_label == "钱敏"
    assert [datetime.fromisoformat(value) for value in changed.changes["completion_due_at"]] == [
        local("2026-11-25 10:00"), local("2026-11-20 15:00"),
    ]  # fmt: skip


def test_raised_urgency_shortens_first_contact(
    opened: Request, repair_type: ServiceType, qian: Person
) -> None:
    with at(local("2026-11-20 10:05")):
        classify_request(request=opened, service_type=repair_type, priority=Priority.URGENT, by=qian)
    assert wall(clock(opened, Target.CONTACT).due_at) == "Fri 10:15"
    opened.refresh_from_db()
    assert (opened.due_for, wall(opened.due_at)) == (Target.CONTACT, "Fri 10:15")


def test_order_follows_the_new_limit(assigned: Request, repair_type: ServiceType, qian: Person) -> None:
    ServiceType.objects.filter(pk=repair_type.pk).update(completion_minutes=240)
    with at(local("2026-11-20 14:00")):
        classify_request(
            request=assigned, service_type=ServiceType.objects.get(pk=repair_type.pk), priority=1, by=qian
        )
    assert (
        Order.objects.get().required_by
        == clock(assigned, Target.COMPLETION).due_at
        == local("2026-11-20 15:00")
    )


def test_order_is_required_by_the_end_of_the_completion_clock(assigned: Request) -> None:
    assert Order.objects.get().required_by == clock(assigned, Target.COMPLETION).due_at


def test_new_person_gets_a_new_acceptance_clock(
    assigned: Request, zhou: Person, zhao: Person, feng: Person
) -> None:
    with at(local("2026-11-20 13:30")):
        wish = ask_reassignment(request=assigned, taker=zhou, reason="孙伟生病", by=zhao)
        decide_reassignment(reassignment=wish, approved=True, by=feng)
    first, second = Clock.objects.filter(request=assigned, target=Target.ACCEPTANCE).order_by("pk")
    assert (first.state, second.state, second.person) == (ClockState.CANCELLED, ClockState.RUNNING, zhou)
    assert wall(second.due_at) == "Fri 15:30"
    assert clock(assigned, Target.COMPLETION).person == zhou


@pytest.mark.req("KPI-2")
def test_response_time_is_kept_from_sending_and_from_acceptance(
    assigned: Request, sun: Person, li: Person
) -> None:
    with at(local("2026-11-20 11:20")):
        accept_order(order=Order.objects.get(), by=sun)
    with at(local("2026-11-20 11:40")):
        add_note(request=Request.objects.get(pk=assigned.pk), kind="call", text="约下午上门", by=sun)
    contact = clock(assigned, Target.CONTACT)
    assert (contact.sent_seconds, contact.accepted_seconds, contact.seconds) == (2400, 1200, 6000)


@pytest.mark.req("KPI-2")
def test_response_by_the_one_who_took_it_counts_from_receiving(make_request: Make, li: Person) -> None:
    with at(local("2026-11-20 09:00")):
        request = make_request()
    with at(local("2026-11-20 09:40")):
        add_note(request=request, kind="call", text="核实地址", by=li)
    contact = clock(request, Target.CONTACT)
    assert (contact.sent_seconds, contact.accepted_seconds) == (40 * 60, None)


@pytest.mark.req("FBK-1")
def test_feedback_is_due_one_working_day_after_completion(assigned: Request, sun: Person) -> None:
    finish(assigned, sun, "2026-11-20 17:00")
    feedback = clock(assigned, Target.FEEDBACK)
    assert (feedback.days, wall(feedback.due_at)) == (1, "Mon 17:00")
    assert not feedback.is_late(local("2026-11-23 16:59"))
    assert feedback.is_late(local("2026-11-23 17:00"))
    assert clock(assigned, Target.COMPLETION).state == ClockState.STOPPED


@pytest.mark.req("FBK-2")
def test_urgent_feedback_is_due_in_thirty_minutes_on_the_wall(assigned: Request, sun: Person) -> None:
    Request.objects.filter(pk=assigned.pk).update(priority=Priority.URGENT)
    finish(assigned, sun, "2026-11-21 10:00")  # a Saturday
    feedback = clock(assigned, Target.FEEDBACK)
    assert feedback.around_the_clock
    assert feedback.due_at == local("2026-11-21 10:30")


def test_feedback_in_minutes_when_the_rule_says_no_days(assigned: Request, sun: Person) -> None:
    with at(local("2026-11-20 17:00")):
        set_rule(code="sla.feedback_days", value=0, by=SYSTEM)
        finish_request(request=Request.objects.get(pk=assigned.pk), result="修好", by=sun)
    feedback = clock(assigned, Target.FEEDBACK)
    assert (feedback.days, feedback.minutes, wall(feedback.due_at)) == (0, 480, "Mon 17:00")


def test_feedback_stops_the_last_clock(assigned: Request, sun: Person, li: Person) -> None:
    finish(assigned, sun, "2026-11-20 15:00")
    with at(local("2026-11-20 15:20")):
        give_feedback(
            request=Request.objects.get(pk=assigned.pk),
            way="phone",
            text="已修好",
            asked_for_opinions=True,
            by=li,
        )
    assert not Clock.objects.filter(request=assigned, state=ClockState.RUNNING).exists()
    assert clock(assigned, Target.FEEDBACK).seconds == 1200
    assigned.refresh_from_db()
    assert assigned.due_for == ""


def test_refusal_cancels_what_runs(opened: Request, repair_type: ServiceType, qian: Person) -> None:
    with at(local("2026-11-20 10:30")):
        classify_request(request=opened, service_type=repair_type, by=qian)
        review_request(request=opened, reasonable=False, feasible=True, reason="不属本公司", by=qian)
    assert set(Clock.objects.values_list("state", flat=True)) == {ClockState.CANCELLED}


def test_withdrawn_request_stops_all_clocks(
    opened: Request, repair_type: ServiceType, qian: Person, li: Person
) -> None:
    with at(local("2026-11-20 10:30")):
        classify_request(request=opened, service_type=repair_type, by=qian)
        close_request(request=opened, reason="客户撤回", by=li)
    assert set(Clock.objects.values_list("state", flat=True)) == {ClockState.CANCELLED}


def test_enquiry_answered_at_the_desk_needs_no_acceptance(
    make_request: Make, enquiry_type: ServiceType, li: Person
) -> None:
    from quanfu.desk.actions.assignment import assign_request

    request = make_request(service_type=enquiry_type)
    assign_request(request=request, person=li, by=li)
    accept_request(request=request, by=li)
    assert not Clock.objects.filter(target=Target.ACCEPTANCE).exists()


def test_stopping_twice_changes_nothing(assigned: Request, sun: Person) -> None:
    for minute in (10, 20):
        with at(local(f"2026-11-20 11:{minute}")):
            stop_clocks(request=assigned, targets=[Target.ACCEPTANCE], by=sun)
    assert clock(assigned, Target.ACCEPTANCE).seconds == 600


def test_late_stop_is_recorded_even_when_the_job_never_ran(assigned: Request, sun: Person) -> None:
    finish(assigned, sun, "2026-12-01 10:00")
    completion = clock(assigned, Target.COMPLETION)
    assert completion.breached_at == completion.stopped_at == local("2026-12-01 10:00")
    assert not completion.escalations.exists()


def test_starting_clocks_costs_few_statements(opened: Request, li: Person) -> None:
    Clock.objects.all().delete()
    start_clocks(request=opened, by=li)
    Clock.objects.all().delete()
    request = Request.objects.select_related("unit").get(pk=opened.pk)
    with counted_queries() as seen:
        start_clocks(request=request, by=li)
    writes = [sql for sql in seen if sql.startswith(("INSERT", "UPDATE"))]
    assert len(writes) <= 4, writes  # two clocks, one journal row, the request's nearest limit
    assert len([sql for sql in seen if sql.startswith("SELECT")]) <= 1  # the calendar of the units above


def test_unit_with_another_calendar_has_its_own_hours(make_request: Make, second_station: Unit) -> None:
    from quanfu.core.actions.calendar import save_calendar

    row = save_calendar(
        calendar=None,
        code="always",
        name="全天",
        tz="Asia/Shanghai",
        week={},
        around_the_clock=True,
        by=SYSTEM,
    )
    second_station.calendar = row
    second_station.save(update_fields=["calendar"])
    with at(local("2026-11-20 17:30")):
        request = make_request(unit=second_station)
    assert clock(request, Target.CONTACT).due_at == request.opened_at + timedelta(hours=1)
