"""The whole queue at once, and the modes by which requests find their person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at as moved_to
from quanfu.core.clock import now
from quanfu.core.testing import assert_query_count_constant, counted_queries, run_jobs
from quanfu.desk.actions.assignment import apply_plan, auto_assign, fill_queue
from quanfu.desk.actions.completion import complete_at_desk
from quanfu.desk.enums import AssignmentMode, State
from quanfu.desk.jobs import look_at_queues
from quanfu.desk.models import Assignment, Request, ServiceType
from quanfu.desk.queries.assignment import waiting_requests
from quanfu.desk.queries.assignment_plan import plan_batch
from quanfu.org.models import Duty, Person, PersonSkill, Skill, Unit

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]


@pytest.fixture
def queue(make_request: Make, repair_type: ServiceType) -> Callable[..., list[Request]]:
    """queue(3): approved requests that wait, the oldest first."""

    def make(count: int, **columns: Any) -> list[Request]:
        found = []
        for n in range(count):
            request = make_request(service_type=repair_type)
            changed = {"state": State.APPROVED, "approved_at": now() - timedelta(hours=count - n), **columns}
            Request.objects.filter(pk=request.pk).update(**changed)
            found.append(Request.objects.get(pk=request.pk))
        return found

    return make


def capacity(person: Person, most: int) -> None:
    Person.objects.filter(pk=person.pk).update(capacity=most)


def planned(company: Unit) -> dict[str, str]:
    plan = plan_batch(list(waiting_requests(company.pk)), at=now())
    return {row.request.number: row.candidate.person.login for row in plan.given}


def test_batch_spreads_work_over_equals(queue: Any, company: Unit, sun: Person, zhou: Person) -> None:
    PersonSkill.objects.filter(person=zhou).update(level=3)
    queue(6)
    given = list(planned(company).values())
    assert (given.count("sun"), given.count("zhou")) == (3, 3)


def test_urgent_and_old_ones_are_given_where_not_all_can_be(
    queue: Any, company: Unit, sun: Person, zhou: Person
) -> None:
    capacity(sun, 1)
    capacity(zhou, 1)
    oldest, _middle, urgent = queue(3)
    Request.objects.filter(pk=urgent.pk).update(priority=1)
    assert set(planned(company)) == {oldest.number, urgent.number}


def test_what_nobody_can_have_is_left_with_the_reason(
    queue: Any, company: Unit, sun: Person, zhou: Person
) -> None:
    PersonSkill.objects.update(level=1)
    ServiceType.objects.get(code="repair-cold").demands.update(level=3)
    queue(1)
    ((_request, why),) = plan_batch(list(waiting_requests(company.pk)), at=now()).left
    ((block, people),) = why
    assert (block["code"], people) == ("skill", 2)


def test_everybody_being_full_is_the_reason_where_capacity_ends(
    queue: Any, company: Unit, sun: Person, zhou: Person
) -> None:
    capacity(sun, 1)
    capacity(zhou, 0)
    queue(2)
    plan = plan_batch(list(waiting_requests(company.pk)), at=now())
    assert [block["code"] for _r, why in plan.left for block, _n in why] == ["all_full"]


def test_planning_writes_nothing_and_applying_assigns_as_planned(
    queue: Any, company: Unit, wu: Person
) -> None:
    queue(3)
    plan = plan_batch(list(waiting_requests(company.pk)), at=now())
    assert Assignment.objects.count() == 0
    given, failed = apply_plan(pairs=[(r.request.pk, r.candidate.person.pk) for r in plan.given], by=wu)
    assert (given, failed) == (3, [])
    assert set(Assignment.objects.values_list("way", "by__login")) == {("batch", "wu")}
    assert all(Assignment.objects.values_list("reasons", flat=True))


def test_what_moved_on_since_the_preview_is_named_and_the_rest_assigned(
    queue: Any, sun: Person, zhou: Person, wu: Person
) -> None:
    first, second, third = queue(3)
    auto_assign(request=first, by=SYSTEM)
    capacity(zhou, 0)
    pairs = [(first.pk, sun.pk), (second.pk, sun.pk), (third.pk, zhou.pk)]
    given, failed = apply_plan(pairs=pairs, by=wu)
    assert given == 1
    assert {number for number, _why in failed} == {str(first.pk), third.number}


def test_planning_asks_the_same_number_of_questions_for_a_long_queue(
    queue: Any, company: Unit, heating: Skill, make_person: Any, station: Unit
) -> None:
    def asked() -> int:
        waiting = list(waiting_requests(company.pk))
        with counted_queries() as queries:
            plan_batch(waiting, at=now())
        return len(queries)

    queue(1)
    asked()
    few = asked()
    for n in range(10):
        PersonSkill.objects.create(person=make_person(f"p{n}", f"员工{n}", station), skill=heating, level=2)
    queue(20)
    assert asked() == few


def test_queue_too_long_for_one_go_is_solved_in_portions_that_break_no_capacity(
    queue: Any, company: Unit, sun: Person, zhou: Person
) -> None:
    capacity(sun, 3)
    capacity(zhou, 2)
    queue(6)
    waiting = list(waiting_requests(company.pk))
    plan = plan_batch(waiting, at=now(), most_pairs=8)
    given = [row.candidate.person.login for row in plan.given]
    assert (given.count("sun"), given.count("zhou")) == (3, 2)
    assert [request for request, _why in plan.left] == [waiting[-1]]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rooms=st.tuples(st.integers(0, 3), st.integers(0, 3)), waiting=st.integers(1, 5), level=st.integers(1, 3)
)
def test_batch_never_breaks_a_gate_or_a_capacity_and_never_costs_more_than_one_by_one(
    queue: Any, company: Unit, sun: Person, zhou: Person, rooms: tuple[int, int], waiting: int, level: int
) -> None:
    Request.objects.all().update(state=State.REGISTERED)
    ServiceType.objects.get(code="repair-cold").demands.update(level=level)
    capacity(sun, rooms[0])
    capacity(zhou, rooms[1])
    queue(waiting)
    plan = plan_batch(list(waiting_requests(company.pk)), at=now())
    given = [row.candidate.person.login for row in plan.given]
    assert given.count("sun") <= rooms[0]
    assert given.count("zhou") <= (rooms[1] if level <= 2 else 0)
    assert all(row.candidate.eligible for row in plan.given)
    assert len(plan.given) == min(waiting, rooms[0] + (rooms[1] if level <= 2 else 0))


# modes


def mode(service_type: ServiceType, of: str) -> None:
    ServiceType.objects.filter(pk=service_type.pk).update(mode=of)


@pytest.mark.parametrize(
    ("of", "automatic", "state"),
    [
        (AssignmentMode.HAND, True, State.APPROVED), (AssignmentMode.AUTOMATIC, False, State.ORDERED), ("", True, State.ORDERED),
        ("", False, State.APPROVED), (AssignmentMode.BATCH, True, State.APPROVED), (AssignmentMode.OFFER, True, State.APPROVED),
    ],
)  # fmt: skip
def test_type_says_how_its_requests_are_assigned_on_arrival(
    make_request: Make, repair_type: ServiceType, of: str, automatic: bool, state: State
) -> None:
    set_rule(code="desk.assignment_automatic", value=automatic, by=SYSTEM)
    ServiceType.objects.filter(pk=repair_type.pk).update(mode=of, needs_review=False)
    request = make_request(service_type=ServiceType.objects.get(pk=repair_type.pk))
    run_jobs()
    assert Request.objects.get(pk=request.pk).state == state


def test_batch_mode_is_assigned_when_the_queue_is_looked_at(
    queue: Any, repair_type: ServiceType, company: Unit
) -> None:
    queue(3)
    assert fill_queue(company_id=company.pk, by=SYSTEM) is None
    mode(repair_type, AssignmentMode.BATCH)
    assert len(fill_queue(company_id=company.pk, by=SYSTEM).given) == 3
    assert fill_queue(company_id=company.pk, by=SYSTEM) is None
    assert set(Assignment.objects.values_list("way", flat=True)) == {"batch"}


def test_most_in_a_batch_is_a_setting(queue: Any, repair_type: ServiceType, company: Unit) -> None:
    queue(3)
    mode(repair_type, AssignmentMode.BATCH)
    set_rule(code="desk.assignment_batch_most", value=2, by=SYSTEM)
    assert len(fill_queue(company_id=company.pk, by=SYSTEM).given) == 2


def test_when_somebody_has_finished_the_queue_is_looked_at_again_oldest_first(
    make_request: Make,
    queue: Any,
    enquiry_type: ServiceType,
    repair_type: ServiceType,
    sun: Person,
    zhou: Person,
) -> None:
    busy = make_request(service_type=enquiry_type)
    Request.objects.filter(pk=busy.pk).update(state=State.ORDERED, responsible=sun)
    capacity(sun, 1)
    capacity(zhou, 0)
    oldest, newest = queue(2)
    mode(repair_type, AssignmentMode.AUTOMATIC)
    run_jobs()
    assert Request.objects.get(pk=oldest.pk).state == State.APPROVED
    busy.refresh_from_db()
    complete_at_desk(request=busy, result="已答复", by=sun)
    run_jobs()
    oldest.refresh_from_db()
    newest.refresh_from_db()
    assert (oldest.state, oldest.responsible, newest.state) == (State.ORDERED, sun, State.APPROVED)


def test_when_a_shift_begins_the_queue_is_looked_at_again(
    queue: Any, repair_type: ServiceType, sun: Person, zhou: Person
) -> None:
    begins = now() + timedelta(hours=2)
    Duty.objects.create(person=sun, start=begins, end=begins + timedelta(hours=8))
    (request,) = queue(1)
    mode(repair_type, AssignmentMode.AUTOMATIC)
    look_at_queues.enqueue()
    run_jobs()
    assert Request.objects.get(pk=request.pk).state == State.APPROVED
    with moved_to(begins + timedelta(minutes=1)):
        look_at_queues.enqueue()
        run_jobs()
    assert Request.objects.get(pk=request.pk).responsible == sun


def test_looking_at_an_empty_queue_costs_one_question(company: Unit) -> None:
    from quanfu.desk.queries.queue import companies_waiting

    companies_waiting()
    with counted_queries() as asked:
        assert companies_waiting() == []
    assert len(asked) == 1


# pages


def test_queue_page_shows_whom_to_ask_or_why_there_is_nobody(
    client_of: Callable[[Person], Client], queue: Any, sun: Person, wu: Person
) -> None:
    queue(2)
    assert sun.name in client_of(wu).get("/desk/assignments/").content.decode()
    PersonSkill.objects.all().delete()
    page = client_of(wu).get("/desk/assignments/").content.decode()
    assert sun.name not in page
    assert "无人具备" in page


def test_queue_page_asks_the_same_for_many(
    client_of: Callable[[Person], Client], queue: Any, wu: Person
) -> None:
    queue(1)
    client = client_of(wu)
    assert_query_count_constant(lambda: client.get("/desk/assignments/"), lambda: queue(30))


def test_preview_of_a_batch_is_applied_exactly_as_shown(
    client_of: Callable[[Person], Client], queue: Any, wu: Person
) -> None:
    queue(3)
    client = client_of(wu)
    page = client.get("/desk/batch/").content.decode()
    assert Assignment.objects.count() == 0
    token = page.split('name="plan" value="')[1].split('"')[0]
    assert client.post("/desk/batch/", {"plan": token}).status_code == 303
    assert Assignment.objects.filter(way="batch").count() == 3


def test_forged_preview_is_refused(client_of: Callable[[Person], Client], queue: Any, wu: Person) -> None:
    queue(1)
    assert client_of(wu).post("/desk/batch/", {"plan": "W1sxLDJdXQ:forged"}).status_code == 422
    assert Assignment.objects.count() == 0


def test_batch_page_is_for_those_who_may(client_of: Callable[[Person], Client], sun: Person) -> None:
    assert client_of(sun).get("/desk/batch/").status_code == 404


def test_candidates_page_overrules_with_a_reason_only(
    client_of: Callable[[Person], Client], queue: Any, sun: Person, zhou: Person, wu: Person, heating: Skill
) -> None:
    capacity(sun, 0)
    (request,) = queue(1)
    client, url = client_of(wu), f"/desk/requests/{request.number}/assignment/"
    said = {"person": sun.pk, "field": heating.pk}
    assert client.post(url, said).status_code == 422
    assert client.post(url, said | {"overrule": "只有他有钥匙"}).status_code == 303
    assert Assignment.objects.get().overruled == "只有他有钥匙"
