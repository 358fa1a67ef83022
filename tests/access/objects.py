"""Things for every URL to name: one set in each place of each company, written straight into the tables."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from quanfu.api.models import Token
from quanfu.channels.enums import ChannelKind, TalkState, Way
from quanfu.channels.models import (
    Call,
    Channel,
    ChannelCheck,
    ChannelFault,
    GroupHook,
    HeldAddress,
    Incoming,
    Message,
    OptOut,
    SmsTemplate,
    Talk,
)
from quanfu.channels.models import Extension as Telephone
from quanfu.core.clock import now, today
from quanfu.core.enums import DayKind, JobState
from quanfu.core.models import Job, JournalEntry, Rule, StoredFile
from quanfu.core.models.calendar import CalendarDay, WorkCalendar
from quanfu.core.models.field import FieldDefinition
from quanfu.core.money import Money
from quanfu.customers.models import Contact, Contract, Customer, Project, Site
from quanfu.desk.enums import State
from quanfu.desk.models import (
    Callback,
    CallbackPlan,
    Complaint,
    Consultation,
    Dispute,
    FailurePoint,
    Followup,
    Handover,
    Hold,
    Investigation,
    Leftover,
    Macro,
    Offer,
    OwnerChange,
    Reassignment,
    Reception,
    ReceptionTask,
    Referral,
    Remedy,
    ReplyTemplate,
    Request,
    ServiceType,
    ServiceWindow,
    SpecialReason,
)
from quanfu.knowledge.models import Article, Candidate, Gap, Synonym, Topic, Version
from quanfu.org.models import Absence, Duty, Grant, Notification, Person, Role, Skill, Tie, Unit
from quanfu.performance.enums import Group, PeriodKind
from quanfu.performance.models import GroupRater, PayLine, PayRun, RaterSeat, ScoreLine, Sheet
from quanfu.quality.models import Evaluation, Improvement, Notice
from quanfu.sla.enums import Target
from quanfu.sla.models import Clock, Extension, Policy
from quanfu.sla.models import Step as ChainStep
from quanfu.surveys.enums import AnswerWay
from quanfu.surveys.models import Answer, Invitation, Item, Questionnaire
from quanfu.training.models import Certificate, CertificateKind
from quanfu.workorders.models import Order, Problem, Step
from tests.access.arguments import ARGS, BODIES, PERIOD, absent, args_for  # noqa: F401 - one place to ask
from tests.access.inbox_objects import of_inbox
from tests.access.world import Company, World

PLACES = ("own", "near", "far")


@dataclass
class Things:
    """What lies in one place; what belongs to the whole company or to all is the same in all its places."""

    company: Company
    unit: Unit
    worker: Person
    named: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.named[name]
        except KeyError:
            raise AttributeError(name) from None


def build(world: World) -> dict[tuple[str, str], Things]:
    """{(company key, place): things}"""
    shared = _for_all()
    found = {}
    for company in world.companies.values():
        of_company = shared | _of_company(company)
        for place in PLACES:
            unit = company.south if place == "far" else company.north
            things = Things(company, unit, company.workers[place], dict(of_company))
            _in_place(things, place)
            found[company.key, place] = things
    return found


def _for_all() -> dict[str, Any]:
    calendar = WorkCalendar.objects.create(
        code="winter", name="采暖季", tz="Asia/Shanghai", week={"mon": [["08:00", "17:00"]]}
    )
    CalendarDay.objects.create(calendar=calendar, date=date(2026, 10, 1), kind=DayKind.HOLIDAY)
    job = Job.objects.create(
        path="quanfu.x", state=JobState.PARKED, due_at=now(), enqueued_at=now(), finished_at=now()
    )
    role = Role.objects.create(
        code="own-nobody", name="无人角色", permissions=["desk.request.show"], start="desk:request.index"
    )
    return {"calendar": calendar, "job": job, "role": role}


def _of_company(company: Company) -> dict[str, Any]:
    unit, mark = company.unit, company.mark("company")
    channel = Channel.objects.create(company=unit, code="phone", kind=ChannelKind.PHONE, name=f"热线 {mark}")
    Channel.objects.create(company=unit, code="api", kind=ChannelKind.API, name=f"接口 {mark}")
    parent = ServiceType.objects.create(company=unit, code="g", name=f"大类 {mark}")
    kind = ServiceType.objects.create(
        company=unit, parent=parent, code="t", name=f"暖气不热 {mark}", needs_order=True
    )
    skill = Skill.objects.create(company=unit, code="heat", name=f"采暖 {mark}")
    topic = Topic.objects.create(company=unit, name=f"主题 {mark}")
    article = Article.objects.create(
        company=unit,
        title=f"供热期 {mark}",
        body="10 月 20 日起",
        updated_at=now(),
        version=1,
        is_public=True,
    )
    version = Version.objects.create(
        article=article, number=1, state="published", title=article.title, body=article.body, at=now()
    )
    gap = Gap.objects.create(company=unit, words=f"退费 {mark}", count=3, first_at=now(), last_at=now())
    candidate = Candidate.objects.create(
        company=unit, source="t", title=f"常问 {mark}", count=5, found_at=now()
    )
    certificate_kind = CertificateKind.objects.create(company=unit, code="k", name=f"证书 {mark}")
    field = FieldDefinition.objects.create(
        owner=kind.fields_owner, code="floor", label=f"楼层 {mark}", kind="int"
    )
    paper = Questionnaire.objects.create(company=unit, code="q", name=f"问卷 {mark}")
    item = Item.objects.create(questionnaire=paper, code="speed", label=f"速度 {mark}")
    message = Message.objects.create(
        company=unit, way=Way.MAIL, to=f"{mark}@x.example", subject=mark, text=mark, at=now()
    )
    rater = GroupRater.objects.create(company=unit, group=Group.MARKETING_HEAD, person=company.people["head"])
    run = PayRun.objects.create(
        company=unit,
        period=PERIOD,
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 10, 31),
        base_share="2/3",
        at=now(),
    )
    macro = Macro.objects.create(company=unit, name=f"宏 {mark}", steps=[{"act": "priority", "value": 1}])
    template = ReplyTemplate.objects.create(company=unit, name=f"模板 {mark}", text=mark)
    rule = Rule.objects.create(
        code="org.roster_most_days", company=unit.pk, since=today() + timedelta(days=9), value=50
    )
    entry = JournalEntry.objects.create(
        at=now(), event="org.unit.changed", actor_kind="system", actor_label=mark, subject_type="org.Unit",
        subject_id=unit.pk, subject_label=mark, company=unit.pk,
    )  # fmt: skip
    point = FailurePoint.objects.create(company=unit, code="a-late", name=f"失误点 {mark}")
    plan = CallbackPlan.objects.create(company=unit, name=f"回访 {mark}")
    window = ServiceWindow.objects.create(company=unit, unit=unit, code="w1", name=f"窗口 {mark}")
    sms = Channel.objects.create(company=unit, code="sms", kind=ChannelKind.SMS, name=f"短信 {mark}")
    sms_template = SmsTemplate.objects.create(channel=sms, code="SMS_1", name=f"模板 {mark}", text="您好")
    talk = Talk.objects.create(
        company=unit, channel=Channel.objects.create(company=unit, code=f"chat-{mark}", kind=ChannelKind.CHAT, name=mark), key=f"talk {unit.pk}",
        name=mark, state=TalkState.WAITING, started_at=now(), seen_at=now(), waiting_since=now(),
    )  # fmt: skip
    opt_out = OptOut.objects.create(company=unit, phone="13800000055", words=f"TD {mark}", at=now())
    hook = GroupHook.objects.create(
        company=unit, name=f"群 {mark}", url="http://127.0.0.1:9/", events=["desk.request.closed"]
    )
    raw = StoredFile.objects.create(
        sha256="0" * 64, size=1, type="text/plain", name="x", stored_at=now(), actor_kind="system"
    )
    return {
        "incoming": Incoming.objects.create(
            company=unit, channel=channel, key=mark, raw=raw, received_at=now(), state="quarantine", subject=mark
        ),
        "check": ChannelCheck.objects.create(company=unit, channel=channel, due_at=now()),
        "fault": ChannelFault.objects.create(company=unit, channel=channel, text=mark, at=now()),
        "macro": macro, "reply_template": template,
        "group_hook": hook, "sms_template": sms_template, "opt_out": opt_out, "talk": talk, "held_address": HeldAddress.objects.create(company=unit, address="x@home.example", reason=mark, at=now()), "service_window": window, "callback_plan": plan, "failure_point": point, "channel": channel, "service_type": kind, "field": field, "skill": skill, "questionnaire": paper, "item": item, "message": message,
        "special_reason": SpecialReason.objects.create(company=unit, code="r", name=f"原因 {mark}"),
        "topic": topic, "synonym": Synonym.objects.create(company=unit, words=f"退费, 退款, {mark}"), "version": version, "gap": gap, "candidate": candidate, "certificate_kind": certificate_kind, "article": article, "group_rater": rater, "pay_run": run, "rule": rule, "entry": entry,
    }  # fmt: skip


def _mail(things: Things, request: Request, mark: str) -> Incoming:
    mailbox, _new = Channel.objects.get_or_create(
        company=request.company, code="mail", kind=ChannelKind.MAIL, defaults={"name": mark}
    )
    return Incoming.objects.create(
        company=request.company, channel=mailbox, key=request.number, raw=things.incoming.raw, received_at=now(), state="understood", kind="reply",
        request_number=request.number, subject=mark, text=mark, html=f"<p>{mark}</p>",
    )  # fmt: skip


def _in_place(things: Things, place: str) -> None:
    company, unit, worker = things.company, things.unit, things.worker
    mark = company.mark("far" if place == "far" else "near")
    customer = Customer.objects.create(
        company=company.unit, name=f"客户 {mark}", phone="13800000001", created_at=now()
    )
    site = Site.objects.create(customer=customer, unit=unit, address=f"地址 {mark}")
    contact = Contact.objects.create(customer=customer, name=f"联系人 {mark}")
    project = Project.objects.create(customer=customer, name=f"项目 {mark}", site=site, since=today())
    contract = Contract.objects.create(
        company=company.unit,
        customer=customer,
        number=f"HT-{company.key}-{place}",
        title=f"合同 {mark}",
        project=project,
        since=today(),
    )
    request = _request(things, f"FW-{company.key}-{place}", State.ORDERED, customer, site, mark)
    order = Order.objects.create(
        number=f"WO-{company.key}-{place}", request=request, company=company.unit, unit=unit, responsible=worker,
        description=mark, required_by=now() + timedelta(days=1), state="sent", sent_at=now(),
    )  # fmt: skip
    rated = _request(things, f"FW-{company.key}-{place}-rated", State.RATED, customer, site, mark)
    invitation = Invitation.objects.create(
        request=rated, company=company.unit, questionnaire=things.questionnaire, way=Way.SMS, at=now()
    )
    complained = _request(things, f"FW-{company.key}-{place}-case", State.ORDERED, customer, site, mark)
    Request.objects.filter(pk=complained.pk).update(kind="complaint")
    case = Complaint.objects.create(
        request=complained, company=company.unit, opened_at=now(), complained_at=now()
    )
    sheet = Sheet.objects.create(
        person=worker, company=company.unit, unit=unit, kind=PeriodKind.MONTH, period=PERIOD, starts_on=date(2026, 10, 1),
        ends_on=date(2026, 10, 31), opened_at=now(),
    )  # fmt: skip
    ScoreLine.objects.create(sheet=sheet, group=Group.PEERS, position=4, maximum=Decimal(10))
    other = company.workers["near" if place != "near" else "own"]
    person = worker
    reception = Reception.objects.create(
        company=company.unit,
        unit=unit,
        topic=mark,
        visitors=mark,
        appointment_at=now(),
        host=worker,
        by=company.people["agent"],
        at=now(),
    )
    things.named |= {
        "customer": customer, "site": site, "contact": contact, "project": project, "contract": contract, "request": request, "order": order,
        "rated": rated,
        "step": Step.objects.create(order=order, position=1, title=mark),
        "problem": Problem.objects.create(order=order, text=mark, by=worker, at=now()),
        "reassignment": Reassignment.objects.create(
            request=request, giver=worker, taker=other, reason=mark, asked_by=worker, asked_at=now()
        ),
        "followup": Followup.objects.create(request=request, text=mark, owner=worker, due_at=now()),
        "reception": reception,
        "reception_task": ReceptionTask.objects.create(reception=reception, text=mark, owner=worker, due_on=today()),
        "callback": Callback.objects.create(
            company=company.unit, unit=unit, occasion="job", request=request, customer=customer, assignee=worker, due_from=now(),
            planned_at=now(), due_at=now() + timedelta(days=3),
        ),
        "complained": complained,
        "improvement": (improvement := Improvement.objects.create(company=company.unit, unit=unit, title=mark, found_at=now())),
        "notice": Notice.objects.create(improvement=improvement, request=complained),
        "evaluation": Evaluation.objects.create(
            company=company.unit, request=complained, owner=worker, opened_at=now(), due_at=now() + timedelta(days=7)
        ),
        "consultation": Consultation.objects.create(
            company=company.unit, unit=unit, consultant=worker, name=mark, topic=mark, at=now(), by=worker
        ),
        "owner_change": OwnerChange.objects.create(
            complaint=case, giver=worker, taker=other, reason=mark, asked_by=worker, asked_at=now()
        ),
        "remedy": Remedy.objects.create(complaint=case, kind="refund", amount=Money(100), text=mark, by=worker, at=now()),
        "dispute": Dispute.objects.create(complaint=case, text=mark, by=worker, at=now()),
        "referral": Referral.objects.create(
            request=complained, from_unit=company.front, unit=unit, person=worker, step=mark, at=now(), due_at=now() + timedelta(hours=4),
        ),
        "investigation": Investigation.objects.create(
            request=rated, score=Decimal(1), reason=mark, owner=worker, opened_at=now(), due_at=now()
        ),
        "clock": Clock.objects.create(
            request=request, company=company.unit, unit=unit, person=worker, target=Target.COMPLETION, minutes=60,
            started_at=now(), due_at=now() + timedelta(hours=1), next_at=now() + timedelta(hours=1),
        ),
        "invitation": invitation,
        "answer": Answer.objects.create(
            invitation=invitation, request=rated, company=company.unit, unit=unit, person=worker, score=Decimal(1),
            items={"speed": 1}, text=mark, way=AnswerWay.PHONE, author=mark, at=now(),
        ),
        "sheet": sheet,
        "seat": RaterSeat.objects.create(sheet=sheet, group=Group.PEERS, rater=other),
        "pay_line": PayLine.objects.create(
            run=things.pay_run, person=worker, total=Money(300), base=Money(300), part=Money(0), performance_pay=Money(0),
            sum=Money(300),
        ),
        "person": person,
        "grant": Grant.objects.filter(person=person).first() or Grant.objects.create(
            person=person, role=Role.objects.get(code="outlet"), unit=unit, reach="team"
        ),
        "offer": Offer.objects.create(
            request=request, person=worker, offered_at=now(), expires_at=now() + timedelta(hours=1)
        ),
        "handover": Handover.objects.create(
            request=request, giver=other, taker=worker, progress=mark, asked_at=now()
        ),
        "leftover": Leftover.objects.create(request=request, person=worker, day=today(), asked_at=now()),
        "certificate": Certificate.objects.create(
            person=person, kind=things.certificate_kind, valid_from=today(), valid_until=today()
        ),
        "duty": Duty.objects.create(person=person, start=now(), end=now() + timedelta(hours=8)),
        "absence": Absence.objects.create(person=person, start=now(), end=now() + timedelta(days=8), reason=mark),
        "tie": Tie.objects.get_or_create(group=unit, defaults={"specialist": worker, "since": today()})[0],
        "notification": Notification.objects.create(person=person, text=mark, at=now()),
        "call": Call.objects.create(
            company=company.unit, person=worker, phone="13900000001", is_answered=False, in_hours=True, remark=mark, at=now(), return_due_at=now(),
        ),
        "telephone": Telephone.objects.create(channel=things.channel, number=str(worker.pk), person=worker),
        "mail": _mail(things, request, mark),
        "token": Token.objects.create(person=person, digest=f"{mark}{place}", note=mark, created_at=now()),
    }  # fmt: skip
    of_inbox(things, mark)
    _of_limits(things, mark)


def _of_limits(things: Things, mark: str) -> None:
    """What stands around the limits of a request, and the settings of limits of the company."""
    company, worker = things.company.unit, things.worker
    line = Policy.objects.count() + 1
    things.named |= {
        "policy": Policy.objects.create(
            company=company, line=line, position=line, since=now(), name=mark, limits={"contact": {"minutes": 60}}
        ),
        "chain_step": ChainStep.objects.create(company=company, code=f"chain-{line}", name=mark),
        "extension": Extension.objects.create(
            clock=things.clock, minutes=60, reason=mark, asked_by=worker, asked_at=now()
        ),
        "hold": Hold.objects.create(request=things.request, waits_for="customer", text=mark, begun_at=now()),
    }  # fmt: skip


def _request(things: Things, number: str, state: State, customer: Customer, site: Site, mark: str) -> Request:
    company = things.company
    return Request.objects.create(
        number=number, company=company.unit, unit=things.unit, state=state, service_type=things.service_type,
        subject=f"暖气不热 {mark}", body=mark, customer=customer, site=site, contact_name=f"联系人 {mark}",
        contact_phone="13800000001", channel=things.channel, responsible=things.worker, owner=company.people["agent"],
        opened_by=company.people["agent"], opened_at=now(), due_at=now() + timedelta(hours=1), updated_at=now(),
    )  # fmt: skip
