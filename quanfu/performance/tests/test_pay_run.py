from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.http import Http404

from quanfu.core.actor import SYSTEM
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.money import Money
from quanfu.org.models import Person, Unit
from quanfu.performance.actions.pay_run import make_pay_run, set_salary
from quanfu.performance.actions.sheet import open_sheet
from quanfu.performance.enums import Group
from quanfu.performance.models import PayLine, PayRun, Sheet
from quanfu.performance.queries.pay_run import access_pay_line, access_pay_run, candidates, totals_of
from quanfu.performance.queries.period import Period
from quanfu.performance.tests.conftest import APRIL, MAY, POINTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]
FULL = {group: Decimal(points) for group, points in zip(POINTS, (50, 20, 20, 10), strict=True)}


@pytest.mark.req("PER-6")
def test_the_pay_of_may_uses_the_score_of_may(
    company: Unit, sun: Person, he: Person, paid: Callable[..., None], closed_sheet: Callable[..., Sheet]
) -> None:
    paid(sun, "6000.00")
    closed_sheet(sun, period=APRIL, points=FULL)
    may = closed_sheet(sun, period=MAY)
    line = make_pay_run(company=company, period=MAY, by=he).lines.get()
    assert (line.sheet, line.score) == (may, 90)
    assert (str(line.base), str(line.part), str(line.performance_pay), str(line.sum)) == (
        "4000.00",
        "2000.00",
        "1800.00",
        "5800.00",
    )


@pytest.mark.req("PER-6")
def test_pay_is_refused_while_sheets_are_missing_and_they_are_named(
    company: Unit,
    sun: Person,
    zhou: Person,
    he: Person,
    paid: Callable[..., None],
    closed_sheet: Callable[..., Sheet],
) -> None:
    paid(sun)
    paid(zhou)
    closed_sheet(sun)
    open_sheet(person=zhou, period=MAY, by=SYSTEM)
    with pytest.raises(Refused, match=zhou.name) as caught:
        make_pay_run(company=company, period=MAY, by=he)
    assert sun.name not in str(caught.value)
    assert not PayRun.objects.exists()


def test_who_is_not_paid_by_appraisal_needs_no_sheet(
    company: Unit, li: Person, he: Person, paid: Callable[..., None]
) -> None:
    paid(li, "5000.00", is_rated=False)
    line = make_pay_run(company=company, period=MAY, by=he).lines.get()
    assert (str(line.base), str(line.performance_pay), str(line.sum), line.score) == (
        "5000.00",
        "0.00",
        "5000.00",
        None,
    )


def test_a_month_is_paid_once(company: Unit, li: Person, he: Person, paid: Callable[..., None]) -> None:
    paid(li, is_rated=False)
    make_pay_run(company=company, period=MAY, by=he)
    with pytest.raises(AlreadyDone):
        make_pay_run(company=company, period=MAY, by=he)
    assert PayLine.objects.count() == 1


@pytest.mark.parametrize("key", ["2026-06", "2027-01", "2026-Q1"])
def test_only_a_month_that_has_ended_is_paid(
    company: Unit, li: Person, he: Person, paid: Callable[..., None], key: str
) -> None:
    paid(li, is_rated=False)
    with pytest.raises(Refused):
        make_pay_run(company=company, period=Period.parse(key), by=he)


@pytest.mark.req("PER-7")
def test_a_month_inside_a_rated_quarter_uses_the_quarters_score(
    company: Unit, sun: Person, he: Person, paid: Callable[..., None], closed_sheet: Callable[..., Sheet]
) -> None:
    paid(sun)
    quarter = closed_sheet(sun, period=Period.parse("2026-Q1"))
    line = make_pay_run(company=company, period=Period.parse("2026-02"), by=he).lines.get()
    assert line.sheet == quarter


@pytest.mark.req("PER-1")
def test_the_lines_add_up_to_the_sum_of_the_run(
    company: Unit,
    sun: Person,
    zhou: Person,
    li: Person,
    he: Person,
    paid: Callable[..., None],
    closed_sheet: Callable[..., Sheet],
) -> None:
    paid(sun, "5000.00")
    paid(zhou, "3333.33")
    paid(li, "4321.09", is_rated=False)
    closed_sheet(sun, points={**FULL, Group.PEERS: Decimal("7.77")})
    closed_sheet(zhou, points={**FULL, Group.DEPARTMENT_HEAD: Decimal("33.33")})
    run = make_pay_run(company=company, period=MAY, by=he)
    totals = totals_of(run)
    assert totals["sum"] == sum((line.sum for line in run.lines.all()), Money(0))
    assert totals["total"] == Money.yuan("12654.42")
    assert totals["sum"] == totals["base"] + totals["performance_pay"]
    assert run.lines.aggregate(all=Sum("sum"))["all"] == totals["sum"]


def test_the_salary_of_the_months_last_day_counts(
    company: Unit, li: Person, he: Person, paid: Callable[..., None]
) -> None:
    paid(li, "4000.00", is_rated=False)
    for day, total in ((date(2026, 5, 31), "4500.00"), (date(2026, 6, 1), "9000.00")):
        set_salary(person=li, total=Money.yuan(total), since=day, is_rated=False, by=SYSTEM)
    assert make_pay_run(company=company, period=MAY, by=he).lines.get().total == Money.yuan("4500.00")


def test_a_salary_is_not_changed_inside_a_paid_month(
    company: Unit, li: Person, he: Person, paid: Callable[..., None]
) -> None:
    paid(li, is_rated=False)
    make_pay_run(company=company, period=MAY, by=he)
    with pytest.raises(Refused) as caught:
        set_salary(person=li, total=Money.yuan("1.00"), since=date(2026, 5, 31), by=SYSTEM)
    assert caught.value.field == "since"


def test_who_left_before_the_month_is_not_paid(
    company: Unit, sun: Person, li: Person, paid: Callable[..., None]
) -> None:
    for person, last in ((sun, date(2026, 4, 30)), (li, date(2026, 5, 3))):
        paid(person, is_rated=False)
        person.employed_to = last
        person.save()
    assert [c.person for c in candidates(company, MAY)] == [li]


def test_pay_lines_open_for_their_owner_and_for_finance_only(
    company: Unit,
    sun: Person,
    zhou: Person,
    zhao: Person,
    he: Person,
    chen: Person,
    paid: Callable[..., None],
) -> None:
    paid(sun, is_rated=False)
    run = make_pay_run(company=company, period=MAY, by=he)
    line = run.lines.get()
    for person in (sun, he):
        assert access_pay_line(line.pk, by=person, permission="performance.pay_line.show") == line
    for person in (zhou, zhao, chen):
        with pytest.raises(Http404):
            access_pay_line(line.pk, by=person, permission="performance.pay_line.show")
        with pytest.raises(Http404):
            access_pay_run(run.pk, by=person, permission="performance.pay_run.show")
    assert access_pay_run(run.pk, by=he, permission="performance.pay_run.show").paid == line.sum
