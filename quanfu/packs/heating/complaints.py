"""The demo's complaints: cases beside the year's complaints, each at another step, and the failure points they name."""

import random
from datetime import datetime, timedelta

from django.db.models import Max

from quanfu.channels.enums import Way
from quanfu.core import clock
from quanfu.core.money import Money
from quanfu.desk.actions.case import TOLD_BY
from quanfu.desk.actions.complaint import acknowledge_complaint, open_case, report_failure
from quanfu.desk.actions.decision import assess_complaint, decide_complaint, record_finding
from quanfu.desk.actions.failure_point import save_failure_point
from quanfu.desk.actions.owner_change import ask_owner_change
from quanfu.desk.actions.referral import refer_request
from quanfu.desk.actions.remedy import offer_remedy
from quanfu.desk.actions.request import open_request
from quanfu.desk.enums import CaseState, Cause, Kind, Outcome, State
from quanfu.desk.models import Complaint, FailurePoint, Finding, Request
from quanfu.desk.queries.complaint import case_of
from quanfu.packs.heating.company import Company
from quanfu.quality.actions.improvement import propose_prevention

POINTS = (("late", "上门迟到", "Late visits"), ("callback", "约定后未回电", "No call back as agreed"),
          ("tone", "接听语气生硬", "Curt on the phone"), ("valve", "阀门批次质量", "Quality of a batch of valves"))  # fmt: skip
CAUSES = {"late": Cause.DELAY, "callback": Cause.SERVICE, "tone": Cause.MANNER, "valve": Cause.PRODUCT}
FACTS = {
    "late": "派单后三小时无人联系客户，班组当天缺员未上报。", "callback": "坐席答应当天回电，交接班时漏记。",
    "tone": "录音显示坐席打断客户两次。", "valve": "同批次阀门本月已有三户渗漏。",
}  # fmt: skip


BY_PHONE = (
    (30, "更换的阀门当晚又渗水"),
    (44, "约好上午来，等到晚上没有人"),
    (52, "催了三次才有人接电话"),
    (68, "两天没有热，老人住进了亲戚家"),
)


def _by_phone(company: Company, at: datetime, subject: str) -> Request:
    site = company.sites[len(subject) % len(company.sites)]
    with clock.at(at):
        return open_request(
            company=company.unit, channel=company.channels["phone"], subject=subject, body=f"{subject}。", kind=Kind.COMPLAINT.value,
            contact_name=site.customer.name, contact_phone=site.customer.phone, customer=site.customer, site=site,
            service_type=company.types["complaint.late"], by=company.people["agent"],
        )  # fmt: skip


def complain(company: Company, end: datetime, chance: random.Random) -> None:
    """Closed cases of the year at one write; the newest open ones by the acts of people."""
    head = company.people["head"]
    points = [
        save_failure_point(instance=None, code=c, name=n, name_en=e, is_active=True, by=head)
        for c, n, e in POINTS
    ]
    past = Request.objects.filter(company=company.unit, kind=Kind.COMPLAINT, complaint=None)
    _settled(company, list(past.filter(state=State.CLOSED).order_by("opened_at")), points, chance)
    fresh = [_by_phone(company, end - timedelta(hours=hours), text) for hours, text in BY_PHONE]
    _open_ones(company, [*past.exclude(state=State.CLOSED).order_by("-opened_at")[:3], *fresh], points)
    report_failure(
        company=company.unit, subject="测温报告寄错了地址", body="已发现，客户还未来电。", contact_name="赵敏",
        contact_phone="13804510066", by=company.people["agent"],
    )  # fmt: skip
    propose_prevention()


def _settled(
    company: Company, requests: list[Request], points: list[FailurePoint], chance: random.Random
) -> None:
    cases, findings = [], []
    last = dict(
        Request.objects.filter(company=company.unit).values_list("customer").annotate(Max("opened_at"))
    )
    for request in requests:
        point = chance.choice(points)
        closed = request.closed_at or request.updated_at
        solved = request.done_at or closed
        quick = solved - request.opened_at < timedelta(hours=24)
        outcome = Outcome.QUICK if quick else chance.choice([Outcome.BASIC, Outcome.UNSOLVED])
        if outcome == Outcome.UNSOLVED and last[request.customer_id] > solved:
            outcome = Outcome.BASIC  # who is left without a solution does not come back
        case = Complaint(
            request=request, company=company.unit, state=CaseState.CLOSED, opened_at=request.opened_at, complained_at=request.opened_at,
            grade=chance.choice(["minor", "minor", "serious"]), cause=CAUSES[point.code], failure_point=point, outcome=outcome,
            solved_at=solved, closed_at=closed,
        )  # fmt: skip
        cases.append(case)
        findings.append(
            Finding(complaint=case, text=FACTS[point.code], is_confirmed=True, cause=CAUSES[point.code], failure_point=point,
                    by=company.people["specialist"], at=solved)
        )  # fmt: skip
    Complaint.objects.bulk_create(cases, batch_size=500)
    Finding.objects.bulk_create(findings, batch_size=500)


def _open_ones(company: Company, requests: list[Request], points: list[FailurePoint]) -> None:
    """The first is only received, each further one a step on; the last is solved and waits for the return call."""
    agent, specialist = company.people["agent"], company.people["specialist"]
    for step, request in enumerate(requests):
        with clock.at(request.opened_at + timedelta(minutes=5)):
            case = case_of(request) or open_case(request=request, by=agent)
            if step >= 1:
                acknowledge_complaint(
                    complaint=case, way=TOLD_BY[0], procedure="先核实经过，再拿出处理意见并告知您，回访确认后结案。",
                    expected_at=clock.now() + timedelta(hours=24), by=agent,
                )  # fmt: skip
        if step == 0:
            ask_owner_change(complaint=case, taker=specialist, reason="首接人下周起休产假。", by=agent)
        kind = request.service_type
        if step >= 2 and kind:
            grade = "major" if step == 3 else "serious"
            assess_complaint(
                complaint=case,
                severity=grade,
                is_safety=False,
                complexity=2,
                impact=2,
                urgency=3,
                service_type=kind,
                by=specialist,
            )
        if step >= 3:
            record_finding(
                complaint=case,
                text=FACTS["valve"],
                is_confirmed=True,
                cause=Cause.PRODUCT,
                failure_point=points[3],
                by=specialist,
            )
        if step == 3:
            refer_request(
                request=request,
                unit=company.units["production"],
                step="查明这批阀门的供货和安装记录",
                by=specialist,
            )
        if step >= 4:
            offer_remedy(
                complaint=case,
                kind="compensation",
                amount=Money.yuan(480 if step == 4 else 150),
                text="耽误两天取暖的补偿",
                by=specialist,
            )
        if step == 6:
            offer_remedy(complaint=case, kind="apology", text="部长上门致歉", by=specialist)
            decide_complaint(
                complaint=case,
                text="已更换阀门，减免两天采暖费。",
                is_solved=True,
                way=Way.PHONE,
                by=specialist,
            )
