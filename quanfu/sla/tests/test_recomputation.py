from collections.abc import Callable

import pytest

from quanfu.core.actions.calendar import save_calendar, set_day
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.core.models import JournalEntry, WorkCalendar
from quanfu.core.testing import counted_queries, run_jobs
from quanfu.desk.actions.service_type import save_service_type
from quanfu.desk.models import Request, ServiceType
from quanfu.org.models import Unit
from quanfu.sla.actions.recomputation import begin_recomputation, go_on_recomputing
from quanfu.sla.enums import Target
from quanfu.sla.models import Clock, Recomputation
from quanfu.workorders.models import Order

from .conftest import OFFICE, local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
Make = Callable[..., Request]


def completion(request: Request) -> Clock:
    return Clock.objects.get(request=request, target=Target.COMPLETION)


def test_holiday_put_in_later_moves_running_deadlines_and_their_orders(
    assigned: Request, office: WorkCalendar
) -> None:
    with at(local("2026-11-20 15:00")):
        run_jobs()
        set_day(calendar=office, on=local("2026-11-24 00:00").date(), kind="holiday", name="停电", by=SYSTEM)
        run_jobs()
    assert completion(assigned).due_at == local("2026-11-26 10:00")
    assert Order.objects.get().required_by == local("2026-11-26 10:00")
    changed = JournalEntry.objects.filter(event="sla.clock.changed").latest("pk")
    assert changed.data["reason"] == "办公"


def test_new_hours_reach_only_the_units_that_go_by_that_calendar(
    make_request: Make, office: WorkCalendar, second_station: Unit, station: Unit
) -> None:
    other = save_calendar(calendar=None, code="south", name="城南", tz="Asia/Shanghai", week={"fri": OFFICE}, by=SYSTEM)  # fmt: skip
    second_station.calendar = other
    second_station.save(update_fields=["calendar"])
    with at(local("2026-11-20 10:00")):
        here, there = make_request(unit=station), make_request(unit=second_station)
        run_jobs()
        before = completion(there).due_at
        week = {day: [["09:00", "12:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
        save_calendar(calendar=office, code="office", name="办公", tz="Asia/Shanghai", week=week, by=SYSTEM)
        run_jobs()
    assert completion(here).due_at == local("2026-12-02 10:00")  # 24 hours at three a day
    assert completion(there).due_at == before
    here.refresh_from_db()
    assert here.due_at == local("2026-11-20 11:00")


def test_limits_around_the_clock_ask_no_calendar(
    make_request: Make, office: WorkCalendar, repair_type: ServiceType
) -> None:
    ServiceType.objects.filter(pk=repair_type.pk).update(completion_minutes=2880, around_the_clock=True)
    with at(local("2026-11-20 10:00")):
        request = make_request(service_type=ServiceType.objects.get(pk=repair_type.pk))
        set_day(calendar=office, on=local("2026-11-21 00:00").date(), kind="holiday", by=SYSTEM)
        run_jobs()
    assert completion(request).due_at == local("2026-11-22 10:00")


def test_changed_minutes_of_a_type_reach_its_running_clocks(
    assigned: Request, repair_type: ServiceType
) -> None:
    with at(local("2026-11-20 15:00")):
        save_service_type(instance=ServiceType.objects.get(pk=repair_type.pk), completion_minutes=240, by=SYSTEM)  # fmt: skip
        run_jobs()
    assert completion(assigned).due_at == local("2026-11-20 15:00")


def test_killed_run_goes_on_where_it_stopped_and_twice_changes_nothing(
    make_request: Make, company: Unit
) -> None:
    with at(local("2026-11-20 10:00")):
        for _ in range(3):
            make_request()
        run_jobs()
        Clock.objects.update(due_at=local("2026-11-21 00:00"))  # what a fault may have left
        set_rule(code="sla.recompute_batch", value=2, by=SYSTEM)
        run = begin_recomputation(
            reason="t", scope={"company": company.pk, "judge": True}, company=company, by=SYSTEM
        )
        assert go_on_recomputing(run_id=run.pk)
        run.refresh_from_db()
        assert (run.done, run.total, run.state) == (2, 6, "running")
        run_jobs()  # as the next worker would
        assert not go_on_recomputing(run_id=run.pk)
    run.refresh_from_db()
    assert (run.done, run.changed, run.state) == (6, 6, "done")
    assert not Clock.objects.filter(due_at=local("2026-11-21 00:00")).exists()
    assert {c.judged_at for c in Clock.objects.all()} == {run.at}


def test_batch_costs_the_same_for_one_and_for_many(make_request: Make, company: Unit) -> None:
    def cost() -> int:
        with at(local("2026-11-20 10:00")):
            run = begin_recomputation(reason="t", scope={"company": company.pk}, company=company, by=SYSTEM)
            with counted_queries() as seen:
                go_on_recomputing(run_id=run.pk)
        return len([sql for sql in seen if not sql.startswith(("SAVEPOINT", "RELEASE", "INSERT"))])

    with at(local("2026-11-20 10:00")):
        make_request()
        cost()
        few = cost()
        for _ in range(20):
            make_request()
    assert cost() <= few


def test_nothing_in_the_scope_is_done_at_once(company: Unit) -> None:
    run = begin_recomputation(reason="t", scope={"company": company.pk}, company=company, by=SYSTEM)
    assert (run.state, run.total) == ("done", 0)
    assert Recomputation.objects.filter(pk=run.pk, ended_at__isnull=False).exists()


def test_reopened_request_gets_its_clocks_again(opened: Request, repair_type: ServiceType) -> None:
    """A merge taken back: what is still to happen runs again from the opening."""
    from quanfu.sla.actions.clock import cancel_clocks, start_clocks

    with at(local("2026-11-20 10:10")):
        cancel_clocks(request=opened, by=SYSTEM)
    with at(local("2026-11-20 10:20")):
        start_clocks(request=opened, by=SYSTEM)
    live = Clock.objects.filter(request=opened, state="running")
    assert {c.target: c.due_at for c in live} == {
        "contact": local("2026-11-20 11:00"), "completion": local("2026-11-25 10:00"),
    }  # fmt: skip
