from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from quanfu.channels.enums import Way
from quanfu.channels.models import Message
from quanfu.core import clock
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.testing import assert_query_count_constant, counted_queries, run_jobs
from quanfu.customers.models import Customer
from quanfu.desk.actions.callback import (
    plan_callback,
    plan_regular_calls,
    record_attempt,
    record_call,
    report_late_calls,
)
from quanfu.desk.enums import CallbackState, Caller, Kind, Occasion
from quanfu.desk.models import Callback, CallbackPlan, Followup, Request, ServiceType
from quanfu.desk.queries.callback import call_time, callback_path, callbacks_for, missing_parts, plan_for
from quanfu.org.models import Notification, Person, Unit

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
SAID: dict[str, Any] = {"solved": "yes", "quality": 5, "opinion": "师傅很细心", "wishes": "无"}


def at(day: int, hour: int = 10, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def since_spring(code: str, value: Any) -> None:
    with clock.at(at(1, month=3)):
        set_rule(code=code, value=value, by=SYSTEM)


@pytest.fixture
def installation(company: Unit, repair_type: ServiceType) -> CallbackPlan:
    return CallbackPlan.objects.create(company=company, name="安装回访", service_type=repair_type)


@pytest.fixture
def done_on(finished: Request) -> Callable[[datetime], Request]:
    """done_on(instant): the finished request, its work done then."""

    def make(instant: datetime) -> Request:
        Request.objects.filter(pk=finished.pk).update(done_at=instant)
        return Request.objects.get(pk=finished.pk)

    return make


@pytest.fixture
def callback(finished: Request) -> Callback:
    return plan_callback(request=finished, by=SYSTEM)  # type: ignore[return-value]


@pytest.mark.req("FBK-9")
def test_call_after_an_installation_is_due_from_the_3rd_and_overdue_after_the_4th(
    done_on: Callable[[datetime], Request], installation: CallbackPlan, li: Person
) -> None:
    callback = plan_callback(request=done_on(at(1)), by=SYSTEM)
    assert callback and callback.due_from == at(3, 0) and callback.planned_at >= at(3, 0)
    with clock.at(at(4, 23, 59)):
        assert report_late_calls() == 0 and not callbacks_for(li, "late")
    with clock.at(at(5, 0)):
        assert list(callbacks_for(li, "late")) == [callback]
        assert report_late_calls() == 1
        assert report_late_calls() == 0  # each is told of once
    assert Notification.objects.filter(person=callback.assignee, text__contains="1").exists()


@pytest.mark.req("FBK-10")
def test_call_after_any_job_is_late_when_three_days_have_ended(
    done_on: Callable[[datetime], Request], li: Person
) -> None:
    callback = plan_callback(request=done_on(at(1)), by=SYSTEM)
    with clock.at(at(4, 23, 59)):
        assert not callbacks_for(li, "late")
    with clock.at(at(5, 0)):
        assert list(callbacks_for(li, "late")) == [callback]
    with clock.at(at(5, 9)):
        record_call(callback=callback, **SAID, by=li)  # type: ignore[arg-type]
        assert not callbacks_for(li, "late")


def test_days_of_the_rule_decide_and_none_means_no_call(done_on: Callable[[datetime], Request]) -> None:
    since_spring("desk.callback_days", 1)
    first = plan_callback(request=done_on(at(1)), by=SYSTEM)
    assert first and first.due_at == at(3, 0)
    Callback.objects.all().delete()
    since_spring("desk.callback_days", 0)
    assert plan_callback(request=done_on(at(1)), by=SYSTEM) is None


def test_finished_work_gets_its_call_by_itself_once(finished: Request) -> None:
    run_jobs()
    plan_callback(request=Request.objects.get(pk=finished.pk), by=SYSTEM)
    assert Callback.objects.filter(request=finished).count() == 1


@pytest.mark.parametrize(
    ("plan", "fits"),
    [({}, True), ({"kind": Kind.REPAIR}, True), ({"kind": Kind.RETURN}, False), ({"grade": "A"}, False), ({"is_active": False}, False)],
)  # fmt: skip
def test_type_kind_and_class_of_a_plan_decide_which_work_it_is_for(
    company: Unit, finished: Request, plan: dict[str, Any], fits: bool
) -> None:
    CallbackPlan.objects.create(company=company, name="计划", **plan)
    assert (plan_for(finished) is not None) is fits


def test_plan_of_the_type_goes_before_the_plan_of_the_kind(
    company: Unit, finished: Request, installation: CallbackPlan
) -> None:
    CallbackPlan.objects.create(company=company, name="报修", kind=Kind.REPAIR, from_day=1, to_day=1)
    assert plan_for(finished) == installation


def test_days_and_caller_of_a_plan_decide(
    done_on: Callable[[datetime], Request], installation: CallbackPlan, zhou: Person
) -> None:
    CallbackPlan.objects.update(from_day=5, to_day=7, caller=Caller.PERSON, person=zhou)
    callback = plan_callback(request=done_on(at(1)), by=SYSTEM)
    assert callback and (callback.due_from, callback.due_at, callback.assignee) == (at(6, 0), at(9, 0), zhou)


@pytest.mark.req("FBK-11")
@pytest.mark.parametrize("empty", ["solved", "quality", "opinion", "wishes"])
def test_call_with_one_of_four_parts_empty_is_incomplete(callback: Callback, li: Person, empty: str) -> None:
    record_call(callback=callback, **SAID | {empty: None if empty == "quality" else ""}, by=li)
    assert missing_parts(vars(callback)) == [empty]
    callback.refresh_from_db()
    assert callback.state == CallbackState.INCOMPLETE and callback.done_at is None
    record_call(callback=callback, **SAID, by=li)
    callback.refresh_from_db()
    assert callback.state == CallbackState.DONE and callback.done_by == li


def test_call_without_a_word_is_refused_and_a_second_one_too_late(
    callback: Callback, li: Person, qian: Person
) -> None:
    with pytest.raises(Refused):
        record_call(callback=callback, by=li)
    record_call(callback=callback, **SAID, by=li)
    with pytest.raises(AlreadyDone):
        record_call(callback=callback, **SAID, by=qian)


def test_what_was_not_solved_is_followed_up_until_done(callback: Callback, li: Person) -> None:
    record_call(callback=callback, **SAID | {"solved": "no", "opinion": "还是不热"}, by=li)
    task = Followup.objects.get()
    assert task.request == callback.request and "还是不热" in task.text and task.done_at is None


@pytest.mark.req("FBK-13")
def test_quarterly_plan_calls_every_customer_of_class_a_once_when_the_quarter_begins(
    company: Unit, wang: Customer, zheng: Person
) -> None:
    Customer.objects.bulk_create(
        Customer(company=company, name=f"客户{n}", grade="A" if n % 2 else "B", created_at=now()) for n in range(40)
    )  # fmt: skip
    plan = CallbackPlan.objects.create(
        company=company, name="A 类季度回访", occasion=Occasion.REGULAR, grade="A", regularity="quarter"
    )
    with clock.at(at(1, 1, month=7)):
        assert plan_regular_calls() == 20
        assert plan_regular_calls() == 0
        Customer.objects.create(company=company, name="新客户", grade="A", created_at=now())
        assert plan_regular_calls() == 1
    calls = Callback.objects.filter(plan=plan)
    assert {c.customer.grade for c in calls.select_related("customer")} == {"A"}  # type: ignore[union-attr]
    assert all(at(1, 0, month=7) <= c.planned_at < at(1, 0, month=10) == c.due_at for c in calls)
    with clock.at(at(1, 1, month=10)):
        assert plan_regular_calls() == 21  # the next quarter


def test_regular_calls_cost_the_same_for_one_customer_and_for_forty(company: Unit) -> None:
    plan = {"company": company, "name": "季度", "occasion": Occasion.REGULAR, "regularity": "quarter"}
    costs = []
    for number, grade in ((1, "C"), (1, "A"), (40, "B")):
        Customer.objects.bulk_create(
            Customer(company=company, name=f"客户{n}", grade=grade, created_at=now()) for n in range(number)
        )
        CallbackPlan.objects.all().delete()
        CallbackPlan.objects.create(**plan, grade=grade)
        with counted_queries() as asked:
            assert plan_regular_calls() == number
        costs.append(len(asked))
    assert costs[1] == costs[2]  # the first one reads calendars and settings


@pytest.mark.req("CUS-15")
def test_call_is_not_planned_before_the_hour_the_customer_wishes(
    done_on: Callable[[datetime], Request], installation: CallbackPlan, wang: Customer
) -> None:
    Customer.objects.filter(pk=wang.pk).update(call_from=time(18))
    callback = plan_callback(request=done_on(at(1)), by=SYSTEM)
    assert callback and callback.planned_at == at(3, 18)


@pytest.mark.req("CUS-15")
def test_call_is_not_planned_after_the_hour_the_customer_wishes(company: Unit) -> None:
    from quanfu.core.queries.calendar import calendar_for

    planned = call_time(calendar_for(company), at(1, 14), (time(8), time(11)))
    assert planned == at(2, 9)  # in working time too


@pytest.mark.req("FBK-15")
def test_third_failed_call_sends_the_questions_by_sms(callback: Callback, li: Person) -> None:
    for _ in range(2):
        record_attempt(callback=callback, outcome="absent", by=li)
    record_attempt(callback=callback, outcome="later", by=li)  # reached, so no failure
    assert not Message.objects.filter(way=Way.SMS).exists() and callback.attempts.count() == 3
    record_attempt(callback=callback, outcome="busy", by=li)
    sms = Message.objects.get(way=Way.SMS)
    assert sms.to == callback.request.contact_phone and callback_path(callback) in sms.text  # type: ignore[union-attr]
    assert Callback.objects.get().state == CallbackState.DIVERTED


def test_rule_decides_after_how_many_failures(callback: Callback, li: Person) -> None:
    since_spring("desk.callback_attempts", 1)
    record_attempt(callback=callback, outcome="off", by=li)
    assert Callback.objects.get().state == CallbackState.DIVERTED


def test_failed_call_is_planned_again_after_the_pause(callback: Callback, li: Person) -> None:
    since_spring("desk.callback_again_minutes", 30)
    with clock.at(at(3, 9)):
        record_attempt(callback=callback, outcome="absent", by=li)
    assert Callback.objects.get().planned_at == at(3, 9, 30)


@pytest.mark.req("FBK-15")
def test_customer_answers_the_four_questions_behind_the_link(callback: Callback, li: Person) -> None:
    page = Client().get(callback_path(callback))
    assert page.status_code == 200
    said = {"solved": "partly", "quality": "4", "opinion": "", "wishes": "周末也能上门"}
    assert Client().post(callback_path(callback), said).status_code == 303
    callback.refresh_from_db()
    assert (callback.state, callback.quality, callback.wishes) == (CallbackState.DONE, 4, "周末也能上门")
    assert "周末" not in Client().get(callback_path(callback)).content.decode()
    assert Client().get("/call/forged:x/").status_code == 404


def test_agent_sees_whom_to_call_and_records_it(
    client_of: Callable[[Person], Client], callback: Callback, li: Person
) -> None:
    Callback.objects.update(planned_at=now() - timedelta(hours=1))
    client = client_of(li)
    assert f"/desk/callbacks/{callback.pk}/" in client.get("/desk/callbacks/").content.decode()
    assert client.get(f"/desk/callbacks/{callback.pk}/").status_code == 200
    half = {"solved": "yes", "quality": "5"}
    assert client.post(f"/desk/callbacks/{callback.pk}/", half)["Location"].endswith(f"/{callback.pk}/")
    assert client.post(f"/desk/callbacks/{callback.pk}/", SAID).status_code == 303
    assert Callback.objects.get().state == CallbackState.DONE
    assert client.post(f"/desk/callbacks/{callback.pk}/attempt/", {"outcome": "absent"}).status_code == 409
    panel = client.get(f"/desk/requests/{callback.request.number}/callbacks/")  # type: ignore[union-attr]
    assert SAID["opinion"] in panel.content.decode()


def test_list_costs_the_same_for_one_call_and_for_thirty(
    client_of: Callable[[Person], Client],
    callback: Callback,
    li: Person,
    make_request: Callable[..., Request],
) -> None:
    Callback.objects.update(planned_at=now() - timedelta(hours=1))
    client = client_of(li)

    def grow() -> None:
        for _ in range(29):
            old = Callback.objects.get(pk=callback.pk)
            old.pk, old.request = None, make_request()
            old.save()

    assert_query_count_constant(lambda: client.get("/desk/callbacks/"), grow)


def test_outsiders_see_no_call(
    client_of: Callable[[Person], Client], callback: Callback, chen: Person
) -> None:
    assert client_of(chen).get(f"/desk/callbacks/{callback.pk}/").status_code == 404
