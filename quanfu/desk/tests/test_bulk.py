"""One act on many requests at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.core.clock import at, now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.queries.journal import history_of
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.bulk import begin_bulk, undo_bulk, work_bulk
from quanfu.desk.actions.macro import save_macro
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.priority import set_priority
from quanfu.desk.actions.request import accept_request
from quanfu.desk.jobs import run_bulk
from quanfu.desk.jobs import undo_bulk as undo_job
from quanfu.desk.models import BulkRun, Note, Request, ServiceType
from quanfu.desk.queries.bulk import may_undo, progress_of
from quanfu.desk.queries.steps import STEPS
from quanfu.org.models import Person
from quanfu.sla.models import Clock
from quanfu.workorders.enums import OrderState
from quanfu.workorders.models import Order

pytestmark = pytest.mark.django_db
PUT_BACK = ("state", "service_type", "kind", "charge", "facts", "field", "unit", "responsible", "approved_at")
URGENT = {"act": "priority", "value": 1}


def done(run: BulkRun) -> BulkRun:
    run_bulk.enqueue(run_id=run.pk)
    run_jobs()
    return BulkRun.objects.get(pk=run.pk)


def priorities(requests: list[Request]) -> list[int]:
    return [Request.objects.get(pk=request.pk).priority for request in requests]


def test_each_is_done_and_those_that_cannot_be_are_named_with_the_reason(
    make_request: Callable[..., Request], li: Person
) -> None:
    requests = [make_request(), make_request(priority=1), make_request()]
    run = done(begin_bulk(numbers=[request.number for request in requests], step=URGENT, by=li))
    progress = progress_of(run)
    assert priorities(requests) == [1, 1, 1] and run.finished_at
    assert (progress.seen_to, progress.total, progress.counts) == (3, 3, {"done": 2, "failed": 1})
    assert progress.wrong[0].request == requests[1] and requests[1].number in progress.wrong[0].reason


def test_rights_are_checked_at_each_request(
    make_request: Callable[..., Request], sun: Person, chen: Person, li: Person
) -> None:
    """Sun reaches his own only, and may not set priorities at all; nothing of another company is touched."""
    his, hers = make_request(), make_request()
    Request.objects.filter(pk=his.pk).update(responsible=sun)
    run = done(begin_bulk(numbers=[his.number, hers.number], step=URGENT, by=sun))
    assert run.total == 1 and progress_of(run).counts == {"failed": 1} and priorities([his, hers]) == [2, 2]
    with pytest.raises(Refused):
        begin_bulk(numbers=[hers.number], step=URGENT, by=chen)


def test_a_right_lost_meanwhile_counts(make_request: Callable[..., Request], li: Person) -> None:
    request = make_request()
    run = begin_bulk(numbers=[request.number], step=URGENT, by=li)
    li.grants.all().delete()
    Request.objects.filter(pk=request.pk).update(owner=None)
    assert progress_of(done(run)).counts == {"failed": 1} and priorities([request]) == [2]


def test_the_most_at_once_is_limited(
    make_request: Callable[..., Request], li: Person, set_rule: Callable[..., None]
) -> None:
    set_rule("desk.bulk_most", 1)
    with pytest.raises(Refused):
        begin_bulk(numbers=[make_request().number, make_request().number], step=URGENT, by=li)
    with pytest.raises(Refused):
        begin_bulk(numbers=[], step=URGENT, by=li)


def test_it_goes_on_where_it_was_interrupted_and_does_nothing_twice(
    make_request: Callable[..., Request], li: Person
) -> None:
    requests = [make_request() for _number in range(5)]
    run = begin_bulk(
        numbers=[request.number for request in requests], step={"act": "note", "value": "统一通知"}, by=li
    )
    assert work_bulk(run=run, batch=2) == 3
    done(run)
    done(run)
    assert Note.objects.filter(text="统一通知").count() == 5


def test_it_is_taken_back_where_nothing_has_changed_since(
    make_request: Callable[..., Request], li: Person, wu: Person
) -> None:
    requests = [make_request(), make_request(), make_request()]
    run = done(begin_bulk(numbers=[request.number for request in requests], step=URGENT, by=li))
    set_priority(request=Request.objects.get(pk=requests[1].pk), priority=0, by=wu)
    add_note(request=requests[2], kind="note", text="已联系", by=wu)
    assert may_undo(run)
    undo_bulk(run=run, by=li)
    undo_job.enqueue(run_id=run.pk)
    run_jobs()
    assert priorities(requests) == [2, 0, 1]
    progress = progress_of(run)
    assert progress.counts == {"undone": 1, "kept": 2}
    assert {row.request for row in progress.wrong} == set(requests[1:])
    with pytest.raises(AlreadyDone):
        undo_bulk(run=run, by=li)


def test_what_was_put_aside_comes_back(make_request: Callable[..., Request], li: Person) -> None:
    request = make_request()
    run = done(begin_bulk(numbers=[request.number], step={"act": "snooze", "value": "days_3"}, by=li))
    assert Request.objects.get(pk=request.pk).snoozed_until
    undo_bulk(run=run, by=li)
    undo_job.enqueue(run_id=run.pk)
    run_jobs()
    assert Request.objects.get(pk=request.pk).snoozed_until is None


def taken_back(run: BulkRun, by: Person) -> dict[str, int]:
    undo_bulk(run=run, by=by)
    undo_job.enqueue(run_id=run.pk)
    run_jobs()
    return progress_of(run).counts


def test_an_assignment_is_taken_back_where_nobody_has_accepted(
    approved: Request, sun: Person, wu: Person
) -> None:
    """With its work order and its limit of acceptance; it waits where it waited, and the journal tells it."""
    before = Request.objects.get(pk=approved.pk)
    run = done(begin_bulk(numbers=[approved.number], step={"act": "assign", "value": sun.pk}, by=wu))
    assert Request.objects.get(pk=approved.pk).responsible == sun and may_undo(run)
    assert Order.objects.get(request=approved).state == OrderState.SENT
    assert taken_back(run, wu) == {"undone": 1}
    after = Request.objects.get(pk=approved.pk)
    for name in ("state", "responsible_id", "unit_id", "assigned_at"):
        assert getattr(after, name) == getattr(before, name), name
    assert Order.objects.get(request=approved).state == OrderState.CANCELLED
    assert not approved.assignments.filter(ended_at=None).exists()
    assert not Clock.objects.filter(request=approved, target="acceptance").exclude(state="cancelled").exists()
    assert "desk.request.unassigned" in [entry.event for entry in history_of(after)]
    again = done(begin_bulk(numbers=[approved.number], step={"act": "assign", "value": sun.pk}, by=wu))
    accept_request(request=Request.objects.get(pk=approved.pk), by=sun)
    assert taken_back(again, wu) == {"kept": 1} and progress_of(again).wrong[0].reason
    assert Request.objects.get(pk=approved.pk).responsible == sun


def test_a_classification_is_taken_back_where_nothing_has_changed_since(
    make_request: Callable[..., Request], qian: Person, repair_type: ServiceType
) -> None:
    requests = [make_request(), make_request()]
    before = Request.objects.filter(pk=requests[0].pk).values(*PUT_BACK).get()
    numbers = [request.number for request in requests]
    run = done(begin_bulk(numbers=numbers, step={"act": "classify", "value": repair_type.pk}, by=qian))
    assert progress_of(run).counts == {"done": 2}
    assert Request.objects.get(pk=requests[0].pk).service_type == repair_type
    set_priority(request=Request.objects.get(pk=requests[1].pk), priority=1, by=qian)
    assert taken_back(run, qian) == {"undone": 1, "kept": 1}
    assert Request.objects.filter(pk=requests[0].pk).values(*PUT_BACK).get() == before
    assert Request.objects.get(pk=requests[1].pk).service_type == repair_type
    assert "desk.request.unclassified" in [entry.event for entry in history_of(requests[0])]


def test_taking_back_has_its_time(
    make_request: Callable[..., Request], li: Person, set_rule: Callable[..., None]
) -> None:
    set_rule("desk.bulk_undo_minutes", 10)
    run = done(begin_bulk(numbers=[make_request().number], step=URGENT, by=li))
    with at(now() + timedelta(minutes=11)):
        assert not may_undo(run)
        with pytest.raises(Refused):
            undo_bulk(run=run, by=li)
    note = done(begin_bulk(numbers=[make_request().number], step={"act": "note", "value": "一"}, by=li))
    with pytest.raises(Refused):
        undo_bulk(run=note, by=li)


def test_a_macro_runs_on_each(make_request: Callable[..., Request], li: Person, zheng: Person) -> None:
    macro = save_macro(
        instance=None, name="加急", steps=[URGENT, {"act": "note", "value": "已加急"}], by=zheng
    )
    requests = [make_request(), make_request(priority=1)]
    run = done(
        begin_bulk(
            numbers=[request.number for request in requests], step={"act": "macro", "value": macro.pk}, by=li
        )
    )
    assert progress_of(run).counts == {"done": 1, "failed": 1} and Note.objects.count() == 1


def test_whole_list_is_taken_as_it_stands_and_as_far_as_the_rule_allows(
    make_request: Callable[..., Request],
    li: Person,
    client_of: Callable[[Person], Client],
    set_rule: Callable[..., None],
) -> None:
    """Narrowed down as the person sees it, beyond what is on the page; more than the rule allows is said before it runs."""
    urgent, usual = make_request(priority=1), [make_request(), make_request()]
    client, url = client_of(li), reverse("desk:bulk.create")
    page = client.get(url, {"act": "note", "all": "view=urgent"}).content.decode()
    assert urgent.number in page and usual[0].number not in page and "共 1 条需求" in page
    page = client.get(url, {"act": "note", "all": "view=open"}).content.decode()
    assert all(request.number in page for request in (urgent, *usual)) and "共 3 条需求" in page
    set_rule("desk.bulk_most", 2)
    page = client.get(url, {"act": "note", "all": "view=open"}).content.decode()
    assert "共 2 条需求" in page and "前 2 条" in page


def test_what_cannot_be_taken_back_says_so_before_it_runs(
    make_request: Callable[..., Request], li: Person, client_of: Callable[[Person], Client]
) -> None:
    client, asked = client_of(li), {"request": make_request().number}
    url = reverse("desk:bulk.create")
    assert "不能撤销" in client.get(url, asked | {"act": "note"}).content.decode()
    for act in ("priority", "assign", "classify"):
        if li.may(STEPS[act].permission):
            assert "分钟内可撤销" in client.get(url, asked | {"act": act}).content.decode()
