from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.desk.actions.assignment import assign_request, auto_assign
from quanfu.desk.actions.reassignment import ask_reassignment, decide_reassignment
from quanfu.desk.enums import State
from quanfu.desk.models import Assignment, Request, ServiceType
from quanfu.desk.queries.assignment import rank_candidates, reason_text
from quanfu.org.models import Absence, Duty, Notification, Person, PersonSkill, Skill

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]


def names(request: Request) -> list[str]:
    return [c.person.login for c in rank_candidates(request, at=now()) if c.eligible]


@pytest.mark.req("ASG-1")
def test_people_with_the_field_are_asked_and_others_are_not(approved: Request, li: Person) -> None:
    assert names(approved) == ["sun", "zhou"]  # sun is the expert


@pytest.mark.req("ASG-2")
def test_of_two_equals_the_one_with_less_work_stands_first(
    approved: Request, make_request: Make, repair_type: ServiceType, sun: Person, zhou: Person
) -> None:
    PersonSkill.objects.filter(person=zhou).update(level=3)
    for _ in range(5):
        Request.objects.filter(pk=make_request().pk).update(state=State.ORDERED, responsible=sun)
    Request.objects.filter(pk=make_request().pk).update(state=State.ORDERED, responsible=zhou)
    assert names(approved) == ["zhou", "sun"]


@pytest.mark.req("ASG-3")
def test_person_without_the_skill_no_longer_matches(approved: Request, sun: Person) -> None:
    PersonSkill.objects.filter(person=sun).delete()
    assert names(approved) == ["zhou"]


@pytest.mark.req("ASG-4")
def test_assigning_without_a_business_field_is_refused(approved: Request, sun: Person, wu: Person) -> None:
    approved.field = None
    with pytest.raises(Refused) as refused:
        assign_request(request=approved, person=sun, by=wu)
    assert refused.value.field == "field"


def test_reasons_are_told_in_words(approved: Request) -> None:
    best = rank_candidates(approved, at=now())[0]
    with translation.override("zh-hans"):
        told = [reason_text(r) for r in best.reasons]
    assert told == ["采暖系统 3/3（要求 1）", "近 14 天派 0 件，平均 0.0 件", "在手 0/8 件"]
    assert best.points == pytest.approx(sum(r["points"] for r in best.reasons), abs=0.5)


def test_absent_person_cannot_be_given_work(approved: Request, sun: Person, wu: Person) -> None:
    Absence.objects.create(
        person=sun, start=now() - timedelta(hours=1), end=now() + timedelta(hours=1), reason="病假"
    )
    with pytest.raises(Refused):
        assign_request(request=approved, person=sun, by=wu)


def test_person_off_duty_is_not_proposed_but_may_be_chosen(
    approved: Request, sun: Person, zhou: Person, wu: Person
) -> None:
    Duty.objects.create(person=zhou, start=now() - timedelta(hours=1), end=now() + timedelta(hours=8))
    assert names(approved) == ["zhou"]
    assign_request(request=approved, person=sun, by=wu, overrule="只有他熟悉这台锅炉")
    assert approved.responsible == sun
    assert Assignment.objects.get().overruled == "只有他熟悉这台锅炉"


def test_choosing_somebody_off_duty_without_a_reason_is_refused(
    approved: Request, sun: Person, zhou: Person, wu: Person
) -> None:
    Duty.objects.create(person=zhou, start=now() - timedelta(hours=1), end=now() + timedelta(hours=8))
    with pytest.raises(Refused) as refused:
        assign_request(request=approved, person=sun, by=wu, overrule=" ")
    assert refused.value.field == "overrule"


def test_choosing_somebody_off_duty_without_the_right_to_it_is_refused(
    approved: Request, sun: Person, zhou: Person, feng: Person
) -> None:
    Duty.objects.create(person=zhou, start=now() - timedelta(hours=1), end=now() + timedelta(hours=8))
    with pytest.raises(Refused) as refused:
        assign_request(request=approved, person=sun, by=feng, overrule="急")
    assert refused.value.field == "person"


def test_person_who_served_the_customer_lately_stands_before_an_equal(
    approved: Request, make_request: Make, repair_type: ServiceType, zhou: Person
) -> None:
    PersonSkill.objects.filter(person=zhou).update(level=3)
    earlier = make_request()
    Assignment.objects.create(request=earlier, person=zhou, at=now() - timedelta(days=3), ended_at=now())
    assert names(approved)[0] == "zhou"


@pytest.mark.parametrize(
    ("weight", "code"),
    [
        ("desk.assignment_skill_weight", "skill"), ("desk.assignment_load_weight", "load"), ("desk.assignment_fairness_weight", "fairness"),
        ("desk.assignment_affinity_weight", "affinity"), ("desk.assignment_unit_weight", "unit"), ("desk.assignment_distance_weight", "near"),
    ],
)  # fmt: skip
def test_every_weight_moves_the_points(
    approved: Request, make_request: Make, sun: Person, zhou: Person, weight: str, code: str
) -> None:
    approved.site = approved.customer.sites.get() if approved.customer else None
    for person in (sun, zhou, zhou):
        Assignment.objects.create(
            request=make_request(), person=person, at=now() - timedelta(days=3), ended_at=now()
        )
    approved.unit = sun.unit

    def share() -> float:
        best = next(c for c in rank_candidates(approved, at=now()) if c.person == sun)
        return sum(float(r["points"]) for r in best.reasons if r["code"] == code)

    weighted = share()
    set_rule(code=weight, value=0, by=SYSTEM)
    assert share() == 0 < weighted


