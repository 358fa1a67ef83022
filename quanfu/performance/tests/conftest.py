"""What stories about appraisal begin with: salaries, heads who rate, a period that has ended."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from quanfu.core import clock
from quanfu.core.actor import SYSTEM
from quanfu.core.money import Money
from quanfu.org.models import Person, Unit
from quanfu.performance.actions.pay_run import set_salary
from quanfu.performance.actions.rating import appoint_rater, give_rating, waive_group
from quanfu.performance.actions.sheet import close_sheet, compute_sheet, open_sheet
from quanfu.performance.enums import Group
from quanfu.performance.models import Sheet
from quanfu.performance.queries.period import Period

MAY = Period.parse("2026-05")
APRIL = Period.parse("2026-04")
POINTS = {
    Group.DEPARTMENT_HEAD: Decimal(45), Group.MARKETING_HEAD: Decimal(18), Group.PRODUCTION_HEAD: Decimal(17),
    Group.PEERS: Decimal(10),
}  # fmt: skip


@pytest.fixture
def june() -> Iterator[None]:
    """It is the morning of 2 June 2026."""
    with clock.at(datetime(2026, 6, 2, 8, tzinfo=ZoneInfo("Asia/Shanghai"))):
        yield


@pytest.fixture
def heads(company: Unit, feng: Person, qian: Person) -> dict[Group, Person]:
    """feng rates for marketing, qian for production."""
    appoint_rater(company=company, group=Group.MARKETING_HEAD, person=feng, by=SYSTEM)
    appoint_rater(company=company, group=Group.PRODUCTION_HEAD, person=qian, by=SYSTEM)
    return {Group.MARKETING_HEAD: feng, Group.PRODUCTION_HEAD: qian}


@pytest.fixture
def paid() -> Callable[..., None]:
    """paid(person, "6000.00"): from the beginning of 2026, by appraisal."""

    def pay(
        person: Person, total: str = "6000.00", *, is_rated: bool = True, since: date = date(2026, 1, 1)
    ) -> None:
        set_salary(person=person, total=Money.yuan(total), since=since, is_rated=is_rated, by=SYSTEM)

    return pay


@pytest.fixture
def rate_all() -> Callable[..., Sheet]:
    """rate_all(sheet): every rater gives the points of the worked example; rate_all(sheet, without=[…]) leaves groups out."""

    def rate(
        sheet: Sheet, *, without: tuple[Group, ...] = (), points: dict[Group, Decimal] = POINTS
    ) -> Sheet:
        for seat in sheet.seats.select_related("rater", "sheet"):
            if Group(seat.group) not in without:
                give_rating(seat=seat, points=points[Group(seat.group)], by=seat.rater)
        sheet.refresh_from_db()
        return sheet

    return rate


@pytest.fixture
def closed_sheet(
    rate_all: Callable[..., Sheet], june: None, heads: dict[Group, Person]
) -> Callable[..., Sheet]:
    """closed_sheet(sun): a sheet of May with 90 points; period and points may be given."""

    def make(person: Person, *, period: Period = MAY, points: dict[Group, Decimal] = POINTS) -> Sheet:
        sheet = rate_all(open_sheet(person=person, period=period, by=SYSTEM), points=points)
        for line in sheet.lines.all():
            if not sheet.seats.filter(group=line.group).exists():
                waive_group(
                    sheet=sheet, group=line.group, reason="无人", points=points[Group(line.group)], by=SYSTEM
                )
        compute_sheet(sheet=sheet, by=SYSTEM)
        return close_sheet(sheet=sheet, by=SYSTEM)

    return make
