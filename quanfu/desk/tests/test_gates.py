"""Who may not have a request, whatever their points; and what moves the points."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import translation
from django.utils.timezone import make_aware

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now, today
from quanfu.core.errors import Refused
from quanfu.core.testing import counted_queries
from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.enums import State
from quanfu.desk.models import Assignment, Request, ServiceCertificate, ServiceType
from quanfu.desk.queries.assignment import Candidate, Pool, rank_candidates, reason_text, to_judge
from quanfu.org.models import Duty, Person, PersonSkill, Skill, Unit
from quanfu.training.models import Certificate, CertificateKind

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]


def names(request: Request) -> list[str]:
    return [c.person.login for c in rank_candidates(request, at=now()) if c.eligible]


def of(request: Request, person: Person) -> Candidate:
    return next(c for c in rank_candidates(request, at=now()) if c.person == person)


def certify(person: Person, kind: CertificateKind, days: int = 30) -> None:
    Certificate.objects.create(
        person=person, kind=kind, valid_from=today() - timedelta(days=99), valid_until=today() + timedelta(days=days)
    )  # fmt: skip


@pytest.fixture
def key_paper(company: Unit) -> CertificateKind:
    return CertificateKind.objects.create(
        company=company, code="key", name="大客户服务资格", for_key_accounts=True
    )


@pytest.mark.req("ASG-14", "KEY-4")
def test_key_accounts_order_assigned_to_an_uncertified_person_is_refused(
    approved: Request, key_paper: CertificateKind, sun: Person, zhou: Person, wu: Person
) -> None:
    assert approved.customer
    approved.customer.grade = "A"
    certify(zhou, key_paper)
    assert names(approved) == ["zhou"]
    with pytest.raises(Refused) as refused:
        assign_request(request=approved, person=sun, by=wu, overrule="他有空")
    assert refused.value.field == "person"
    assert key_paper.name in str(refused.value.message)


@pytest.mark.req("KEY-4", "TRN-13")
def test_lapsed_certificate_does_not_count(
    approved: Request, key_paper: CertificateKind, zhou: Person
) -> None:
    assert approved.customer
    approved.customer.grade = "A"
    certify(zhou, key_paper, days=-1)
    assert names(approved) == []


@pytest.mark.parametrize(("left", "found"), [(0, ["zhou"]), (-1, [])])
def test_after_midnight_it_is_the_companys_day_that_counts(
    approved: Request, key_paper: CertificateKind, zhou: Person, left: int, found: list[str]
) -> None:
    assert approved.customer
    approved.customer.grade = "A"
    certify(zhou, key_paper, days=left)
    night = make_aware(datetime.combine(today(), time(0, 30))).astimezone(UTC)  # in UTC it is yesterday still
    assert [c.person.login for c in rank_candidates(approved, at=night) if c.eligible] == found


def test_unit_that_is_closed_from_today_gets_nothing_after_midnight(approved: Request, sun: Person) -> None:
    night = make_aware(datetime.combine(today(), time(0, 30))).astimezone(UTC)
    Unit.objects.filter(pk=sun.unit_id).update(closed_on=today())
    closed = [c for c in rank_candidates(approved, at=night) if c.person.login == sun.login]
    assert [c.eligible for c in closed] == [False]


def test_which_classes_are_key_accounts_is_a_setting(approved: Request, key_paper: CertificateKind) -> None:
    assert approved.customer
    approved.customer.grade = "B"
    assert names(approved) == ["sun", "zhou"]
    set_rule(code="customers.key_classes", value="AB", by=SYSTEM)
    assert names(approved) == []


@pytest.mark.req("ASG-14")
def test_service_type_demands_its_certificate(
    approved: Request, repair_type: ServiceType, company: Unit, sun: Person
) -> None:
    gas = CertificateKind.objects.create(company=company, code="gas", name="燃气作业证")
    ServiceCertificate.objects.create(service_type=repair_type, kind=gas)
    assert names(approved) == []
    certify(sun, gas)
    assert names(approved) == ["sun"]


def test_people_of_other_stations_are_left_out_where_the_type_is_bound_to_the_unit(
    approved: Request, repair_type: ServiceType, heating: Skill, tang: Person, station: Unit
) -> None:
    PersonSkill.objects.create(person=tang, skill=heating, level=3)
    approved.unit = station
    assert "tang" in names(approved)
    assert approved.service_type
    approved.service_type.bound_to_unit = True
    assert names(approved) == ["sun", "zhou"]


def test_ones_own_capacity_counts_before_the_setting(
    approved: Request, make_request: Make, sun: Person
) -> None:
    Request.objects.filter(pk=make_request().pk).update(state=State.ORDERED, responsible=sun)
    assert "sun" in names(approved)
    Person.objects.filter(pk=sun.pk).update(capacity=1)
    assert names(approved) == ["zhou"]
    Person.objects.filter(pk=sun.pk).update(capacity=0)
    assert of(approved, sun).blocks[0]["code"] == "full"


def test_office_that_keeps_no_roster_is_not_off_duty_for_ever(
    approved: Request, heating: Skill, li: Person, zhou: Person
) -> None:
    PersonSkill.objects.create(person=li, skill=heating, level=2)
    Duty.objects.create(person=zhou, start=now() - timedelta(hours=1), end=now() + timedelta(hours=8))
    assert set(names(approved)) == {"zhou", "li"}


def test_who_was_given_less_lately_stands_before_an_equal(
    approved: Request, make_request: Make, sun: Person, zhou: Person
) -> None:
    PersonSkill.objects.filter(person=zhou).update(level=3)
    set_rule(code="desk.assignment_affinity_weight", value=0, by=SYSTEM)
    Assignment.objects.create(
        request=make_request(), person=sun, at=now() - timedelta(days=3), ended_at=now()
    )
    assert names(approved) == ["zhou", "sun"]
    set_rule(code="desk.assignment_fairness_days", value=2, by=SYSTEM)
    assert of(approved, sun).points == of(approved, zhou).points


def on_the_map(approved: Request, station: Unit, km: float) -> None:
    """The customer's place lies so far north of the station."""
    Unit.objects.filter(pk=station.pk).update(latitude=45.0, longitude=126.0)
    assert approved.customer
    approved.site = approved.customer.sites.get()
    approved.site.latitude, approved.site.longitude = 45.0 + km / 111.195, 126.0


