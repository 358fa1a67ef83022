from collections.abc import Callable

import pytest

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.core.testing import counted_queries
from quanfu.desk.enums import State
from quanfu.desk.models import Request
from quanfu.org.models import Notification
from quanfu.sla.actions.breach import ring_clocks
from quanfu.sla.actions.record import record_clocks
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock, Escalation

from .conftest import local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
Make = Callable[..., Request]


def from_elsewhere(make_request: Make, opened: str, **times: str) -> Request:
    """A request of another system, with the times it had there."""
    with at(local(opened)):
        request = make_request()
    Clock.objects.filter(request=request).delete()
    Request.objects.filter(pk=request.pk).update(**{name: local(text) for name, text in times.items()})
    return Request.objects.get(pk=request.pk)


def test_closed_case_gets_the_clocks_that_would_have_run(make_request: Make) -> None:
    request = from_elsewhere(
        make_request, "2026-11-16 09:00", done_at="2026-11-16 15:00", closed_at="2026-11-17 10:00"
    )
    with at(local("2026-12-01 09:00")):
        assert record_clocks(request_ids=[request.pk], by=SYSTEM) == 1
    completion = Clock.objects.get()
    assert (completion.target, completion.state, completion.seconds) == (
        Target.COMPLETION,
        ClockState.STOPPED,
        5 * 3600,
    )
    assert not completion.is_late(local("2026-12-01 09:00"))


def test_late_case_is_marked_late_and_nobody_is_woken(make_request: Make) -> None:
    request = from_elsewhere(
        make_request, "2026-11-02 09:00", done_at="2026-11-16 15:00", closed_at="2026-11-17 10:00"
    )
    Notification.objects.all().delete()
    with at(local("2026-12-01 09:00")):
        record_clocks(request_ids=[request.pk], by=SYSTEM)
        ring_clocks()
    completion = Clock.objects.get()
    assert completion.breached_at == completion.due_at == local("2026-11-04 18:00")
    assert not Notification.objects.exists() and not Escalation.objects.exists()


def test_open_case_runs_on_and_rings_only_for_what_is_to_come(make_request: Make) -> None:
    request = from_elsewhere(make_request, "2026-11-30 09:00")
    with at(local("2026-11-30 15:00")):
        record_clocks(request_ids=[request.pk], by=SYSTEM)
        assert ring_clocks() == 0
    request.refresh_from_db()
    assert (request.due_for, request.due_at) == (Target.COMPLETION, local("2026-12-02 18:00"))
    with at(local("2026-12-02 18:00")):
        ring_clocks()
    assert [e.clock.target for e in Escalation.objects.all()] == [Target.COMPLETION]


def test_known_response_is_recorded(make_request: Make) -> None:
    request = from_elsewhere(make_request, "2026-11-30 09:00", contacted_at="2026-11-30 09:40")
    record_clocks(request_ids=[request.pk], by=SYSTEM)
    assert Clock.objects.get(target=Target.CONTACT).sent_seconds == 2400


def test_done_case_waits_for_feedback_only(make_request: Make) -> None:
    request = from_elsewhere(make_request, "2026-11-30 09:00", done_at="2026-11-30 15:00")
    with at(local("2026-11-30 16:00")):
        record_clocks(request_ids=[request.pk], by=SYSTEM)
    running = Clock.objects.get(state=ClockState.RUNNING)
    assert (running.target, running.due_at) == (Target.FEEDBACK, local("2026-12-01 15:00"))


def test_recording_again_adds_nothing(make_request: Make) -> None:
    request = from_elsewhere(make_request, "2026-11-30 09:00")
    assert record_clocks(request_ids=[request.pk], by=SYSTEM) == 1
    assert record_clocks(request_ids=[request.pk], by=SYSTEM) == 0


def test_a_thousand_closed_cases_cost_a_handful_of_queries(make_request: Make) -> None:
    requests = [
        from_elsewhere(make_request, "2026-11-16 09:00", closed_at="2026-11-17 10:00") for _ in range(3)
    ]
    with counted_queries() as seen:
        record_clocks(request_ids=[r.pk for r in requests], by=SYSTEM)
    asked = [sql for sql in seen if not sql.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 4, asked  # known ones, requests, calendar, insert


def test_refused_case_has_no_clocks(make_request: Make) -> None:
    request = from_elsewhere(make_request, "2026-11-16 09:00")
    Request.objects.filter(pk=request.pk).update(state=State.REFUSED)
    assert record_clocks(request_ids=[request.pk], by=SYSTEM) == 0
