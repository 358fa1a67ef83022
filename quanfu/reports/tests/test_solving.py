from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from quanfu.channels.actions.call import record_call
from quanfu.channels.queries.call import answered
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.core.testing import assert_query_count_constant, counted_queries
from quanfu.customers.models import Customer
from quanfu.desk.enums import CallbackState
from quanfu.desk.models import Callback, Feedback, Followup, Request, ServiceType
from quanfu.desk.queries.figures import Slice
from quanfu.desk.queries.solving import calls_made, open_issues, return_visits, solving
from quanfu.org.models import Person, Unit
from quanfu.performance.queries.indicators import indicators_for
from quanfu.performance.queries.period import Period
from quanfu.reports.tests.conftest import MAY_10
from quanfu.reports.tests.test_figures import MAY, slice_of

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]


@pytest.fixture
def part(company: Unit) -> Slice:
    return slice_of(company)


@pytest.fixture
def ask(record: Make, enquiry_type: ServiceType, company: Unit, li: Person) -> Make:
    """ask(**columns): an enquiry that li took and answered within the hour, of a customer of its own."""

    def make(**columns: Any) -> Request:
        request = record(service_type=enquiry_type, person=li, kind="enquiry")
        customer = Customer.objects.create(company=company, name=request.number, created_at=MAY_10)
        values = {"opened_by": li, "customer": customer, "done_at": MAY_10 + timedelta(minutes=5)} | columns
        Request.objects.filter(pk=request.pk).update(**values)
        return Request.objects.get(pk=request.pk)

    return make


def called(request: Request, **columns: Any) -> Callback:
    values: dict[str, Any] = {
        "company": request.company, "unit": request.unit, "occasion": "job", "request": request, "due_from": MAY_10,
        "planned_at": MAY_10, "due_at": MAY_10, "state": CallbackState.DONE, "done_at": MAY_10, "solved": "yes", "quality": 5,
        "opinion": "无", "wishes": "无",
    }  # fmt: skip
    return Callback.objects.create(**values | columns)


@pytest.mark.req("KPI-5")
def test_80_of_100_solved_in_the_first_contact_are_80_percent(part: Slice, ask: Make, sun: Person) -> None:
    solved = [ask() for _ in range(84)]
    for request in solved[80:]:  # four asked the same again within the week
        ask(customer=request.customer, opened_at=MAY_10 + timedelta(days=6), done_at=None)
    for _ in range(12):
        ask(responsible=sun)  # somebody else had to answer
    found = solving(part)
    assert (found.received, found.first_contact, found.first_contact_resolution) == (100, 80, 80)


@pytest.mark.req("KPI-5")
@pytest.mark.parametrize(("days", "first"), [(7, 0), (5, 1)])
def test_rule_says_how_soon_the_same_question_counts_as_a_repeat(
    part: Slice, ask: Make, days: int, first: int
) -> None:
    with at(MAY_10 - timedelta(days=90)):
        set_rule(code="desk.repeat_days", value=days, by=SYSTEM)
    again = ask(done_at=None, opened_at=MAY_10 + timedelta(days=6))
    ask(customer=again.customer)
    assert solving(part).first_contact == first


@pytest.mark.req("KPI-6")
def test_95_solved_of_100_are_95_percent(part: Slice, ask: Make) -> None:
    for number in range(100):
        request = ask(**({} if number < 96 else {"done_at": None}))
        if number == 95:
            called(request, solved="no")  # the customer says that it is not
    assert solving(part).resolution == 95


@pytest.mark.req("KPI-9")
def test_98_of_100_calls_answered_are_98_percent(
    company: Unit, li: Person, client_of: Callable[[Person], Client]
) -> None:
    day = datetime(2026, 5, 11, 10, tzinfo=MAY_10.tzinfo)  # a Monday
    for number in range(100):
        record_call(company=company, is_answered=number < 98, is_confirmed=True, at=day, by=SYSTEM)
    record_call(company=company, is_answered=False, at=day.replace(hour=23), by=SYSTEM)  # nobody works then
    assert answered([company.pk], MAY.starts_at, MAY.ends_at).rate == 98
    page = client_of(li).get("/channels/calls/").content.decode()
    assert "23:00" in page


