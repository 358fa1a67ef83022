"""What each URL names: the arguments of a page made of the things in objects.py, and what a program sends."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core import signing

from quanfu.channels.queries.held_address import SALT
from quanfu.desk.queries.callback import callback_token
from quanfu.desk.queries.request import tracking_token
from quanfu.surveys.queries.invitation import invitation_token

if TYPE_CHECKING:
    from tests.access.objects import Things

PERIOD = "2026-10"

# What a URL's arguments are made of. By the whole name where it needs more than its noun's key, else by context and noun.
Args = Callable[["Things"], dict[str, Any]]


def pk(name: str) -> Args:
    return lambda things: {"pk": getattr(things, name).pk}


def number(name: str) -> Args:
    return lambda things: {"number": getattr(things, name).number}


def code(things: "Things") -> dict[str, Any]:
    return {"code": things.calendar.code}


def day(things: "Things") -> dict[str, Any]:
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
    "customers:site.create": pk("customer"), "customers:site": pk("site"), "customers:project.create": pk("customer"),
    "customers:project": pk("project"), "customers:contract.create": pk("customer"), "customers:contract": pk("contract"),
    "channels:channel": pk("channel"), "channels:group_hook": pk("group_hook"), "channels:sms_template": pk("sms_template"), "channels:opt_out": pk("opt_out"), "channels:held_address": pk("held_address"), "channels:unsubscription": lambda t: {"token": signing.dumps([t.company.unit.pk, "x@x.example"], salt=SALT)}, "channels:hook_test": pk("group_hook"),
    "customers:merger": pk("customer"), "channels:message": pk("message"), "channels:delivery": pk("message"),
    "channels:retry": pk("message"), "channels:channel_test": pk("channel"), "channels:incoming": pk("incoming"),
    "channels:raw": pk("incoming"), "channels:rerun": pk("incoming"), "channels:check": pk("check"), "channels:fault": pk("fault"),
    "channels:call": pk("call"), "api:call": pk("call"), "channels:call_return": pk("call"), "channels:extension": pk("telephone"), "desk:ring": pk("call"),
    "channels:hook": lambda t: {"key": "nobody"}, "channels:talk_taking": pk("talk"),
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
    **dict.fromkeys(
        ("portal:chat.panel", "portal:talk", "portal:talk_call", "portal:talk_end", "portal:talk_message", "portal:talk_file",
         "portal:talk_transcript", "portal:talk_rating"), lambda t: {"key": t.talk.channel.key},
    ), "portal:chat": lambda t: {"code": t.company.unit.code},
    "portal:search": lambda t: {"code": t.company.unit.code},
    "portal:rating": lambda t: {"token": invitation_token(t.invitation)},
    "portal": lambda t: {"token": tracking_token(t.request)},
    "api": number("request"),
}  # fmt: skip


# What a program sends; a body that does not fit is told so before anybody is looked at.
BODIES: dict[str, dict[str, Any]] = {
    "api:request.create": {"subject": "暖气不热", "contact_name": "王先生", "contact_phone": "13812345678"},
    "api:note.create": {"kind": "note", "text": "已联系"},
    "api:call.create": {"is_answered": False, "phone": "13812345678"},
    "api:sms.create": {"phone": "13812345678", "text": "5"},
}


def args_for(name: str) -> Args:
    """The most exact entry: context:noun.verb, context:noun, context."""
    for key in (name, name.partition(".")[0], name.partition(":")[0]):
        if key in ARGS:
            return ARGS[key]
    raise KeyError(f"tests/access/arguments.py: say in ARGS what {name} names")


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
