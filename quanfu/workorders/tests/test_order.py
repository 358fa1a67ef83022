from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from quanfu.channels.models import Message
from quanfu.core.clock import at, now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.models import JournalEntry
from quanfu.core.queries.journal import history_of
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.closure import close_request
from quanfu.desk.actions.reassignment import ask_reassignment, decide_reassignment
from quanfu.desk.actions.request import finish_request
from quanfu.desk.enums import State
from quanfu.desk.models import Request, ServiceType
from quanfu.org.models import Notification, Person
from quanfu.workorders.actions.order import (
    accept_order,
    finish_order,
    receive_order,
    reschedule_order,
    send_order,
    settle_order,
    start_order,
)
from quanfu.workorders.actions.problem import report_problem
from quanfu.workorders.actions.progress import note_progress
from quanfu.workorders.actions.step import skip_step, tick_step
from quanfu.workorders.enums import OrderState, StepState
from quanfu.workorders.models import Order

from .conftest import PNG

pytestmark = pytest.mark.django_db
Send = Callable[..., Order]


def finish_steps(order: Order, by: Person) -> None:
    for step in order.steps.all():
        tick_step(step=step, by=by)


@pytest.mark.req("ASG-5")
def test_assigned_request_gets_an_order_with_description_time_and_person(order: Order, sun: Person) -> None:
    assert order.number.startswith("WO-")
    assert order.state == OrderState.SENT
    assert order.description == "客厅暖气片不热，已经两天了。"
    assert order.required_by > order.request.opened_at
    assert (order.responsible, order.unit) == (sun, sun.unit)
    assert [step.title for step in order.steps.all()] == ["入户查看", "排气或清洗过滤器", "测温并记录"]


@pytest.mark.req("ASG-5")
def test_order_without_a_person_is_refused(approve: Callable[..., Request], sun: Person, wu: Person) -> None:
    with pytest.raises(Refused) as refused:
        send_order(request=approve(), responsible=None, unit=sun.unit, by=wu)
    assert refused.value.field == "responsible"


@pytest.mark.req("ASG-5")
def test_order_without_a_unit_is_refused(approve: Callable[..., Request], sun: Person, wu: Person) -> None:
    with pytest.raises(Refused) as refused:
        send_order(request=approve(), responsible=sun, unit=None, by=wu)
    assert refused.value.field == "unit"


def test_second_open_order_is_refused(order: Order, sun: Person, wu: Person) -> None:
    with pytest.raises(AlreadyDone):
        send_order(request=order.request, responsible=sun, unit=sun.unit, by=wu)


@pytest.mark.req("ASG-6")
def test_receiver_gets_a_message_and_a_mail(send: Send, sun: Person) -> None:
    Person.objects.filter(pk=sun.pk).update(email="sun@a.example")
    sun.refresh_from_db()
    order = send(to=sun)
    run_jobs()
    assert Notification.objects.filter(person=sun, text__contains=order.number, url=order.path).count() == 1
    assert Message.objects.filter(to="sun@a.example", subject__contains=order.number).count() == 1


@pytest.mark.req("ASG-7")
def test_times_of_sending_receiving_and_accepting_are_kept(order: Order, sun: Person) -> None:
    seen, taken = order.sent_at + timedelta(minutes=4), order.sent_at + timedelta(minutes=10)  # type: ignore[operator]
    with at(seen):
        assert receive_order(order=order, by=sun)
    with at(taken):
        assert not receive_order(order=order, by=sun)
        accept_order(order=order, by=sun)
    order.refresh_from_db()
    assert (order.received_at, order.accepted_at) == (seen, taken)
    assert order.request.accepted_at == taken
    told = {entry.event: entry.at for entry in history_of(order)}
    assert told["workorders.order.received"] == seen
    assert told["workorders.order.accepted"] == taken


@pytest.mark.req("ASG-7")
def test_accepting_again_changes_no_time(order: Order, sun: Person) -> None:
    accept_order(order=order, by=sun)
    first = Order.objects.get(pk=order.pk).accepted_at
    with at(now() + timedelta(hours=1)), pytest.raises(AlreadyDone):
        accept_order(order=Order.objects.get(pk=order.pk), by=sun)
    assert Order.objects.get(pk=order.pk).accepted_at == first


def test_receipt_is_the_receivers_alone(order: Order, zhao: Person) -> None:
    assert not receive_order(order=order, by=zhao)


def test_colleague_may_not_accept_and_the_leader_may(order: Order, zhou: Person, zhao: Person) -> None:
    with pytest.raises(Refused):
        accept_order(order=order, by=zhou)
    accept_order(order=order, by=zhao)
    assert order.state == OrderState.ACCEPTED


@pytest.mark.req("ASG-11")
def test_request_has_one_open_order_with_one_person_at_each_time(
    order: Order, sun: Person, zhou: Person, zhao: Person, feng: Person
) -> None:
    wish = ask_reassignment(request=order.request, taker=zhou, reason="孙伟有急修", by=zhao)
    assert [o.responsible for o in Order.objects.filter(request=order.request, state=OrderState.SENT)] == [
        sun
    ]
    decide_reassignment(reassignment=wish, approved=True, by=feng)
    assert [o.responsible for o in Order.objects.filter(request=order.request, state=OrderState.SENT)] == [
        zhou
    ]


