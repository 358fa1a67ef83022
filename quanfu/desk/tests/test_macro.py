"""Macros and reply templates: what they would do is told before, and that is what they do."""

from collections.abc import Callable
from typing import Any

import pytest

from quanfu.channels.models import Message
from quanfu.core.errors import Refused
from quanfu.core.models import Job, JournalEntry
from quanfu.desk.actions.macro import rehearse_macro, run_macro, save_macro
from quanfu.desk.actions.reply_template import save_reply_template
from quanfu.desk.enums import State
from quanfu.desk.models import Macro, Note, ReplyTemplate, Request, ServiceType
from quanfu.desk.queries.reply_template import fill_template, templates_for
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def settle(enquiry_type: ServiceType, zheng: Person) -> Macro:
    """Classify as enquiry, make urgent, reply, note, close."""
    reply = save_reply_template(
        instance=None, name="已答复", text="{{contact_name}}您好，{{number}} 已处理。", by=zheng
    )
    steps = [
        {"act": "close", "value": "已答复"}, {"act": "classify", "value": enquiry_type.pk}, {"act": "priority", "value": 1},
        {"act": "reply", "value": reply.pk}, {"act": "note", "value": "按模板处理"},
    ]  # fmt: skip
    return save_macro(instance=None, name="咨询即结", steps=steps, by=zheng)


@pytest.fixture
def li(li: Person, qian: Person, company: Any) -> Person:
    """She is qualified to accept as well."""
    from quanfu.org.models import PersonSkill, Skill

    PersonSkill.objects.create(
        person=li, skill=Skill.objects.get(company=company, code="acceptance"), level=2
    )
    return li


def test_steps_stand_in_the_order_of_the_work(settle: Macro) -> None:
    assert [step["act"] for step in settle.steps] == ["classify", "priority", "reply", "note", "close"]


def test_the_preview_changes_nothing_and_tells_what_will_happen(
    make_request: Callable[..., Request], settle: Macro, li: Person
) -> None:
    request = make_request()
    before = (Request.objects.values().get(pk=request.pk), JournalEntry.objects.count(), Job.objects.count())
    outcomes = rehearse_macro(macro=settle, request=request, by=li)
    assert [bool(outcome.refused) for outcome in outcomes] == [False] * 5
    assert [outcome.text for outcome in outcomes][:2] == ["缴费咨询", "紧急"] or outcomes[
        0
    ].text == "缴费咨询"
    after = (Request.objects.values().get(pk=request.pk), JournalEntry.objects.count(), Job.objects.count())
    assert after == before and not Note.objects.exists() and not Message.objects.exists()


def test_what_the_preview_promised_is_done_in_one_go(
    make_request: Callable[..., Request], settle: Macro, li: Person
) -> None:
    request = make_request()
    run_macro(macro=settle, request=request, by=li)
    request = Request.objects.get(pk=request.pk)
    assert (request.state, request.priority, request.kind) == (State.CLOSED, 1, "enquiry")
    assert Note.objects.filter(request=request).count() == 2
    assert request.number in Message.objects.get(request_number=request.number).text


def test_what_cannot_be_done_is_told_before_and_stops_all_of_it(
    make_request: Callable[..., Request], settle: Macro, li: Person
) -> None:
    request = make_request(priority=1)
    outcomes = rehearse_macro(macro=settle, request=request, by=li)
    assert [bool(outcome.refused) for outcome in outcomes] == [False, True, False, False, False]
    with pytest.raises(Refused):
        run_macro(macro=settle, request=request, by=li)
    assert Request.objects.get(pk=request.pk).state == State.REGISTERED and not Note.objects.exists()
    run_macro(macro=settle, request=Request.objects.get(pk=request.pk), partial=True, by=li)
    assert Request.objects.get(pk=request.pk).state == State.CLOSED


def test_it_runs_with_the_rights_of_the_one_who_runs_it(
    make_request: Callable[..., Request], settle: Macro, sun: Person
) -> None:
    request = make_request()
    Request.objects.filter(pk=request.pk).update(responsible=sun)
    outcomes = rehearse_macro(macro=settle, request=request, by=sun)
    allowed = {outcome.step.code for outcome in outcomes if not outcome.refused}
    assert allowed == {"reply", "note"}  # an engineer neither classifies nor closes


def test_the_number_of_acts_is_limited(zheng: Person, set_rule: Callable[..., None]) -> None:
    set_rule("desk.macro_most_steps", 1)
    with pytest.raises(Refused):
        save_macro(
            instance=None,
            name="两步",
            steps=[{"act": "note", "value": "一"}, {"act": "priority", "value": 1}],
            by=zheng,
        )


def test_an_unknown_field_is_refused_by_its_name(zheng: Person) -> None:
    with pytest.raises(Refused) as refused:
        save_reply_template(instance=None, name="坏", text="{{contact_name}} {{ pasword }}", by=zheng)
    assert "pasword" in str(refused.value) and refused.value.field == "text"


def test_fields_are_filled_from_the_request(make_request: Callable[..., Request], li: Person) -> None:
    request = make_request()
    template = ReplyTemplate(
        text="{{contact_name}}，{{ number }}，{{agent}}，{{company}}，{{link}}，{{gone}}"
    )
    filled = fill_template(template, Request.objects.get(pk=request.pk), li)
    assert filled.startswith(
        f"{request.contact_name}，{request.number}，{li.name}，松河热力公司，http"
    ) and filled.endswith("{{gone}}")


def test_the_english_text_is_for_who_writes_english(make_request: Callable[..., Request], li: Person) -> None:
    from django.utils import translation

    template = ReplyTemplate(text="您好", text_en="Hello {{contact_name}}")
    with translation.override("en"):
        assert fill_template(template, make_request(), li).startswith("Hello ")
    with translation.override("zh-hans"):
        assert fill_template(template, make_request(), li) == "您好"


def test_templates_fit_type_kind_and_channel_and_the_exact_ones_come_first(
    make_request: Callable[..., Request], enquiry_type: ServiceType, repair_type: ServiceType, zheng: Person
) -> None:
    def made(name: str, **columns: Any) -> None:
        save_reply_template(instance=None, name=name, text="您好", by=zheng, **columns)

    made("通用")
    made("咨询类", service_type=enquiry_type.parent)
    made("电话咨询", service_type=enquiry_type, channel="phone")
    made("报修", service_type=repair_type)
    made("邮件", channel="mail")
    made("投诉", kind="complaint")
    made("停用", is_active=False)
    names = [template.name for template in templates_for(make_request(service_type=enquiry_type))]
    assert names[0] == "电话咨询" and set(names) == {"通用", "咨询类", "电话咨询"}
