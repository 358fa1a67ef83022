"""What complaints and opinions change: the register, prevention, notices, evaluations, samples."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from quanfu.core import clock
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.testing import counted_queries, run_jobs
from quanfu.desk.actions.complaint import acknowledge_complaint, close_complaint
from quanfu.desk.actions.completion import complete_at_desk
from quanfu.desk.actions.decision import (
    assess_complaint,
    decide_complaint,
    record_finding,
    record_return_call,
)
from quanfu.desk.actions.feedback import give_feedback
from quanfu.desk.actions.remedy import offer_remedy
from quanfu.desk.enums import Kind
from quanfu.desk.models import Complaint, FailurePoint, Finding, Request, ServiceType
from quanfu.org.models import Person, Unit
from quanfu.quality.actions.evaluation import close_evaluation
from quanfu.quality.actions.improvement import (
    move_improvement,
    propose_prevention,
    register_improvement,
    tell_notice,
)
from quanfu.quality.actions.sample import score_sample
from quanfu.quality.models import Evaluation, Improvement, Notice, Sample

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., Request]


def through(case: Complaint, by: Person, kind: ServiceType, cause: str = "product", **assessed: Any) -> None:
    """From receipt to closing."""
    acknowledge_complaint(
        complaint=case, way="phone", procedure="核实后答复", expected_at=now() + timedelta(hours=24), by=by
    )
    wishes: dict[str, Any] = {
        "severity": "minor",
        "is_safety": False,
        "complexity": 1,
        "impact": 1,
        "urgency": 1,
    }
    assess_complaint(complaint=case, service_type=kind, by=by, **wishes | assessed)
    record_finding(complaint=case, text="阀门批次有裂纹", is_confirmed=True, cause=cause, by=by)
    offer_remedy(complaint=case, kind="replacement", text="换新阀门", by=by)
    decide_complaint(complaint=case, text="已更换", is_solved=True, way="phone", by=by)
    record_return_call(complaint=case, verdict="content", text="好了", by=by)
    close_complaint(complaint=case, lesson="批次抽检", by=by)


@pytest.mark.req("CMP-17")
def test_a_complaint_with_a_product_cause_is_in_the_register_when_it_closes(
    make_request: Make, li: Person, enquiry_type: ServiceType
) -> None:
    request = make_request(kind=Kind.COMPLAINT, subject="阀门漏水")
    through(request.complaint, li, enquiry_type)
    run_jobs()
    entry = Improvement.objects.get()
    assert (entry.title, entry.is_product, entry.origin) == ("阀门漏水", True, "complaint")
    assert entry.sources.get().request == request and "裂纹" in entry.text


def test_other_causes_do_not_enter_it(make_request: Make, li: Person, enquiry_type: ServiceType) -> None:
    through(make_request(kind=Kind.COMPLAINT).complaint, li, enquiry_type, cause="manner")
    run_jobs()
    assert not Improvement.objects.exists()


@pytest.mark.req("FBK-17")
def test_feedback_marked_as_product_is_in_the_product_list(
    make_request: Make,
    li: Person,
    zheng: Person,
    enquiry_type: ServiceType,
    client_of: Callable[[Person], Client],
) -> None:
    request = make_request(service_type=enquiry_type)
    complete_at_desk(request=request, result="已说明", by=li)
    with pytest.raises(Refused) as refused:
        give_feedback(
            request=request, way="phone", text="已告知", asked_for_opinions=True, is_product=True, by=li
        )
    assert refused.value.field == "opinions"
    give_feedback(
        request=request,
        way="phone",
        text="已告知",
        asked_for_opinions=True,
        opinions="旋钮太紧",
        is_product=True,
        by=li,
    )
    run_jobs()
    page = client_of(zheng).get("/quality/improvements/?view=product").content.decode()
    assert "旋钮太紧" in page


@pytest.mark.req("FBK-16")
def test_an_improvement_that_closes_leaves_a_notice_for_each_customer_it_came_from(
    make_request: Make, li: Person, zheng: Person, company: Unit
) -> None:
    one, other = make_request(), make_request(contact_phone="13800000002", contact_name="赵女士")
    entry = register_improvement(company=company, title="换阀门供应商", request=one, by=zheng)
    entry.sources.create(request=other)
    with pytest.raises(Refused) as refused:
        move_improvement(improvement=entry, state="closed", by=zheng)
    assert refused.value.field == "result"
    move_improvement(improvement=entry, state="closed", result="已换供应商，漏水减少九成", by=zheng)
    assert {n.request for n in Notice.objects.filter(improvement=entry, told_at=None)} == {one, other}
    tell_notice(notice=Notice.objects.get(request=one), way="phone", text="您反映的阀门已换厂家", by=li)
    with pytest.raises(AlreadyDone):
        tell_notice(notice=Notice.objects.get(request=one), way="phone", text="再说一次", by=li)


@pytest.fixture
def point(company: Unit) -> FailurePoint:
    return FailurePoint.objects.create(company=company, code="late", name="上门迟到")


def hit(make: Make, point: FailurePoint, by: Person, days_ago: int = 0) -> None:
    case = make(kind=Kind.COMPLAINT).complaint
    Finding.objects.create(
        complaint=case,
        text="迟到",
        is_confirmed=True,
        cause="delay",
        failure_point=point,
        by=by,
        at=now() - timedelta(days=days_ago),
    )


@pytest.mark.req("CMP-16")
def test_a_failure_point_with_five_hits_in_thirty_days_is_proposed_as_prevention(
    make_request: Make, li: Person, point: FailurePoint
) -> None:
    for _ in range(4):
        hit(make_request, point, li)
    hit(make_request, point, li, days_ago=31)
    assert propose_prevention() == 0
    hit(make_request, point, li, days_ago=29)
    assert propose_prevention() == 1
    assert propose_prevention() == 0, "one task a point, however often the job runs"
    task = Improvement.objects.get()
    assert (task.state, task.origin, task.failure_point) == ("proposed", "prevention", point)


def test_hits_and_days_are_rules(make_request: Make, li: Person, point: FailurePoint) -> None:
    hit(make_request, point, li, days_ago=40)
    set_rule(code="desk.failure_hits", value=1, by=SYSTEM)
    assert propose_prevention() == 0
    set_rule(code="desk.failure_days", value=60, by=SYSTEM)
    assert propose_prevention() == 1


@pytest.mark.req("CMP-21")
def test_a_complaint_graded_major_opens_a_special_evaluation(
    make_request: Make, li: Person, zheng: Person, enquiry_type: ServiceType
) -> None:
    case = make_request(kind=Kind.COMPLAINT).complaint
    wishes: dict[str, Any] = {
        "complaint": case,
        "is_safety": False,
        "complexity": 1,
        "impact": 1,
        "urgency": 1,
        "service_type": enquiry_type,
    }
    assess_complaint(**wishes, severity="minor", by=li)
    assert not Evaluation.objects.exists()
    assess_complaint(**wishes, severity="major", by=li)
    assess_complaint(**wishes, severity="major", by=li)
    found = Evaluation.objects.get()
    assert (found.request, found.owner, found.due_at - found.opened_at) == (
        case.request,
        zheng,
        timedelta(days=7),
    )
    with pytest.raises(Refused):
        close_evaluation(evaluation=found, findings="派单无提醒", measures="", by=zheng)
    close_evaluation(evaluation=found, findings="派单无提醒", measures="加提醒", by=zheng)


def test_the_days_of_an_evaluation_are_a_rule(
    make_request: Make, li: Person, zheng: Person, enquiry_type: ServiceType
) -> None:
    set_rule(code="quality.evaluation_days", value=3, by=SYSTEM)
    case = make_request(kind=Kind.COMPLAINT).complaint
    assess_complaint(
        complaint=case,
        severity="major",
        is_safety=False,
        complexity=1,
        impact=1,
        urgency=1,
        service_type=enquiry_type,
        by=li,
    )
    found = Evaluation.objects.get()
    assert found.due_at - found.opened_at == timedelta(days=3)


@pytest.mark.req("CMP-22")
def test_a_complaint_call_sample_without_attitude_is_refused(
    make_request: Make, li: Person, zheng: Person, client_of: Callable[[Person], Client]
) -> None:
    request = make_request(kind=Kind.COMPLAINT)
    with pytest.raises(Refused) as refused:
        score_sample(request=request, person=li, attitude=None, listening=5, by=zheng)
    assert refused.value.field == "attitude"
    client = client_of(zheng)
    url = f"/quality/requests/{request.number}/sample/"
    assert client.post(url, {"person": li.pk, "listening": 5}).status_code == 422
    assert client.post(url, {"person": li.pk, "attitude": 4}).status_code == 303
    assert Sample.objects.get().attitude == 4


def test_the_register_asks_as_often_for_thirty_lines_as_for_one(
    company: Unit, zheng: Person, client_of: Callable[[Person], Client]
) -> None:
    client, counts = client_of(zheng), []
    for more in (1, 29):
        for n in range(more):
            register_improvement(company=company, title=f"改进 {more}-{n}", by=SYSTEM)
        client.get("/quality/improvements/")
        with counted_queries() as queries:
            assert client.get("/quality/improvements/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_improvement_moves_only_along_its_way(company: Unit, zheng: Person) -> None:
    entry = register_improvement(company=company, title="改进", by=zheng)
    with pytest.raises(Refused) as refused:
        move_improvement(improvement=entry, state="under_way", by=zheng)
    assert refused.value.field == "owner"
    move_improvement(improvement=entry, state="under_way", owner=zheng, by=zheng)
    with pytest.raises(Refused):
        move_improvement(improvement=entry, state="proposed", by=zheng)
    with clock.at(now() + timedelta(days=1)):
        move_improvement(improvement=entry, state="dropped", result="不值得", by=zheng)
    assert not Notice.objects.exists()
