from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Q

from quanfu.core.clock import at
from quanfu.core.testing import counted_queries
from quanfu.desk.models import Request
from quanfu.org.models import Person, Unit
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock
from quanfu.sla.queries.clock import visible_to
from quanfu.sla.queries.figure import on_time_shares, response_times

from .conftest import local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
SINCE, UNTIL = local("2026-11-01 00:00"), local("2026-12-01 00:00")


@pytest.fixture
def many(opened: Request, station: Unit, second_station: Unit, sun: Person) -> None:
    """200 completions due in November, 184 of them on time: 100 at the first station, all on time."""
    Clock.objects.all().delete()
    rows = []
    for number in range(200):
        due = local("2026-11-20 12:00") + timedelta(minutes=number)
        rows.append(Clock(
            request=opened, company_id=opened.company_id, unit=station if number < 100 else second_station, person=sun, target=Target.COMPLETION,
            minutes=60, started_at=due - timedelta(hours=1), due_at=due, state=ClockState.STOPPED,
            stopped_at=due + timedelta(minutes=1 if number >= 184 else 0),
        ))  # fmt: skip
    Clock.objects.bulk_create(rows)


@pytest.mark.req("KPI-3")
def test_184_of_200_on_time_is_92_percent(many: None) -> None:
    with counted_queries() as seen:
        (share,) = on_time_shares(within=Q(), since=SINCE, until=UNTIL)
    assert (share.due, share.on_time, share.percent) == (200, 184, Decimal("92.0"))
    assert len(seen) == 1


@pytest.mark.req("KPI-3")
@pytest.mark.parametrize("cut", ["unit", "person", "month", "type", "channel"])
def test_cuts_add_up_to_the_whole(many: None, cut: str) -> None:
    shares = on_time_shares(within=Q(), since=SINCE, until=UNTIL, cut=cut)
    assert (sum(s.due for s in shares), sum(s.on_time for s in shares)) == (200, 184)
    assert all(s.label for s in shares) or cut == "type"


def test_each_unit_answers_for_its_own(many: None) -> None:
    shares = on_time_shares(within=Q(), since=SINCE, until=UNTIL, cut="unit")
    assert {s.label: s.percent for s in shares} == {
        "城北供热站": Decimal("100.0"),
        "城南供热站": Decimal("84.0"),
    }


@pytest.mark.req("KPI-3")
def test_running_work_counts_once_its_time_is_over(opened: Request) -> None:
    before = on_time_shares(within=Q(), since=SINCE, until=UNTIL, at=local("2026-11-20 12:00"))
    after = on_time_shares(within=Q(), since=SINCE, until=UNTIL, at=local("2026-11-26 00:00"))
    assert before == []
    assert [(s.due, s.on_time) for s in after] == [(1, 0)]


@pytest.mark.req("KPI-2")
def test_received_at_nine_and_called_at_nine_forty_is_forty_minutes(
    make_request: Callable[..., Request], li: Person
) -> None:
    from quanfu.desk.actions.note import add_note

    with at(local("2026-11-20 09:00")):
        request = make_request()
    with at(local("2026-11-20 09:40")):
        add_note(request=request, kind="call", text="已回电", by=li)
    (time,) = response_times(within=Q(), since=SINCE, until=UNTIL)
    assert (time.count, time.from_sending, time.from_acceptance) == (1, 2400.0, None)


def test_figures_stop_at_the_company(many: None, chen: Person) -> None:
    assert on_time_shares(within=visible_to(chen, "desk.request.index"), since=SINCE, until=UNTIL) == []