@pytest.mark.req("ASG-10", "ASG-11")
def test_granted_change_hands_the_order_over_with_its_progress(
    under_way: Order, sun: Person, zhou: Person, zhao: Person, feng: Person
) -> None:
    first, second, _third = under_way.steps.all()
    tick_step(step=first, by=sun)
    skip_step(step=second, reason="没有过滤器", by=sun)
    problem = report_problem(order=under_way, text="阀门锈死", by=sun)
    note_progress(order=under_way, text="已入户，缺阀门", by=sun)
    wish = ask_reassignment(
        request=Request.objects.get(pk=under_way.request_id), taker=zhou, reason="孙伟生病", by=zhao
    )
    decide_reassignment(reassignment=wish, approved=True, by=feng)
    run_jobs()

    old, new = Order.objects.filter(request=under_way.request_id).order_by("pk")
    assert (old.state, old.accepted_at) == (OrderState.HANDED_OVER, under_way.accepted_at)
    assert (new.state, new.responsible, new.accepted_at, new.progress) == (
        OrderState.SENT,
        zhou,
        None,
        "已入户，缺阀门",
    )
    assert [s.state for s in new.steps.all()] == [StepState.DONE, StepState.SKIPPED, StepState.OPEN]
    assert list(new.problems.all()) == [problem]
    assert Notification.objects.filter(person=sun).exists()
    assert Notification.objects.filter(person=zhou, url=new.path).exists()


def test_refused_change_leaves_the_order_alone(
    order: Order, sun: Person, zhou: Person, zhao: Person, feng: Person
) -> None:
    wish = ask_reassignment(request=order.request, taker=zhou, reason="太远", by=zhao)
    decide_reassignment(reassignment=wish, approved=False, remark="人手不够", by=feng)
    assert Order.objects.get().responsible == sun


def test_enquiry_gets_no_order(
    make_request: Callable[..., Request], enquiry_type: ServiceType, li: Person
) -> None:
    from quanfu.desk.actions.assignment import assign_request

    request = make_request(service_type=enquiry_type)
    assign_request(request=request, person=li, by=li)
    assert not Order.objects.exists()


def test_work_begins_after_acceptance(order: Order, sun: Person) -> None:
    with pytest.raises(Refused):
        start_order(order=order, by=sun)


@pytest.mark.req("EXE-10")
def test_completion_keeps_result_time_and_signature(under_way: Order, sun: Person) -> None:
    finish_steps(under_way, sun)
    finish_order(
        order=under_way, result="更换阀门，21 度", signature=ContentFile(PNG, name="signature.png"), by=sun
    )
    under_way.refresh_from_db()
    assert (under_way.state, under_way.result) == (OrderState.DONE, "更换阀门，21 度")
    assert under_way.done_at is not None
    assert under_way.signature is not None and under_way.signature.type == "image/png"
    request = Request.objects.get(pk=under_way.request_id)
    assert (request.state, request.result) == (State.DONE, "更换阀门，21 度")


@pytest.mark.req("EXE-10")
def test_completion_without_signature_needs_a_reason(under_way: Order, sun: Person) -> None:
    finish_steps(under_way, sun)
    with pytest.raises(Refused) as refused:
        finish_order(order=under_way, result="修好", by=sun)
    assert refused.value.field == "no_signature_reason"
    finish_order(order=under_way, result="修好", no_signature_reason="客户不在家，电话确认", by=sun)
    assert under_way.state == OrderState.DONE


@pytest.mark.req("EXE-10")
def test_completion_without_result_is_refused(under_way: Order, sun: Person) -> None:
    finish_steps(under_way, sun)
    with pytest.raises(Refused) as refused:
        finish_order(order=under_way, result="  ", no_signature_reason="不在家", by=sun)
    assert refused.value.field == "result"


@pytest.mark.req("EXE-6", "TEC-2")
def test_completion_with_an_open_step_is_refused(under_way: Order, sun: Person) -> None:
    with pytest.raises(Refused, match="入户查看"):
        finish_order(order=under_way, result="修好", no_signature_reason="不在家", by=sun)


def test_two_who_finish_at_once_finish_once(under_way: Order, sun: Person) -> None:
    finish_steps(under_way, sun)
    other = Order.objects.select_related("request").get(pk=under_way.pk)
    finish_order(order=under_way, result="修好", no_signature_reason="不在家", by=sun)
    with pytest.raises(AlreadyDone):
        finish_order(order=other, result="又修好", no_signature_reason="不在家", by=sun)
    assert JournalEntry.objects.filter(event="workorders.order.finished").count() == 1


def test_request_finished_otherwise_cancels_the_order(order: Order, li: Person, sun: Person) -> None:
    finish_request(request=order.request, result="客户自己放气好了", by=li)
    assert Order.objects.get().state == OrderState.CANCELLED
    assert Notification.objects.filter(person=sun, text__contains=order.number, url=order.path).count() == 2


def test_closing_the_request_closes_its_finished_order(under_way: Order, sun: Person, li: Person) -> None:
    finish_steps(under_way, sun)
    finish_order(order=under_way, result="修好", no_signature_reason="不在家", by=sun)
    Request.objects.filter(pk=under_way.request_id).update(state=State.RATED)
    close_request(request=Request.objects.get(pk=under_way.request_id), by=li)
    assert Order.objects.get().state == OrderState.CLOSED
    settle_order(request_id=under_way.request_id, by=li)  # again, for nothing
    assert Order.objects.get().state == OrderState.CLOSED


def test_changed_limit_moves_the_required_time_once(order: Order, wu: Person) -> None:
    later = order.required_by + timedelta(hours=3)
    for _ in range(2):
        reschedule_order(request_id=order.request_id, required_by=later, by=wu)
    assert Order.objects.get().required_by == later
    assert JournalEntry.objects.filter(event="workorders.order.rescheduled").count() == 1


@pytest.mark.req("SLA-11")
def test_history_tells_who_when_old_and_new(order: Order, sun: Person) -> None:
    accept_order(order=order, by=sun)
    entry = history_of(order)[-1]
    assert (entry.actor_label, entry.changes["state"]) == ("孙伟", ["sent", "accepted"])
