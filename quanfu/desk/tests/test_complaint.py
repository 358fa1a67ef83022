"""The way of a complaint: every gate refuses when it should."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from quanfu.channels.models import Channel, Message
from quanfu.core import clock
from quanfu.core.actions.rule import set_rule as set_rule_by
from quanfu.core.actor import SYSTEM, visitor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.money import Money
from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.actions.closure import close_request, close_unrated_requests
from quanfu.desk.actions.complaint import (
    acknowledge_complaint,
    close_complaint,
    name_person,
    report_failure,
    turn_into_complaint,
    voice_complaint,
)
from quanfu.desk.actions.decision import (
    assess_complaint,
    decide_complaint,
    record_finding,
    record_return_call,
)
from quanfu.desk.actions.remedy import decide_remedy, offer_remedy
from quanfu.desk.actions.request import open_request
from quanfu.desk.enums import CaseState, Kind, Origin, Outcome, State
from quanfu.desk.models import Complaint, Request, ServiceType
from quanfu.desk.permissions import COMPLAINT_SHOW
from quanfu.desk.queries.complaint import Gates, complaints_for
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]


def set_rule(code: str, value: Any) -> None:
    set_rule_by(code=code, value=value, by=SYSTEM)


@pytest.fixture
def case(make_request: Make, enquiry_type: ServiceType) -> Complaint:
    """A complaint that li took on the phone."""
    return make_request(kind=Kind.COMPLAINT, subject="报修三天没人来").complaint


def assess(case: Complaint, by: Person, kind: ServiceType, **given: Any) -> None:
    wishes: dict[str, Any] = {
        "severity": "minor",
        "is_safety": False,
        "complexity": 1,
        "impact": 1,
        "urgency": 2,
    }
    assess_complaint(complaint=case, service_type=kind, by=by, **wishes | given)


def acknowledge(case: Complaint, by: Person, **given: Any) -> None:
    wishes: dict[str, Any] = {
        "way": "phone",
        "procedure": "核实后答复",
        "expected_at": now() + timedelta(hours=24),
    }
    acknowledge_complaint(complaint=case, by=by, **wishes | given)


def find(case: Complaint, by: Person, **given: Any) -> None:
    record_finding(
        complaint=case, by=by, **{"text": "派单漏看", "is_confirmed": True, "cause": "delay"} | given
    )


def decide(case: Complaint, by: Person, **given: Any) -> None:
    decide_complaint(
        complaint=case, by=by, **{"text": "当日上门，免一次检修费", "is_solved": True, "way": "phone"} | given
    )


@pytest.fixture
def solved(case: Complaint, li: Person, enquiry_type: ServiceType) -> Complaint:
    """Acknowledged, assessed, investigated, compensated, decided and told."""
    acknowledge(case, li)
    assess(case, li, enquiry_type)
    find(case, li)
    offer_remedy(complaint=case, kind="compensation", amount=Money.yuan(50), text="误工补偿", by=li)
    decide(case, li)
    return case


@pytest.mark.req("CMP-1")
def test_a_request_of_kind_complaint_has_a_case_from_its_first_second(case: Complaint) -> None:
    assert (case.state, case.origin, case.is_heard) == (CaseState.RECEIVED, Origin.CUSTOMER, True)
    assert case.request.number.startswith("FW")


def test_other_requests_have_none(make_request: Make) -> None:
    make_request()
    assert not Complaint.objects.exists()


def test_a_request_becomes_a_complaint_once(make_request: Make, li: Person) -> None:
    request = make_request()
    case = turn_into_complaint(request=request, reason="等了三天", by=li)
    assert (case.origin, request.kind) == (Origin.TURNED, Kind.COMPLAINT)
    with pytest.raises(AlreadyDone):
        turn_into_complaint(request=request, reason="等了三天", by=li)


def test_a_complaint_stays_one_when_it_is_classified(
    case: Complaint, li: Person, qian: Person, enquiry_type: ServiceType
) -> None:
    assess(case, li, enquiry_type)
    case.request.refresh_from_db()
    assert (case.request.kind, case.request.service_type, case.request.state) == (
        Kind.COMPLAINT,
        enquiry_type,
        State.APPROVED,
    )


@pytest.mark.req("CMP-2")
def test_who_took_it_stays_its_owner_while_another_handles_it(
    make_request: Make, li: Person, zheng: Person, wu: Person, enquiry_type: ServiceType
) -> None:
    case = make_request(kind=Kind.COMPLAINT, by=li).complaint
    assess(case, li, enquiry_type)
    assign_request(request=case.request, person=zheng, by=wu)
    row = complaints_for(zheng, COMPLAINT_SHOW).select_related("request__owner", "request__responsible").get()
    assert (row.request.owner, row.request.responsible) == (li, zheng)


@pytest.mark.req("CMP-4")
@pytest.mark.parametrize(
    ("without", "field"), [({"procedure": " "}, "procedure"), ({"expected_at": None}, "expected_at")]
)
def test_an_acknowledgement_without_procedure_or_date_is_refused(
    case: Complaint, li: Person, without: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        acknowledge(case, li, **without)
    assert refused.value.field == field
    acknowledge(case, li)
    told = case.acknowledgements.get()
    assert told.procedure and told.expected_at > now() and case.state == CaseState.ACKNOWLEDGED


@pytest.mark.req("CMP-4")
def test_what_comes_in_from_outside_is_acknowledged_by_itself(
    company: Unit, portal_channel: Channel, zheng: Person
) -> None:
    request = open_request(company=company, channel=portal_channel, subject="态度差", contact_name="王", contact_phone="13800000001",
                           kind=Kind.COMPLAINT, by=visitor("王"))  # fmt: skip
    told = request.complaint.acknowledgements.get()
    assert told.expected_at - request.opened_at == timedelta(hours=24)
    assert (
        request.number in told.procedure
        and Message.objects.get(request_number=request.number).text == told.procedure
    )
    request.refresh_from_db()
    assert request.contacted_at is None, "what goes out by itself is no answer"


def test_the_rule_turns_acknowledging_by_itself_off(
    company: Unit, portal_channel: Channel, zheng: Person
) -> None:
    set_rule("desk.complaint_acknowledge", False)
    request = open_request(company=company, channel=portal_channel, subject="态度差", contact_name="王", contact_phone="13800000001",
                           kind=Kind.COMPLAINT, by=visitor("王"))  # fmt: skip
    assert not request.complaint.acknowledgements.exists()


@pytest.mark.req("CMP-5")
def test_a_decision_without_findings_is_refused(
    case: Complaint, li: Person, enquiry_type: ServiceType
) -> None:
    assess(case, li, enquiry_type)
    with pytest.raises(Refused, match="investigation|调查"):
        decide(case, li)
    find(case, li)
    decide(case, li)
    assert case.state == CaseState.SOLVED


def test_a_decision_names_all_that_is_missing_at_once(case: Complaint, li: Person) -> None:
    assert [gate.code for gate in Gates(case).missing("solved")] == ["assessed", "found"]
    with pytest.raises(Refused) as refused:
        decide(case, li)
    assert all(gate.missing in str(refused.value) for gate in Gates(case).missing("solved"))


@pytest.mark.req("CMP-6")
def test_an_offer_above_the_limit_waits_for_approval(
    case: Complaint, li: Person, zheng: Person, enquiry_type: ServiceType
) -> None:
    assess(case, li, enquiry_type)
    find(case, li)
    offer = offer_remedy(complaint=case, kind="compensation", amount=Money.yuan(201), text="误工", by=li)
    assert offer.approved is None
    with pytest.raises(Refused):
        decide(case, li)
    with pytest.raises(Refused):
        decide_remedy(remedy=offer, approved=True, by=li)
    decide_remedy(remedy=offer, approved=True, by=zheng)
    case.refresh_from_db()
    assert case.state == CaseState.OFFERED
    decide(case, li)


@pytest.mark.req("CMP-6")
def test_the_limit_is_a_rule_and_an_offer_within_it_counts_at_once(case: Complaint, li: Person) -> None:
    assert offer_remedy(complaint=case, kind="refund", amount=Money.yuan(200), text="退费", by=li).approved
    set_rule("desk.remedy_own_yuan", 100)
    assert (
        offer_remedy(complaint=case, kind="refund", amount=Money.yuan(200), text="退费", by=li).approved
        is None
    )


def test_beyond_a_managers_limit_the_right_to_approve_any_amount_is_needed(
    case: Complaint, li: Person, feng: Person, zheng: Person
) -> None:
    set_rule("desk.remedy_approver_yuan", 300)
    offer = offer_remedy(complaint=case, kind="compensation", amount=Money.yuan("300.01"), text="损失", by=li)
    with pytest.raises(Refused):
        decide_remedy(remedy=offer, approved=True, by=feng)
    decide_remedy(remedy=offer, approved=True, by=zheng)
    assert offer.approved


def close(case: Complaint, by: Person, **given: Any) -> None:
    close_complaint(complaint=case, by=by, **given)


def missing(case: Complaint, **given: str) -> list[str]:
    return [gate.code for gate in Gates(case, **given).missing("closed")]


@pytest.mark.req("CMP-7")
def test_a_confirmed_failure_does_not_close_without_a_decision_about_compensation(
    case: Complaint, li: Person, enquiry_type: ServiceType
) -> None:
    acknowledge(case, li)
    assess(case, li, enquiry_type)
    find(case, li)
    offer_remedy(complaint=case, kind="repair", text="当日修好", by=li)
    decide(case, li)
    record_return_call(complaint=case, verdict="content", text="满意", by=li)
    assert missing(case) == ["compensated"]
    with pytest.raises(Refused):
        close(case, li)
    with pytest.raises(Refused) as refused:
        offer_remedy(complaint=case, kind="none", text="", by=li)
    assert refused.value.field == "text"
    offer_remedy(complaint=case, kind="none", text="客户只要修好，不要补偿", by=li)
    close(case, li)
    assert case.state == CaseState.CLOSED


@pytest.mark.req("CMP-8")
def test_an_apology_alone_does_not_close_a_case(
    case: Complaint, li: Person, enquiry_type: ServiceType
) -> None:
    acknowledge(case, li)
    assess(case, li, enquiry_type)
    find(case, li, is_confirmed=False)
    offer_remedy(complaint=case, kind="apology", text="电话致歉", by=li)
    decide(case, li)
    record_return_call(complaint=case, verdict="content", text="可以", by=li)
    assert missing(case) == ["more"]
    with pytest.raises(Refused) as refused:
        close(case, li)
    assert refused.value.field == "reason"
    assert missing(case, reason="误会，客户接受致歉") == []
    offer_remedy(complaint=case, kind="repair", text="补装一个阀门", by=li)
    close(case, li)


@pytest.mark.req("CMP-9")
def test_without_a_return_call_it_stays_solved(solved: Complaint, li: Person) -> None:
    with pytest.raises(Refused):
        close(solved, li)
    solved.refresh_from_db()
    assert solved.state == CaseState.SOLVED
    record_return_call(complaint=solved, verdict="content", text="解决了", by=li)
    close(solved, li)
    solved.request.refresh_from_db()
    assert (solved.state, solved.request.state) == (CaseState.CLOSED, State.CLOSED)


def test_a_customer_who_is_not_satisfied_takes_the_case_back_to_its_investigation(
    solved: Complaint, li: Person
) -> None:
    record_return_call(complaint=solved, verdict="go_on", text="还是不热", by=li)
    assert (solved.state, solved.reopened, solved.solved_at) == (CaseState.INVESTIGATED, 1, None)


@pytest.mark.req("CMP-10")
def test_a_major_complaint_does_not_close_without_its_lesson(
    solved: Complaint, li: Person, enquiry_type: ServiceType
) -> None:
    assess(solved, li, enquiry_type, severity="major")
    record_return_call(complaint=solved, verdict="content", text="解决了", by=li)
    with pytest.raises(Refused) as refused:
        close(solved, li)
    assert refused.value.field == "lesson"
    close(solved, li, lesson="派单台增加超时提醒")
    assert solved.lesson


def test_a_minor_one_closes_without(solved: Complaint, li: Person) -> None:
    record_return_call(complaint=solved, verdict="content", text="解决了", by=li)
    close(solved, li)
    assert solved.lesson == ""


@pytest.mark.parametrize("given", [{"is_safety": True}, {"impact": 3, "urgency": 3}, {"severity": "major"}])
def test_safety_or_high_impact_and_urgency_make_it_major(
    case: Complaint, li: Person, enquiry_type: ServiceType, given: dict[str, Any]
) -> None:
    assess(case, li, enquiry_type, **given)
    assert case.grade == "major"


@pytest.mark.req("CMP-19")
def test_a_self_report_opens_a_recovery_that_nobody_has_complained_of_yet(
    company: Unit, phone_channel: Channel, li: Person, enquiry_type: ServiceType
) -> None:
    request = report_failure(company=company, subject="约错了日期", body="应是周三", contact_name="王建国",
                             contact_phone="13800000001", by=li)  # fmt: skip
    case = request.complaint
    assert (case.origin, case.is_heard) == (Origin.SELF_REPORT, False)
    assert "acknowledged" not in [gate.code for gate in Gates(case).all]
    voice_complaint(complaint=case, by=li)
    assert "acknowledged" in [gate.code for gate in Gates(case).all]


def test_a_recovery_that_nobody_complained_of_closes_without_a_call(
    company: Unit, phone_channel: Channel, li: Person, enquiry_type: ServiceType
) -> None:
    case = report_failure(company=company, subject="约错了日期", body="", contact_name="王建国",
                          contact_phone="13800000001", by=li).complaint  # fmt: skip
    assess(case, li, enquiry_type)
    find(case, li)
    offer_remedy(complaint=case, kind="none", text="改期，没有损失", by=li)
    decide(case, li)
    close(case, li)
    assert case.state == CaseState.CLOSED


def test_the_person_complained_of_neither_judges_nor_sees_the_case(
    case: Complaint, li: Person, qian: Person, zheng: Person
) -> None:
    with pytest.raises(Refused):
        name_person(complaint=case, about=li, by=zheng)  # li handles it
    name_person(complaint=case, about=qian, by=zheng)
    with pytest.raises(Refused):
        find(case, qian)
    zheng_sees, qian_sees = complaints_for(zheng, COMPLAINT_SHOW), complaints_for(qian, COMPLAINT_SHOW)
    assert zheng_sees.exists() and not qian_sees.exists()
    name_person(complaint=case, about=zheng, by=li)
    assert not complaints_for(zheng, COMPLAINT_SHOW).exists()
    set_rule("desk.complaint_hidden", False)
    assert complaints_for(zheng, COMPLAINT_SHOW).exists()


def test_how_it_was_solved_is_classed_by_time(case: Complaint, li: Person, enquiry_type: ServiceType) -> None:
    assess(case, li, enquiry_type)
    find(case, li)
    with clock.at(now() + timedelta(hours=25)):
        decide(case, li)
    assert case.outcome == Outcome.BASIC
    set_rule("desk.complaint_quick_hours", 48)
    decide(case, li)
    assert case.outcome == Outcome.QUICK


def test_the_ordinary_closing_is_refused_for_an_open_complaint(solved: Complaint, zheng: Person) -> None:
    with pytest.raises(Refused):
        close_request(request=solved.request, reason="等不及", by=zheng)
    with clock.at(now() + timedelta(days=30)):
        assert close_unrated_requests() == 0