def test_full_person_is_not_proposed(approved: Request, make_request: Make, sun: Person) -> None:
    Request.objects.filter(pk=make_request().pk).update(state=State.ORDERED, responsible=sun)
    set_rule(code="desk.assignment_capacity", value=1, by=SYSTEM)
    assert names(approved) == ["zhou"]


def test_second_assignment_is_refused(approved: Request, sun: Person, zhou: Person, wu: Person) -> None:
    stale = Request.objects.get(pk=approved.pk)
    assign_request(request=approved, person=sun, by=wu)
    with pytest.raises(AlreadyDone):
        assign_request(request=stale, person=zhou, by=wu)
    assert Assignment.objects.get().person == sun


def test_automatic_assignment_takes_the_best(approved: Request, sun: Person) -> None:
    assignment = auto_assign(request=approved, by=SYSTEM)
    assert assignment is not None and assignment.person == sun


def test_assignment_is_automatic_only_where_the_rule_says_so(make_request: Make, approved: Request) -> None:
    from quanfu.core.testing import run_jobs
    from quanfu.desk.actions.request import approve

    run_jobs()
    assert Request.objects.get(pk=approved.pk).state == State.APPROVED
    set_rule(code="desk.assignment_automatic", value=True, by=SYSTEM)
    Request.objects.filter(pk=approved.pk).update(state=State.IN_REVIEW)
    approve(request=Request.objects.get(pk=approved.pk), by=SYSTEM)
    run_jobs()
    assert Request.objects.get(pk=approved.pk).state == State.ORDERED


@pytest.mark.req("ASG-8")
def test_changing_an_assignment_without_a_reason_is_refused(
    ordered: Request, zhou: Person, sun: Person
) -> None:
    with pytest.raises(Refused) as refused:
        ask_reassignment(request=ordered, taker=zhou, reason=" ", by=sun)
    assert refused.value.field == "reason"


@pytest.mark.req("ASG-9")
def test_until_the_manager_decides_the_old_person_stays_responsible(
    ordered: Request, zhou: Person, sun: Person, feng: Person
) -> None:
    wish = ask_reassignment(request=ordered, taker=zhou, reason="设备型号不熟", by=sun)
    assert Request.objects.get().responsible == sun
    decide_reassignment(reassignment=wish, approved=True, by=feng)
    request = Request.objects.get()
    assert (request.responsible, request.accepted_at) == (zhou, None)
    assert Assignment.objects.get(ended_at=None).person == zhou


def test_nobody_decides_their_own_wish(ordered: Request, zhou: Person, sun: Person) -> None:
    wish = ask_reassignment(request=ordered, taker=zhou, reason="忙", by=sun)
    with pytest.raises(Refused):
        decide_reassignment(reassignment=wish, approved=True, by=sun)


def test_refused_change_leaves_everything_as_it_was(
    ordered: Request, zhou: Person, sun: Person, feng: Person
) -> None:
    wish = ask_reassignment(request=ordered, taker=zhou, reason="忙", by=sun)
    decide_reassignment(reassignment=wish, approved=False, remark="请自行协调", by=feng)
    assert Request.objects.get().responsible == sun


@pytest.mark.req("ASG-10")
def test_all_concerned_hear_of_the_change(
    ordered: Request, li: Person, sun: Person, zhou: Person, wu: Person, feng: Person
) -> None:
    Notification.objects.all().delete()
    wish = ask_reassignment(request=ordered, taker=zhou, reason="忙", by=sun)
    decide_reassignment(reassignment=wish, approved=True, by=feng)
    told = set(
        Notification.objects.filter(text__contains=ordered.number).values_list("person__login", flat=True)
    )
    assert {"sun", "zhou", "wu", "li"} <= told


def test_candidates_page_shows_reasons_and_assigns(
    client_of: Callable[[Person], Client], approved: Request, sun: Person, wu: Person
) -> None:
    client, url = client_of(wu), f"/desk/requests/{approved.number}/assignment/"
    assert "采暖系统 3/3" in client.get(url).content.decode()
    assert (
        client.post(url, {"person": sun.pk, "field": approved.field.pk if approved.field else ""}).status_code
        == 303
    )
    assert Request.objects.get().responsible == sun


def test_ranking_asks_the_same_number_of_questions_for_many_people(
    approved: Request, heating: Skill, make_person: Callable[..., Person], station: object
) -> None:
    from quanfu.core.testing import counted_queries

    rank_candidates(approved, at=now())
    with counted_queries() as few:
        rank_candidates(approved, at=now())
    for n in range(20):
        PersonSkill.objects.create(person=make_person(f"p{n}", f"员工{n}", station), skill=heating, level=2)
    with counted_queries() as many:
        assert len(rank_candidates(approved, at=now())) == 22
    assert len(few) == len(many)
