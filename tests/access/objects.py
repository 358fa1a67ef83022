"""Things for every URL to name: one set in each place of each company, written straight into the tables."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core import signing

from quanfu.api.models import Token
from quanfu.channels.enums import ChannelKind, Way
from quanfu.channels.models import Call, Channel, ChannelCheck, ChannelFault, Extension, GroupHook, HeldAddress, Incoming, Message, OptOut, SmsTemplate
from quanfu.channels.queries.held_address import SALT
from quanfu.core.clock import now, today
from quanfu.core.enums import DayKind, JobState
from quanfu.core.models import Job, JournalEntry, Rule, StoredFile
from quanfu.core.models.calendar import CalendarDay, WorkCalendar
from quanfu.core.models.field import FieldDefinition
from quanfu.core.money import Money
from quanfu.customers.models import Contact, Customer, Site
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
from quanfu.desk.queries.callback import callback_token
from quanfu.desk.queries.request import tracking_token
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
from quanfu.surveys.queries.invitation import invitation_token
from quanfu.training.models import Certificate, CertificateKind
from quanfu.workorders.models import Order, Problem, Step
from tests.access.inbox_objects import of_inbox
from tests.access.world import Company, World

PLACES = ("own", "near", "far")
PERIOD = "2026-10"


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
        company=unit, title=f"供热期 {mark}", body="10 月 20 日起", updated_at=now(), version=1, is_public=True
    )
    version = Version.objects.create(
        article=article, number=1, state="published", title=article.title, body=article.body, at=now()
    )
    gap = Gap.objects.create(company=unit, words=f"退费 {mark}", count=3, first_at=now(), last_at=now())
    candidate = Candidate.objects.create(company=unit, source="t", title=f"常问 {mark}", count=5, found_at=now())
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
    template = SmsTemplate.objects.create(channel=sms, code="SMS_1", name=f"模板 {mark}", text="您好")
    opt_out = OptOut.objects.create(company=unit, phone="13800000055", words=f"TD {mark}", at=now())
    hook = GroupHook.objects.create(
        company=unit, name=f"群 {mark}", url="http://127.0.0.1:9/", events=["desk.request.closed"]
    )
    raw = StoredFile.objects.create(sha256="0" * 64, size=1, type="text/plain", name="x", stored_at=now(), actor_kind="system")
    return {
        "incoming": Incoming.objects.create(
            company=unit, channel=channel, key=mark, raw=raw, received_at=now(), state="quarantine", subject=mark
        ),
        "check": ChannelCheck.objects.create(company=unit, channel=channel, due_at=now()),
        "fault": ChannelFault.objects.create(company=unit, channel=channel, text=mark, at=now()),
        "macro": macro, "reply_template": template,
        "group_hook": hook, "sms_template": template, "opt_out": opt_out, "held_address": HeldAddress.objects.create(company=unit, address="x@home.example", reason=mark, at=now()), "service_window": window, "callback_plan": plan, "failure_point": point, "channel": channel, "service_type": kind, "field": field, "skill": skill, "questionnaire": paper, "item": item, "message": message,
        "special_reason": SpecialReason.objects.create(company=unit, code="r", name=f"原因 {mark}"),
        "topic": topic, "synonym": Synonym.objects.create(company=unit, words=f"退费, 退款, {mark}"), "version": version, "gap": gap, "candidate": candidate, "certificate_kind": certificate_kind, "article": article, "group_rater": rater, "pay_run": run, "rule": rule, "entry": entry,
    }  # fmt: skip


def _mail(things: Things, request: Request, mark: str) -> Incoming:
    mailbox, _new = Channel.objects.get_or_create(company=request.company, code="mail", kind=ChannelKind.MAIL, defaults={"name": mark})
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
        "customer": customer, "site": site, "contact": contact, "request": request, "order": order, "rated": rated,
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
            company=company.unit, phone="13900000001", is_answered=False, in_hours=True, remark=mark, at=now(), return_due_at=now()
        ),
        "extension": Extension.objects.create(channel=things.channel, number=str(worker.pk), person=worker),
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


# What a URL's arguments are made of. By the whole name where it needs more than its noun's key, else by context and noun.
Args = Callable[[Things], dict[str, Any]]


def pk(name: str) -> Args:
    return lambda things: {"pk": getattr(things, name).pk}


def number(name: str) -> Args:
    return lambda things: {"number": getattr(things, name).number}


def code(things: Things) -> dict[str, Any]:
    return {"code": things.calendar.code}


def day(things: Things) -> dict[str, Any]:
    return {"code": things.calendar.code, "on": date(2026, 10, 1)}


ARGS: dict[str, Args] = {
    "desk:view": pk("saved_view"), "desk:view.show": lambda t: {"code": f"v{t.saved_view.pk}"}, "desk:draft.delete": pk("draft"),
    "desk:macro": pk("macro"), "desk:reply_template": pk("reply_template"), "desk:reply_template.panel": number("request"),
    "desk:macro_run.create": lambda t: {"number": t.request.number, "pk": t.macro.pk}, "desk:link.delete": pk("link"),
    "desk:merge.delete": pk("merge"), "desk:split": lambda t: {"number": t.request.number, "pk": t.desk_note.pk},
    "desk:bulk": pk("bulk_run"), "desk:time_entry.delete": pk("time_entry"),
    "core:calendar": code, "core:calendar_day.create": code, "core:calendar_day": day, "core:calendar_import": code,
    "core:calendar_export": code, "core:job": pk("job"), "core:journal": pk("entry"),
    "core:rule.delete": lambda t: {"code": t.rule.code, "pk": t.rule.pk},
    "core:rule": lambda t: {"code": t.rule.code},
    "core:file": lambda t: {"pk": 1},
    "org:unit": pk("unit"), "org:unit_move": pk("unit"), "org:unit_closing": pk("unit"), "org:person": pk("person"),
    "org:leaving": pk("person"), "org:password": pk("person"), "org:session": pk("person"), "org:grant.create": pk("person"),
    "org:grant.delete": lambda t: {"person_pk": t.person.pk, "pk": t.grant.pk}, "org:role": pk("role"), "org:skill": pk("skill"),
    "org:duty": pk("duty"), "org:absence": pk("absence"), "org:tie": lambda t: {"pk": t.tie.pk},
    "org:notification": pk("notification"),
    "desk:claim": pk("offer"), "desk:handover.update": pk("handover"), "desk:leftover": pk("leftover"),
    "desk:special_reason": pk("special_reason"), "knowledge:article": pk("article"), "knowledge:upkeep": pk("article"), "knowledge:retirement": pk("article"), "knowledge:rating": pk("article"),
    "knowledge:version.index": pk("article"), "knowledge:version": pk("version"), "knowledge:submission": pk("version"), "knowledge:review": pk("version"),
    "knowledge:topic": pk("topic"), "knowledge:synonym": pk("synonym"), "knowledge:gap": pk("gap"), "knowledge:candidate": pk("candidate"),
    "desk:suggestion.panel": number("request"), "desk:citation.panel": number("request"), "training:certificate_kind": pk("certificate_kind"), "training:certificate": pk("certificate"),
    "customers:customer": pk("customer"), "customers:contact.create": pk("customer"), "customers:contact": pk("contact"),
    "customers:site.create": pk("customer"), "customers:site": pk("site"),
    "channels:channel": pk("channel"), "channels:group_hook": pk("group_hook"), "channels:sms_template": pk("sms_template"), "channels:opt_out": pk("opt_out"), "channels:held_address": pk("held_address"), "channels:unsubscription": lambda t: {"token": signing.dumps([t.company.unit.pk, "x@x.example"], salt=SALT)}, "channels:hook_test": pk("group_hook"),
    "customers:merger": pk("customer"), "channels:message": pk("message"), "channels:delivery": pk("message"),
    "channels:retry": pk("message"), "channels:channel_test": pk("channel"), "channels:incoming": pk("incoming"),
    "channels:raw": pk("incoming"), "channels:rerun": pk("incoming"), "channels:check": pk("check"), "channels:fault": pk("fault"),
    "channels:call": pk("call"), "channels:call_return": pk("call"), "channels:extension": pk("extension"), "desk:ring": pk("call"),
    "channels:hook": lambda t: {"key": t.channel.key},
    "desk:reassignment.update": pk("reassignment"), "desk:followup": pk("followup"), "desk:investigation": pk("investigation"),
    "desk:owner_change.update": pk("owner_change"), "desk:owner_change.create": number("complained"), "desk:remedy.update": pk("remedy"), "desk:dispute.update": pk("dispute"), "desk:referral.update": pk("referral"), "desk:failure_point": pk("failure_point"),
    **{f"desk:{noun}": number("complained") for noun in (
        "complaint", "acknowledgement", "assessment", "finding", "remedy.create", "decision", "return_call", "complaint_closure",
        "dispute.create", "lesson.create")},
    "desk:complaint.create": number("request"),
    "desk:consultation": pk("consultation"), "desk:reception": pk("reception"), "desk:reception_task": pk("reception_task"), "desk:service_window": pk("service_window"),
    "desk:callback.panel": number("request"), "desk:mail.show": lambda t: {"number": t.request.number, "pk": t.mail.pk}, "desk:callback": pk("callback"), "desk:call_attempt": pk("callback"),
    "desk:callback_plan": pk("callback_plan"), "portal:callback": lambda t: {"token": callback_token(t.callback)},
    "desk:service_type": pk("service_type"), "desk:service_field": pk("service_type"), "desk:customer_requests": pk("customer"),
    "desk:service_field.update": lambda t: {"pk": t.service_type.pk, "field_pk": t.field.pk}, "api:token": pk("token"), "desk": number("request"),
    "workorders:order.panel": number("request"),
    "workorders:step": lambda t: {"number": t.order.number, "step_id": t.step.pk},
    "workorders:problem.update": lambda t: {"number": t.order.number, "problem_id": t.problem.pk},
    "workorders": number("order"), "sla": number("request"),
    "sla:policy": lambda t: {"line": t.policy.line}, "sla:policy_order": lambda t: {"line": t.policy.line},
    "sla:step": pk("chain_step"), "sla:extension.update": pk("extension"),
    "surveys:answer.show": pk("answer"), "surveys:questionnaire": pk("questionnaire"), "surveys:item": pk("item"),
    "surveys": number("rated"),
    "quality:improvement": pk("improvement"), "quality:notice": pk("notice"), "quality:evaluation": pk("evaluation"),
    "quality": number("complained"),
    "performance:seat.delete": lambda t: {"pk": t.sheet.pk, "seat_pk": t.seat.pk},
    "performance:waiver": lambda t: {"pk": t.sheet.pk, "group": "peers"},
    "performance:rating": lambda t: {"period": PERIOD}, "performance:rater": pk("group_rater"),
    "performance:pay_run": pk("pay_run"), "performance:pay_line": pk("pay_line"), "performance": pk("sheet"),
    "portal:company": lambda t: {"code": t.company.unit.code}, "portal:complaint": lambda t: {"code": t.company.unit.code}, "portal:contact": lambda t: {"code": t.company.unit.code}, "portal:ask": lambda t: {"code": t.company.unit.code},
    "desk:lesson.panel": pk("article"), "quality:adoption": pk("article"),
    "portal:article.index": lambda t: {"code": t.company.unit.code}, "portal:article": lambda t: {"code": t.company.unit.code, "pk": t.article.pk},
    "portal:opinion": lambda t: {"code": t.company.unit.code, "pk": t.article.pk},
    "portal:search": lambda t: {"code": t.company.unit.code},
    "portal:rating": lambda t: {"token": invitation_token(t.invitation)},
    "portal": lambda t: {"token": tracking_token(t.request)},
    "api": number("request"),
}  # fmt: skip


# What a program sends; a body that does not fit is told so before anybody is looked at.
BODIES: dict[str, dict[str, Any]] = {
    "api:request.create": {"subject": "暖气不热", "contact_name": "王先生", "contact_phone": "13812345678"},
    "api:note.create": {"kind": "note", "text": "已联系"},
    "api:sms.create": {"phone": "13812345678", "text": "5"},
}


def args_for(name: str) -> Args:
    """The most exact entry: context:noun.verb, context:noun, context."""
    for key in (name, name.partition(".")[0], name.partition(":")[0]):
        if key in ARGS:
            return ARGS[key]
    raise KeyError(f"tests/access/objects.py: say in ARGS what {name} names")


def absent(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The same arguments, naming nothing that there is."""
    nothing = {
        "pk": 987654321,
        "number": "FW-00000000-0000",
        "code": "nothing",
        "token": "nothing",
        "person_pk": 987654321,
    }
    return {name: nothing.get(name, value) for name, value in kwargs.items()}