@pytest.mark.req("KPI-10")
def test_47_of_50_done_by_the_end_of_the_day_are_94_percent(part: Slice, ask: Make) -> None:
    evening = MAY_10.replace(hour=23)
    for number in range(50):
        done = evening + timedelta(minutes=59 if number < 47 else 61)
        ask(opened_at=evening, done_at=done)
    assert solving(part).same_day_completion == 94


@pytest.mark.req("FBK-14")
def test_90_calls_about_100_finished_orders_are_90_percent_and_stand_beside_the_pay(
    part: Slice, record: Make, sun: Person
) -> None:
    for number in range(100):
        request = record()
        if number < 90:
            called(request)
        elif number < 95:
            called(request, state=CallbackState.OPEN, done_at=None)
    assert return_visits(part)[0].rate == 90
    assert indicators_for([sun.pk], Period.parse("2026-05"))[sun.pk].return_visit_rate == 90


@pytest.mark.req("FBK-12")
def test_50_calls_are_compiled_to_rates_of_each_question_and_open_issues(
    part: Slice, record: Make, li: Person, client_of: Callable[[Person], Client], zheng: Person
) -> None:
    for number in range(50):
        request = record()
        called(
            request, solved="yes" if number < 40 else "partly" if number < 45 else "no", quality=5 if number < 30 else 3,
            opinion="希望提前短信通知" if number < 10 else "无", wishes="周末上门" if number < 5 else "没有",
        )  # fmt: skip
        if number >= 45:
            Followup.objects.create(request=request, text=f"还是不热{number}", owner=li, due_at=MAY_10)
    Followup.objects.filter(text="还是不热49").update(done_at=MAY_10)
    found = calls_made(part)
    assert [found.rate(name) for name in ("solved", "partly", "unsolved", "content", "opinions", "wishes")] == [
        80, 10, 10, 60, 20, 10,
    ]  # fmt: skip
    assert found.quality == Decimal("4.20") and len(open_issues(part)) == 4
    page = client_of(zheng).get("/reports/feedback/?period=2026-05").content.decode()
    assert "80.0%" in page and "还是不热45" in page and "还是不热49" not in page


@pytest.mark.req("FBK-8")
def test_a_months_feedback_is_counted_by_problem_type_with_its_trend(
    record: Make, li: Person, repair_type: ServiceType, enquiry_type: ServiceType, zheng: Person,
    client_of: Callable[[Person], Client],
) -> None:  # fmt: skip
    from quanfu.reports.queries.overview import Wanted
    from quanfu.reports.queries.span import Span
    from quanfu.reports.queries.voices import voices

    april = MAY_10 - timedelta(days=20)
    for when, kind, number in ((MAY_10, repair_type, 5), (MAY_10, enquiry_type, 1), (april, repair_type, 3)):
        for n in range(number):
            request = record(service_type=kind)
            Feedback.objects.create(
                request=request,
                way="phone",
                text="已修好",
                asked_for_opinions=True,
                is_problem=n == 0,
                by=li,
                at=when,
            )
    rows = voices(zheng, "reports.feedback.show", Wanted(Span.of(MAY))).types
    assert [(row.label, row.now, row.change, row.problems) for row in rows] == [
        ("暖气不热", 5, 2, 1),
        ("缴费咨询", 1, 1, 1),
    ]
    sheet = client_of(zheng).get("/reports/feedback/?period=2026-05&export=xlsx")
    assert b"".join(sheet.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_dashboard_shows_the_figures_without_target_in_a_statement_each(
    client_of: Callable[[Person], Client], zheng: Person, ask: Make, part: Slice
) -> None:
    ask()
    assert "100.0" in client_of(zheng).get("/reports/dashboard/?period=2026-05").content.decode()
    with counted_queries() as asked:
        solving(part)
        return_visits(part)
        calls_made(part)
    assert len(asked) == 3


def test_page_of_voices_costs_the_same_for_one_record_and_for_thirty(
    client_of: Callable[[Person], Client], zheng: Person, record: Make
) -> None:
    client = client_of(zheng)
    called(record())
    assert_query_count_constant(
        lambda: client.get("/reports/feedback/?period=2026-05"), lambda: [called(record()) for _ in range(29)]
    )
