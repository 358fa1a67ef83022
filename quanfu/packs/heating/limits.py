"""The engines of the demo at work: two policies, work for a leader to assign, an extension asked for, a chain of departments, samples."""

from datetime import datetime, timedelta

from quanfu.core import clock
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.desk.actions.request import open_request
from quanfu.desk.actions.review import review_request
from quanfu.desk.enums import Kind, State
from quanfu.desk.models import Request
from quanfu.packs.heating.company import Company
from quanfu.quality.actions.sample import score_sample
from quanfu.sla.actions.extension import ask_extension
from quanfu.sla.actions.policy import save_policy
from quanfu.sla.actions.step import enter_step, save_step
from quanfu.sla.enums import LIVE, Target
from quanfu.sla.models import Clock

CHAIN = (
    ("desk", "前台受理", 60),
    ("judge", "技术核实", 240),
    ("repair", "现场处理", 960),
    ("confirm", "回访确认", 480),
)
SCORES = (
    (5, 5, 4, 4, "耐心听完，复述准确。"),
    (3, 4, 4, 3, "打断客户一次，未说明下一步。"),
    (5, 4, 5, 5, ""),
)
FAULTS = ("主卧暖气片不热", "新换的阀门后端不热", "一楼地暖温度上不来")


def front_desk(company: Company, since: datetime) -> None:
    """What comes in from outside belongs to the customer service department, not to the president."""
    with clock.at(since):
        _front_desk(company)


def _front_desk(company: Company) -> None:
    set_rule(code="desk.front_unit", value=company.units["front"].code, company=company.unit.pk, by=SYSTEM)


def keep_limits(company: Company, end: datetime) -> None:
    """Class A and urgent leaks have policies of their own; three repairs wait for the leader of the north station."""
    head = company.people["head"]
    save_policy(
        policy=None, name="A 类客户报修", conditions={"grades": ["A"], "kinds": [Kind.REPAIR.value]}, by=head,
        limits={"contact": {"minutes": 15, "around_the_clock": True}, "completion": {"minutes": 240, "pauses": ["customer", "parts"]}},
        levels=[{"minutes": 0, "action": "tell", "to": "head"}, {"minutes": 60, "action": "raise", "to": "head"},
                {"minutes": 120, "action": "hand", "to": "above"}],
    )  # fmt: skip
    save_policy(
        policy=None, name="突发与紧急漏水", conditions={"priorities": [0, 1], "types": [company.types["fault.leak"].pk]}, by=head,
        limits={"contact": {"minutes": 10, "around_the_clock": True}, "completion": {"minutes": 120, "around_the_clock": True}},
        levels=[{"minutes": 0, "action": "tell", "to": "head"}],
    )  # fmt: skip
    _wait_for_the_leader(company, end)
    _ask_for_time(company)
    _pass_departments(company)
    _listen(company)


def _wait_for_the_leader(company: Company, end: datetime) -> None:
    north = [
        site for site in company.sites if site.unit and site.unit.code == company.people["leader"].unit.code
    ]
    important = next((site for site in north if site.customer.grade == "A"), north[0])
    for number, subject in enumerate(FAULTS):
        site = important if number == 0 else north[number % len(north)]
        with clock.at(end - timedelta(minutes=25 - 8 * number)):
            request = open_request(
                company=company.unit, channel=company.channels["phone"], subject=subject, body=f"{subject}，昨晚开始。地址：{site}。",
                contact_name=site.customer.name, contact_phone=site.customer.phone, customer=site.customer, site=site,
                service_type=company.types["fault.cold"], by=company.people["agent"],
            )  # fmt: skip
        with clock.at(end - timedelta(minutes=20 - 8 * number)):
            review_request(
                request=request, reasonable=True, feasible=True, charge="free", by=company.people["acceptor"]
            )


def _ask_for_time(company: Company) -> None:
    late = Clock.objects.filter(
        state__in=LIVE, fixed=False, target=Target.COMPLETION, request__company=company.unit, request__state=State.ORDERED
    ).select_related("request__responsible", "request__unit")  # fmt: skip
    for found, reason in zip(
        late.order_by("due_at"), ("换热器要从厂家调货，明早到", "楼内无人，约定明天上午"), strict=False
    ):
        ask_extension(clock=found, minutes=480, reason=reason, by=found.request.responsible)  # type: ignore[arg-type]  # being handled: somebody does


def _pass_departments(company: Company) -> None:
    """Four links; one of three requests went to the station without the technicians."""
    units = (company.units["front"], company.units["production"], None, company.units["front"])
    desk, judge, repair, _confirm = (
        save_step(instance=None, code=code, name=name, minutes=minutes, position=number, unit=unit, by=company.people["head"])
        for number, ((code, name, minutes), unit) in enumerate(zip(CHAIN, units, strict=True), start=1)
    )  # fmt: skip
    handled = Request.objects.filter(company=company.unit, state=State.ORDERED, kind=Kind.REPAIR)
    for number, request in enumerate(handled.select_related("service_type", "unit").order_by("-opened_at")[:3]):  # fmt: skip
        for minutes, step in ((5, desk), (20, judge), (45, repair)):
            if number == 1 and step is judge:
                continue
            with clock.at(request.opened_at + timedelta(minutes=minutes)):
                enter_step(request=request, step=step, by=company.people["agent"])


def _listen(company: Company) -> None:
    closed = Request.objects.filter(company=company.unit, kind=Kind.COMPLAINT, state=State.CLOSED)
    cases = closed.select_related("company").order_by("-closed_at")[: len(SCORES)]
    for request, (attitude, listening, clarity, solution, remark) in zip(cases, SCORES, strict=False):
        score_sample(
            request=request, person=company.people["agent"], attitude=attitude, listening=listening, clarity=clarity, solution=solution,
            remark=remark, by=company.people["supervisor"],
        )  # fmt: skip
