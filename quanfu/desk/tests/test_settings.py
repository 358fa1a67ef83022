"""Settings of the desk that no other test moves: each changes what it says, and nothing else is needed."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.timezone import localtime

from quanfu.channels.models import Channel
from quanfu.core import clock
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM, visitor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.customers.models import Customer
from quanfu.desk.actions.classification import classify_request
from quanfu.desk.actions.closure import close_unrated_requests
from quanfu.desk.actions.feedback import open_followup
from quanfu.desk.actions.hold import begin_hold
from quanfu.desk.actions.investigation import open_investigation
from quanfu.desk.actions.referral import refer_request, return_referral
from quanfu.desk.actions.request import open_request
from quanfu.desk.actions.review import review_request
from quanfu.desk.enums import Kind, Priority, State
from quanfu.desk.models import Request, ServiceType
from quanfu.desk.queries.conditions import check_condition
from quanfu.desk.queries.service_type import limits_of
from quanfu.org.models import Person, PersonSkill, Skill, Unit

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]


def sets(code: str, value: Any) -> None:
    set_rule(code=code, value=value, by=SYSTEM)


@pytest.mark.parametrize(
    ("target", "rule"),
    [
        ("contact", "desk.contact_minutes"), ("acceptance", "desk.acceptance_minutes"), ("completion", "desk.completion_minutes"),
        ("feedback", "desk.feedback_minutes"),
    ],
)  # fmt: skip
def test_general_limit_holds_where_the_type_has_none(
    target: str, rule: str, enquiry_type: ServiceType
) -> None:
    setattr(enquiry_type, f"{target}_minutes", None)
    sets(rule, 77)
    assert limits_of(enquiry_type, Priority.NORMAL)[target][0] == 77
    setattr(enquiry_type, f"{target}_minutes", 5)
    assert limits_of(enquiry_type, Priority.NORMAL)[target][0] == 5


@pytest.mark.parametrize(
    ("target", "rule", "urgent"),
    [
        ("contact", "desk.contact_minutes", "desk.urgent_contact_minutes"),
        ("feedback", "desk.feedback_minutes", "desk.urgent_feedback_minutes"),
    ],
)
def test_urgent_requests_have_limits_of_their_own(
    target: str, rule: str, urgent: str, enquiry_type: ServiceType
) -> None:
    sets(rule, 300)
    sets(urgent, 7)
    setattr(enquiry_type, f"{target}_minutes", None)
    assert limits_of(enquiry_type, Priority.URGENT)[target][0] == 7
    assert limits_of(enquiry_type, Priority.NORMAL)[target][0] == 300


def test_accepting_demands_the_skill_and_level_that_are_set(
    make_request: Make, repair_type: ServiceType, qian: Person, company: Unit
) -> None:
    request = make_request()
    classify_request(request=request, service_type=repair_type, by=qian)
    judged: dict[str, Any] = {"request": request, "reasonable": True, "feasible": True, "by": qian}
    sets("desk.acceptance_skill", "judge")
    with pytest.raises(Refused):
        review_request(**judged)
    skill = Skill.objects.create(company=company, code="judge", name="评审")
    PersonSkill.objects.create(person=qian, skill=skill, level=1)
    sets("desk.acceptance_level", 2)
    with pytest.raises(Refused):
        review_request(**judged)
    sets("desk.acceptance_level", 1)
    review_request(**judged)
    request.refresh_from_db()
    assert request.state == State.APPROVED


@pytest.mark.parametrize(("kind", "rule"), [(Kind.COMPLAINT, "desk.referral_minutes"), (Kind.SUGGESTION, "desk.opinion_minutes")])  # fmt: skip
def test_departments_have_as_long_as_is_set(
    make_request: Make, station: Unit, li: Person, kind: Kind, rule: str
) -> None:
    sets(rule, 30)
    early = refer_request(request=make_request(kind=kind), unit=station, step="查明", by=li)
    sets(rule, 3000)
    late = refer_request(request=make_request(kind=kind, subject="另一件"), unit=station, step="查明", by=li)
    assert late.due_at - early.due_at > timedelta(minutes=2000)


@pytest.mark.parametrize(("returns", "goes_up"), [(1, True), (2, False)])
def test_it_is_set_how_often_departments_may_send_it_back(
    make_request: Make, station: Unit, zhao: Person, li: Person, zheng: Person, returns: int, goes_up: bool
) -> None:
    sets("desk.referral_returns", returns)
    first = refer_request(request=make_request(kind=Kind.COMPLAINT), unit=station, step="查明", by=li)
    assert (return_referral(referral=first, answer="不归我们", by=zhao) is not None) is goes_up


@pytest.mark.parametrize(
    ("waits_for", "rule"),
    [("customer", "desk.hold_customer_reason"), ("parts", "desk.hold_parts_reason"), ("special", "desk.hold_special_reason")],
)  # fmt: skip
def test_it_is_set_which_waiting_needs_words(
    make_request: Make, li: Person, waits_for: str, rule: str
) -> None:
    sets(rule, True)
    request = make_request()
    with pytest.raises(Refused):
        begin_hold(request=request, waits_for=waits_for, text="", by=li)
    sets(rule, False)
    begin_hold(request=request, waits_for=waits_for, text="", by=li)
    request.refresh_from_db()
    assert request.waits_for == waits_for


def test_followups_and_investigations_are_due_after_what_is_set(finished: Request) -> None:
    dues = []
    for minutes in (60, 6000):
        sets("desk.followup_minutes", minutes)
        dues.append(open_followup(request=finished, feedback=None, text="再看一次", by=SYSTEM).due_at)
    assert dues[1] - dues[0] > timedelta(minutes=5000)
    sets("desk.investigation_minutes", 60)
    made = open_investigation(request=finished, score=Decimal(1), reason="低分", by=SYSTEM)
    assert made and made.due_at - now() < timedelta(days=5)
    first = made.due_at
    made.delete()
    sets("desk.investigation_minutes", 6000)
    again = open_investigation(request=finished, score=Decimal(1), reason="低分", by=SYSTEM)
    assert again and again.due_at - first > timedelta(minutes=5000)


def test_unrated_requests_close_after_the_days_that_are_set(finished: Request, wang: Customer) -> None:
    Request.objects.filter(pk=finished.pk).update(state=State.FED_BACK, fed_back_at=now())
    sets("desk.rating_wait_days", 3)
    with clock.at(now() + timedelta(days=2)):
        assert close_unrated_requests() == 0
    with clock.at(now() + timedelta(days=3, minutes=1)):
        assert close_unrated_requests() == 1


def test_size_of_conditions_is_limited_by_what_is_set(company: Unit) -> None:
    leaf = {"field": "priority", "op": "in", "value": [0, 1]}
    nested = {"all": [{"any": [leaf, leaf]}]}
    assert check_condition(nested, company.pk)
    for code in ("desk.view_depth", "desk.view_conditions", "desk.view_values"):
        sets(code, 1)
        with pytest.raises(Refused):
            check_condition(nested, company.pk)
        sets(code, 5)
        assert check_condition(nested, company.pk)


@pytest.mark.parametrize(
    ("language", "rule"), [("zh-hans", "desk.complaint_procedure_zh"), ("en", "desk.complaint_procedure_en")]
)
def test_what_a_complainant_is_told_and_by_when_they_have_our_answer_is_set(
    company: Unit, portal_channel: Channel, zheng: Person, settings: Any, language: str, rule: str
) -> None:
    settings.LANGUAGE_CODE = language
    sets(rule, "编号 {number}，{date} 前答复。")
    sets("desk.complaint_answer_hours", 48)
    request = open_request(company=company, channel=portal_channel, subject="态度差", contact_name="王", contact_phone="13800000001",
                           kind=Kind.COMPLAINT, by=visitor("王"))  # fmt: skip
    told = request.complaint.acknowledgements.get()
    assert told.expected_at - request.opened_at == timedelta(hours=48)
    assert told.procedure == f"编号 {request.number}，{localtime(told.expected_at):%Y-%m-%d %H:%M} 前答复。"
