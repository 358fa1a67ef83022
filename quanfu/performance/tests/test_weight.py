from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from quanfu.core import clock
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.org.models import Person, Unit
from quanfu.performance.actions.pay_run import make_pay_run
from quanfu.performance.actions.sheet import open_sheet
from quanfu.performance.actions.weight import set_weights
from quanfu.performance.enums import Group
from quanfu.performance.jobs import open_ended_period
from quanfu.performance.models import Sheet
from quanfu.performance.queries.period import Period
from quanfu.performance.queries.weights import ended_period, weights_ahead, weights_on
from quanfu.performance.tests.conftest import MAY

pytestmark = pytest.mark.django_db
JUNE = Period.parse("2026-06")
NEW = {
    Group.DEPARTMENT_HEAD: 40,
    Group.MARKETING_HEAD: 20,
    Group.PRODUCTION_HEAD: 20,
    Group.PEERS: 10,
    Group.CUSTOMERS: 10,
}


def at(month: int, day: int) -> object:
    return clock.at(datetime(2026, month, day, 9, tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.mark.req("TEC-13")
def test_a_period_has_the_weights_of_its_last_day(company: Unit, sun: Person) -> None:
    with at(6, 2):
        set_weights(company=company, points=NEW, since=date(2026, 6, 15), by=SYSTEM)
        may = open_sheet(person=sun, period=MAY, by=SYSTEM)
    with at(7, 1):
        june = open_sheet(person=sun, period=JUNE, by=SYSTEM)
    assert [line.maximum for line in may.lines.all()] == [50, 20, 20, 10]
    assert [line.maximum for line in june.lines.all()] == [40, 20, 20, 10, 10]


def test_each_weight_is_a_setting_of_its_own(company: Unit, sun: Person) -> None:
    points = {
        "performance.weight_department_head": 30, "performance.weight_marketing_head": 25, "performance.weight_production_head": 18,
        "performance.weight_peers": 12, "performance.weight_customer_rating": 8, "performance.weight_return_calls": 7,
    }  # fmt: skip
    with at(5, 20):
        for code, value in points.items():
            set_rule(code=code, value=value, company=company.pk, by=SYSTEM)
    with at(6, 2):
        sheet = open_sheet(person=sun, period=MAY, by=SYSTEM)
    assert [line.maximum for line in sheet.lines.all()] == list(points.values())


def test_weights_that_do_not_make_100_are_refused(company: Unit) -> None:
    with pytest.raises(Refused, match="110"):
        set_weights(
            company=company, points={**NEW, Group.DEPARTMENT_HEAD: 50}, since=clock.today(), by=SYSTEM
        )
    assert weights_on(clock.today(), company.pk).fits


def test_a_single_rule_that_breaks_the_sum_shows_and_blocks_new_sheets(company: Unit, sun: Person) -> None:
    with at(5, 20):
        set_rule(
            code="performance.weight_peers", value=20, since=date(2026, 5, 25), company=company.pk, by=SYSTEM
        )
        assert [weights.total for _day, weights in weights_ahead(company.pk)] == [100, 110]
    with at(6, 2), pytest.raises(Refused, match="110"):
        open_sheet(person=sun, period=MAY, by=SYSTEM)


@pytest.mark.req("TEC-13")
def test_a_change_of_the_split_leaves_older_months_alone(
    company: Unit, sun: Person, he: Person, paid: Callable[..., None], closed_sheet: Callable[..., Sheet]
) -> None:
    paid(sun, "6000.00")
    closed_sheet(sun)
    set_rule(
        code="performance.base_share", value="1/2", since=date(2026, 6, 2), company=company.pk, by=SYSTEM
    )
    assert str(make_pay_run(company=company, period=MAY, by=he).lines.get().base) == "4000.00"


@pytest.mark.parametrize("text", ["3/2", "-1/3", "x", "1/0", ""])
def test_a_share_beyond_the_whole_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        set_rule(code="performance.base_share", value=text, by=SYSTEM)


@pytest.mark.req("PER-7")
def test_with_quarters_chosen_one_sheet_a_person_opens_when_the_quarter_ends(
    company: Unit, sun: Person, paid: Callable[..., None]
) -> None:
    with at(5, 20):
        paid(sun)
        set_rule(code="performance.period", value="quarter", company=company.pk, by=SYSTEM)
    with at(6, 2):
        open_ended_period.call(company_id=company.pk)
        assert not Sheet.objects.exists()
    with at(7, 1):
        open_ended_period.call(company_id=company.pk)
        open_ended_period.call(company_id=company.pk)
    assert [(s.person, s.period) for s in Sheet.objects.all()] == [(sun, "2026-Q2")]


@pytest.mark.req("PER-7")
def test_each_month_is_opened_by_itself_after_its_end(
    company: Unit, sun: Person, paid: Callable[..., None]
) -> None:
    with at(6, 1):
        paid(sun)
        assert ended_period(company.pk, clock.today()) == MAY
        open_ended_period.call(company_id=company.pk)
    assert Sheet.objects.get().period == "2026-05"


@pytest.mark.req("PER-2")
def test_points_of_the_sheet_keep_to_the_weight_they_opened_with(
    company: Unit, sun: Person, closed_sheet: Callable[..., Sheet]
) -> None:
    sheet = closed_sheet(sun)
    set_weights(company=company, points=NEW, since=clock.today(), by=SYSTEM)
    sheet.refresh_from_db()
    assert sheet.score == Decimal(90)
    assert sheet.lines.get(group=Group.DEPARTMENT_HEAD).maximum == 50
