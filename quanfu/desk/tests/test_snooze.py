"""Putting requests aside: out of one's own lists, and back exactly once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from quanfu.core.actor import visitor
from quanfu.core.clock import at, now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.closure import close_request
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.snooze import snooze_request, wake_due, wake_request
from quanfu.desk.enums import WakeReason
from quanfu.desk.models import Request, ServiceType
from quanfu.desk.queries.inbox import BY_CODE, inbox_rows
from quanfu.desk.queries.snooze import tomorrow_morning
from quanfu.org.models import Notification, Person

pytestmark = pytest.mark.django_db


def mine(by: Person) -> list[str]:
    return [row.number for row in inbox_rows(by, BY_CODE["mine"], {})[0]]


def test_it_leaves_ones_own_list_and_comes_back_exactly_once_with_a_message(
    make_request: Callable[..., Request], li: Person
) -> None:
    request, other = make_request(), make_request()
    until = now() + timedelta(hours=3)
    snooze_request(request=request, until=until, remark="等配件", by=li)
    assert mine(li) == [other.number]
    with at(until - timedelta(seconds=1)):
        assert wake_due() == 0
    with at(until):
        assert [wake_due(), wake_due()] == [1, 0]
    assert sorted(mine(li)) == sorted([request.number, other.number])
    told = Notification.objects.get(person=li)
    assert request.number in told.text and "等配件" in told.text and request.number in told.url


def test_the_schedule_brings_it_back(make_request: Callable[..., Request], li: Person) -> None:
    from quanfu.desk.jobs import wake_snoozed

    request = make_request()
    with at(now() - timedelta(hours=2)):
        snooze_request(request=request, until=now() + timedelta(hours=1), by=li)
    wake_snoozed.enqueue()
    run_jobs()
    request.refresh_from_db()
    assert request.snoozed_until is None


@pytest.mark.parametrize("until_answer", [True, False])
def test_a_message_of_the_customer_wakes_it(
    make_request: Callable[..., Request], li: Person, until_answer: bool
) -> None:
    request = make_request()
    snooze_request(request=request, until=now() + timedelta(hours=3), until_answer=until_answer, by=li)
    add_note(request=request, kind="note", text="内部备注", by=li)
    assert mine(li) == []
    add_note(request=request, kind="customer", text="还是不热", by=visitor("王建国"))
    assert mine(li) == [request.number]
    assert Notification.objects.filter(person=li).count() == 1


def test_until_the_customer_answers_ends_at_the_latest_by_the_rule(
    make_request: Callable[..., Request], li: Person, set_rule: Callable[..., None]
) -> None:
    set_rule("desk.snooze_most_days", 3)
    request = make_request()
    snoozed = snooze_request(request=request, until_answer=True, by=li)
    assert snoozed.until == snoozed.at + timedelta(days=3)
    with pytest.raises(Refused) as refused:
        snooze_request(request=make_request(), until=now() + timedelta(days=4), by=li)
    assert refused.value.field == "until"


def test_tomorrow_morning_is_when_work_begins_next(li: Person) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    with time_machine.travel(datetime(2026, 11, 20, 15, 0, tzinfo=zone), tick=False):  # a Friday
        assert tomorrow_morning(li) == datetime(2026, 11, 23, 9, 0, tzinfo=zone)
    with time_machine.travel(
        datetime(2026, 11, 23, 1, 0, tzinfo=zone), tick=False
    ):  # Monday, long before work
        assert tomorrow_morning(li) == datetime(2026, 11, 24, 9, 0, tzinfo=zone)


def test_it_sleeps_once_and_wakes_once(make_request: Callable[..., Request], li: Person, wu: Person) -> None:
    request = make_request()
    snooze_request(request=request, until=now() + timedelta(hours=1), by=li)
    with pytest.raises(AlreadyDone):
        snooze_request(request=request, until=now() + timedelta(hours=2), by=wu)
    wake_request(request=request, reason=WakeReason.HAND, by=wu)
    with pytest.raises(AlreadyDone):
        wake_request(request=request, reason=WakeReason.HAND, by=li)


def test_the_past_and_nothing_at_all_are_refused(make_request: Callable[..., Request], li: Person) -> None:
    for until in (None, now() - timedelta(minutes=1)):
        with pytest.raises(Refused):
            snooze_request(request=make_request(), until=until, by=li)


def test_what_is_closed_is_awake_and_nobody_is_troubled(
    make_request: Callable[..., Request], enquiry_type: ServiceType, li: Person
) -> None:
    request = make_request(service_type=enquiry_type)
    snooze_request(request=request, until=now() + timedelta(hours=1), by=li)
    close_request(request=request, reason="客户撤回", by=li)
    request.refresh_from_db()
    assert request.snoozed_until is None and request.snoozes.get().reason == WakeReason.CLOSED
    assert not Notification.objects.filter(person=li).exists()