def test_shorter_way_gives_more_points(approved: Request, station: Unit, sun: Person) -> None:
    def way(km: float) -> dict[str, Any]:
        on_the_map(approved, station, km)
        return next(r for r in of(approved, sun).reasons if r["code"] == "way")

    near, far, beyond = way(1), way(10), way(30)
    assert near["points"] > far["points"] > beyond["points"] == 0
    assert far["km"] == 10.0
    set_rule(code="desk.assignment_far_km", value=60, by=SYSTEM)
    assert way(30)["points"] > 0


def test_without_a_map_serving_the_place_counts(
    approved: Request, heating: Skill, sun: Person, tang: Person
) -> None:
    PersonSkill.objects.create(person=tang, skill=heating, level=3)
    assert approved.customer
    approved.site = approved.customer.sites.get()
    assert "near" in {r["code"] for r in of(approved, sun).reasons if r["points"]}
    assert "near" not in {r["code"] for r in of(approved, tang).reasons}


def test_days_of_remembering_a_customer_are_a_setting(
    approved: Request, make_request: Make, sun: Person
) -> None:
    Assignment.objects.create(
        request=make_request(), person=sun, at=now() - timedelta(days=20), ended_at=now()
    )
    assert "affinity" in {r["code"] for r in of(approved, sun).reasons}
    set_rule(code="desk.assignment_affinity_days", value=10, by=SYSTEM)
    assert "affinity" not in {r["code"] for r in of(approved, sun).reasons}


def test_every_reason_and_block_has_its_words() -> None:
    facts = {"skill": "阀门", "have": 1, "need": 2, "open": 1, "capacity": 8, "given": 1, "mean": 2.5, "days": 3, "unit": "站", "km": 2.0,
             "kind": "证", "giver": "李"}  # fmt: skip
    codes = ["skill", "load", "fairness", "affinity", "unit", "way", "near", "own", "certificate", "handover", "on_duty", "off_duty",
             "absent", "all_full", "full", "territory", "unit_closed"]  # fmt: skip
    with translation.override("zh-hans"):
        for code in codes:
            assert any("一" <= c <= "鿿" for c in reason_text({"code": code, **facts}))


def test_judging_asks_the_same_number_of_questions_for_many_requests_and_people(
    approved: Request, make_request: Make, heating: Skill, repair_type: ServiceType, make_person: Any, station: Unit
) -> None:  # fmt: skip
    def judge_all() -> int:
        requests = to_judge(Request.objects.values_list("pk", flat=True))
        with counted_queries() as asked:
            pool = Pool(requests, at=now())
            for request in requests:
                pool.rank(request)
        return len(asked)

    judge_all()
    few = judge_all()
    for n in range(10):
        PersonSkill.objects.create(person=make_person(f"p{n}", f"员工{n}", station), skill=heating, level=2)
        make_request(service_type=repair_type)
    assert judge_all() == few
