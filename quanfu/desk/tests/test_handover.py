"""Work handed over: at the end of a shift, for a leave, when somebody leaves the company."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at as moved_to
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.testing import assert_query_count_constant, run_jobs
from quanfu.desk.actions.handover import accept_handover, ask_handover, begin_absence, decline_handover
from quanfu.desk.actions.request import finish_request
from quanfu.desk.enums import HandoverCause, HandoverState
from quanfu.desk.models import Assignment, Handover, Request
from quanfu.desk.queries.handover import handovers_near, handovers_to
from quanfu.org.actions.person import deactivate_person
from quanfu.org.actions.roster import create_absence, delete_absence
from quanfu.org.models import Absence, Notification, Person

pytestmark = pytest.mark.django_db


def asked(request: Request, to: Person, by: Person) -> Handover:
    return ask_handover(request=request, taker=to, progress="阀门已拆，等配件", by=by)


@pytest.mark.req("EXE-12")
def test_handover_without_the_progress_noted_is_refused(ordered: Request, zhou: Person, sun: Person) -> None:
    with pytest.raises(Refused) as refused:
        ask_handover(request=ordered, taker=zhou, progress=" ", by=sun)
    assert refused.value.field == "progress"


def test_until_the_taker_accepts_the_giver_answers_for_it(
    ordered: Request, zhou: Person, sun: Person
) -> None:
    handover = asked(ordered, zhou, sun)
    assert Request.objects.get().responsible == sun
    accept_handover(handover=handover, by=zhou)
    request = Request.objects.get()
    assert (request.responsible, Assignment.objects.get(ended_at=None).person) == (zhou, zhou)
    assert request.accepted_at is None or request.accepted_at >= handover.asked_at


def test_work_order_follows_and_is_accepted_by_that(ordered: Request, zhou: Person, sun: Person) -> None:
    accept_handover(handover=asked(ordered, zhou, sun), by=zhou)
    assert list(ordered.orders.order_by("pk").values_list("responsible__login", "state")) == [
        ("sun", "handed_over"),
        ("zhou", "accepted"),
    ]
    assert Request.objects.get().accepted_at is not None


def test_limits_follow_the_taker(ordered: Request, zhou: Person, sun: Person) -> None:
    accept_handover(handover=asked(ordered, zhou, sun), by=zhou)
    running = ordered.clocks.filter(state="running", target="completion")
    assert set(running.values_list("person__login", flat=True)) == {"zhou"}


def test_nobody_else_accepts_it(ordered: Request, zhou: Person, sun: Person, li: Person) -> None:
    with pytest.raises(Refused):
        accept_handover(handover=asked(ordered, zhou, sun), by=li)


def test_second_answer_is_too_late(ordered: Request, zhou: Person, sun: Person) -> None:
    handover = asked(ordered, zhou, sun)
    accept_handover(handover=handover, by=zhou)
    with pytest.raises(AlreadyDone):
        accept_handover(handover=handover, by=zhou)


def test_declined_handover_is_told_to_giver_and_leader(
    ordered: Request, zhou: Person, sun: Person, zhao: Person
) -> None:
    handover = asked(ordered, zhou, sun)
    with pytest.raises(Refused):
        decline_handover(handover=handover, remark="", by=zhou)
    decline_handover(handover=handover, remark="我明天休息", by=zhou)
    told = Notification.objects.filter(text__contains="我明天休息").values_list("person__login", flat=True)
    assert set(told) == {"sun", "zhao"}
    assert Request.objects.get().responsible == sun


def test_person_without_the_skill_is_not_asked(ordered: Request, li: Person, sun: Person) -> None:
    with pytest.raises(Refused):
        asked(ordered, li, sun)


def test_finished_request_need_not_be_taken_over(ordered: Request, zhou: Person, sun: Person) -> None:
    handover = asked(ordered, zhou, sun)
    finish_request(request=ordered, result="已修好", by=sun)
    handover.refresh_from_db()
    assert handover.state == HandoverState.WITHDRAWN


def away(person: Person, substitute: Person | None, by: Person, *, hours: int = 1) -> Absence:
    start = now() + timedelta(hours=hours)
    return create_absence(
        person=person, start=start, end=start + timedelta(days=2), reason="年假", substitute=substitute, by=by
    )  # fmt: skip


@pytest.mark.req("EXE-13")
def test_when_a_leave_starts_the_substitute_must_accept_each_item(
    ordered: Request, sun: Person, zhou: Person, zhao: Person
) -> None:
    away(sun, zhou, zhao)
    run_jobs()
    assert not handovers_to(zhou).exists()
    with moved_to(now() + timedelta(hours=2)):
        run_jobs()
        (handover,) = handovers_to(zhou)
        assert (handover.cause, handover.giver, handover.request) == (HandoverCause.ABSENCE, sun, ordered)
        assert Request.objects.get().responsible == sun
        assert list(handovers_near(zhao)) == [handover]
        assert Notification.objects.filter(person=zhao, text__contains=zhou.name).exists()
        accept_handover(handover=handover, by=zhou)
    assert Request.objects.get().responsible == zhou


def test_leave_that_starts_twice_asks_once(ordered: Request, sun: Person, zhou: Person, zhao: Person) -> None:
    absence = away(sun, zhou, zhao, hours=0)
    assert begin_absence(absence_id=absence.pk, by=SYSTEM) == 1
    assert begin_absence(absence_id=absence.pk, by=SYSTEM) == 0
    decline_handover(handover=Handover.objects.get(), remark="忙", by=zhou)
    assert begin_absence(absence_id=absence.pk, by=SYSTEM) == 0


def test_leave_without_a_substitute_asks_the_head(ordered: Request, sun: Person, zhao: Person) -> None:
    begin_absence(absence_id=away(sun, None, zhao, hours=0).pk, by=SYSTEM)
    assert [h.request for h in handovers_to(zhao)] == [ordered]


def test_leave_taken_back_leaves_the_work_where_it_was(
    ordered: Request, sun: Person, zhou: Person, zhao: Person
) -> None:
    absence = away(sun, zhou, zhao, hours=0)
    run_jobs()
    delete_absence(absence=absence, by=zhao)
    run_jobs()
    assert Handover.objects.get().state == HandoverState.WITHDRAWN


@pytest.mark.req("EXE-13")
def test_who_took_it_over_follows_it_until_it_is_solved(ordered: Request, sun: Person, zhou: Person) -> None:
    accept_handover(handover=asked(ordered, zhou, sun), by=zhou)
    finish_request(request=Request.objects.get(), result="已修好", by=zhou)
    assert Request.objects.get().responsible == zhou


def test_who_leaves_the_company_hands_open_work_to_the_head(
    ordered: Request, sun: Person, zhao: Person, admin: Person
) -> None:
    deactivate_person(person=sun, by=admin)
    run_jobs()
    (handover,) = handovers_to(zhao)
    assert (handover.cause, handover.giver) == (HandoverCause.LEAVING, sun)


def test_pages_of_handovers_let_the_taker_accept_or_say_why_not(
    client_of: Callable[[Person], Client], ordered: Request, sun: Person, zhou: Person, li: Person
) -> None:
    client = client_of(sun)
    url = f"/desk/requests/{ordered.number}/handover/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"taker": zhou.pk, "progress": "等配件"}).status_code == 303
    pk = Handover.objects.get().pk
    page = client_of(zhou).get("/desk/handovers/").content.decode()
    assert ordered.subject in page and "等配件" in page
    assert client_of(li).post(f"/desk/handovers/{pk}/", {"accepted": "yes"}).status_code == 404
    assert client_of(zhou).post(f"/desk/handovers/{pk}/", {"accepted": "no", "remark": ""}).status_code == 422
    assert client_of(zhou).post(f"/desk/handovers/{pk}/", {"accepted": "yes"}).status_code == 303
    assert Request.objects.get().responsible == zhou


def test_handovers_page_asks_the_same_for_many(
    client_of: Callable[[Person], Client], make_request: Callable[..., Request], sun: Person, zhou: Person
) -> None:
    def make(count: int) -> None:
        for _n in range(count):
            Handover.objects.create(
                request=make_request(), giver=sun, taker=zhou, progress="等配件", asked_at=now()
            )

    make(1)
    client = client_of(zhou)
    assert_query_count_constant(lambda: client.get("/desk/handovers/"), lambda: make(30))
