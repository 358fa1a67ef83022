"""From the first word of a customer to what becomes of it: call form, promises, kinds, emergencies, results."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localtime
from python_calamine import CalamineWorkbook

from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Call, Channel, Message
from quanfu.core import clock
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM, visitor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.models import JournalEntry
from quanfu.core.testing import assert_query_count_constant
from quanfu.customers.models import Customer
from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.actions.classification import classify_request
from quanfu.desk.actions.closure import close_request
from quanfu.desk.actions.intake import take_request
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.promise import make_promise
from quanfu.desk.actions.request import finish_request, open_request
from quanfu.desk.actions.review import review_request
from quanfu.desk.actions.service_package import open_package
from quanfu.desk.enums import Kind, Priority, State
from quanfu.desk.models import Link, Promise, Request, ServicePackage, ServiceType
from quanfu.desk.queries.promise import open_promises
from quanfu.org.models import Notification, Person, Unit
from quanfu.sla.jobs import run_clocks
from quanfu.workorders.models import Order

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]
Browser = Callable[[Person], Client]
NEW = "/desk/requests/new/"


@pytest.fixture
def call(phone_channel: Channel) -> dict[str, Any]:
    return {
        "channel": phone_channel.pk, "contact_name": "王建国", "contact_phone": "13800000001", "subject": "什么时候开始供热",
        "priority": Priority.NORMAL,
    }  # fmt: skip


def type_of(company: Unit, code: str, kind: Kind, **columns: Any) -> ServiceType:
    parent = ServiceType.objects.create(company=company, code=f"{code}-group", name="大类", kind=kind)
    return ServiceType.objects.create(
        company=company, parent=parent, code=code, name=f"类型 {code}", kind=kind, **columns
    )


@pytest.mark.req("INT-5")
def test_call_form_shows_the_channels_greeting_and_the_callers_history(
    client_of: Browser, li: Person, phone_channel: Channel, make_request: Make
) -> None:
    Channel.objects.update(greeting="您好，全服热力，请讲。", script="先听客户讲完\n复述问题")
    make_request(subject="上个月的漏水")
    page = client_of(li).get(f"{NEW}?phone=13800000001&channel={phone_channel.pk}").content.decode()
    assert "您好，全服热力，请讲。" in page and "复述问题" in page and "上个月的漏水" in page


@pytest.mark.req("INT-7")
def test_enquiry_without_problem_is_refused_and_with_one_is_kept_with_time_and_agent(
    client_of: Browser, li: Person, call: dict[str, Any]
) -> None:
    assert client_of(li).post(NEW, call | {"subject": "  "}).status_code == 422
    assert not Request.objects.exists()
    assert client_of(li).post(NEW, call).status_code == 303
    request = Request.objects.get()
    assert (request.subject, request.opened_by, request.channel_id) == (call["subject"], li, call["channel"])
    assert now() - request.opened_at < timedelta(minutes=1)


@pytest.mark.req("INT-8")
def test_enquiry_without_a_type_cannot_be_closed(
    make_request: Make, li: Person, enquiry_type: ServiceType
) -> None:
    request = make_request()
    with pytest.raises(Refused) as refused:
        close_request(request=request, reason="已答复", by=li)
    assert refused.value.field == "service_type"


@pytest.mark.req("INT-9")
def test_not_answered_on_the_spot_demands_a_promised_time(
    client_of: Browser, li: Person, call: dict[str, Any]
) -> None:
    page = client_of(li).post(NEW, call | {"not_answered": "on"})
    assert page.status_code == 422 and not Request.objects.exists() and not Promise.objects.exists()
    later = localtime(now() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert client_of(li).post(NEW, call | {"not_answered": "on", "promised_at": later}).status_code == 303
    assert Promise.objects.get().request == Request.objects.get()


@pytest.mark.req("INT-10")
def test_promise_without_reply_is_overdue_for_agent_and_supervisor(
    client_of: Browser, make_request: Make, make_person: Callable[..., Person], li: Person, front: Unit, company: Unit
) -> None:  # fmt: skip
    watcher = make_person("watch", "督办", front, "supervisor", company)
    request = make_request()
    promise = make_promise(request=request, promised_at=now() + timedelta(hours=1), by=li)
    with clock.at(now() + timedelta(hours=1, minutes=1)):
        run_clocks.call()
        for person in (li, watcher):
            page = client_of(person).get("/desk/promises/").content.decode()
            assert request.number in page and "1 项逾期" in page
        assert Notification.objects.filter(person=li, text__contains=request.number).exists()
        add_note(request=request, kind="reply", text="十月二十日开始", by=li)
    promise.refresh_from_db()
    assert promise.kept_at and not open_promises(watcher)


def test_private_note_does_not_keep_a_promise(make_request: Make, li: Person) -> None:
    request = make_request()
    promise = make_promise(request=request, promised_at=now() + timedelta(hours=1), by=li)
    add_note(request=request, kind="note", text="问过生产部", by=li)
    promise.refresh_from_db()
    assert promise.kept_at is None


def test_promise_for_the_past_is_refused(make_request: Make, li: Person) -> None:
    with pytest.raises(Refused):
        make_promise(request=make_request(), promised_at=now() - timedelta(minutes=1), by=li)


def test_list_of_promises_costs_the_same_for_one_and_for_thirty(
    client_of: Browser, make_request: Make, li: Person
) -> None:
    client, soon = client_of(li), now() + timedelta(hours=1)
    make_promise(request=make_request(), promised_at=soon, by=li)
    grow = lambda: [make_promise(request=make_request(), promised_at=soon, by=li) for _ in range(29)]  # noqa: E731
    assert_query_count_constant(lambda: client.get("/desk/promises/"), grow)


@pytest.mark.req("INT-12")
def test_enquiry_becomes_a_request_with_all_that_was_said_and_both_are_linked(
    client_of: Browser, make_request: Make, repair_type: ServiceType, li: Person
) -> None:
    enquiry = make_request(special_wish="请先电话")
    url = f"/desk/requests/{enquiry.number}/conversion/"
    assert enquiry.body in client_of(li).get(url).content.decode()
    typed = {"service_type": repair_type.pk, "priority": 2, "subject": enquiry.subject, "body": enquiry.body}
    assert client_of(li).post(url, typed).status_code == 303
    made = Request.objects.exclude(pk=enquiry.pk).get()
    for name in ("customer", "contact_name", "contact_phone", "subject", "body", "channel", "special_wish"):
        assert getattr(made, name) == getattr(enquiry, name)
    link = Link.objects.get()
    assert {link.request, link.other} == {made, enquiry} and made.kind == Kind.REPAIR


@pytest.mark.req("INT-13")
def test_urgent_product_fault_of_social_media_lands_in_the_product_departments_queue(
    client_of: Browser, company: Unit, second_station: Unit, tang: Person, qian: Person, li: Person, call: dict[str, Any]
) -> None:  # fmt: skip
    product = second_station  # stands for the product department; tang is its head
    social = Channel.objects.create(company=company, code="weibo", kind=ChannelKind.SOCIAL, name="微博")
    fault = type_of(
        company, "product-fault", Kind.COMPLAINT, unit=product, needs_review=False, needs_order=False
    )
    page = client_of(li).post(
        NEW, call | {"channel": social.pk, "service_type": fault.pk, "priority": Priority.URGENT}
    )
    assert page.status_code == 303
    request = Request.objects.get()
    assert (request.unit, request.priority, request.state) == (product, Priority.URGENT, State.APPROVED)
    assert request.number in client_of(tang).get("/desk/assignments/").content.decode()


@pytest.mark.req("INT-14")
@pytest.mark.parametrize(("said", "kept"), [("yes", True), ("no", False), ("", False)])
def test_call_form_keeps_whether_the_problem_was_read_back(
    client_of: Browser, li: Person, call: dict[str, Any], said: str, kept: bool
) -> None:
    assert client_of(li).post(NEW, call | {"is_confirmed": said}).status_code == 303
    made = Call.objects.get()
    assert made.is_confirmed is kept and (made.quality == 100) is kept
    assert made.request_number == Request.objects.get().number


@pytest.mark.req("INT-15")
def test_suggestion_by_form_is_thanked_for_and_the_thanks_are_logged(
    company: Unit, portal_channel: Channel
) -> None:
    idea = type_of(company, "idea", Kind.SUGGESTION, needs_review=False, needs_order=False)
    request = open_request(
        company=company, channel=portal_channel, subject="建议停热前短信通知", contact_name="王建国", contact_email="w@home.example",
        service_type=idea, by=visitor("王建国"),
    )  # fmt: skip
    thanks = Message.objects.get(request_number=request.number)
    assert thanks.to == "w@home.example" and "王建国" in thanks.text
    assert JournalEntry.objects.filter(
        event__startswith="channels.message.", subject_id=thanks.pk, data__request=request.number
    ).exists()


def test_company_words_its_own_thanks_and_others_are_not_thanked(
    company: Unit, portal_channel: Channel, make_request: Make
) -> None:
    set_rule(code="desk.suggestion_thanks", value="{name}，谢谢！{number}", by=SYSTEM)
    make_request()
    assert not Message.objects.exists()
    request = make_request(kind=Kind.SUGGESTION)
    assert Message.objects.get().text == f"{request.contact_name}，谢谢！{request.number}"


@pytest.mark.req("INT-18")
def test_mail_and_later_chat_of_a_customer_stand_in_one_history(
    client_of: Browser, company: Unit, wang: Customer, li: Person, portal_channel: Channel
) -> None:
    mail = Channel.objects.create(company=company, code="mail", kind=ChannelKind.MAIL, name="邮箱")
    wrote = open_request(
        company=company,
        channel=mail,
        subject="邮件里说过的问题",
        contact_name="王",
        contact_email=wang.email,
        by=li,
    )
    chats = open_request(
        company=company,
        channel=portal_channel,
        subject="在线咨询",
        contact_name="王",
        contact_phone=wang.phone,
        by=li,
    )
    assert wrote.customer == chats.customer == wang
    page = client_of(li).get(f"/desk/requests/{chats.number}/history/").content.decode()
    assert "邮件里说过的问题" in page


@pytest.fixture
def rescue(station: Unit) -> Unit:
    set_rule(code="desk.emergency_team", value=station.code, by=SYSTEM)
    return station


@pytest.mark.req("INT-24")
def test_emergency_goes_to_the_emergency_team_and_past_the_queue(
    make_request: Make, rescue: Unit, repair_type: ServiceType, zhao: Person, li: Person
) -> None:
    request = make_request(priority=Priority.EMERGENCY, service_type=repair_type)
    assert (request.unit, request.responsible, request.owner) == (rescue, zhao, li)
    assert request.state == State.APPROVED  # not in review, where the same repair would wait
    assert Notification.objects.filter(person=zhao, text__contains=request.number).exists()
    assert make_request(service_type=repair_type).state == State.IN_REVIEW


@pytest.mark.req("INT-24")
def test_what_is_marked_emergency_later_goes_there_too(
    make_request: Make, rescue: Unit, repair_type: ServiceType, zhao: Person, qian: Person
) -> None:
    request = make_request()
    classify_request(request=request, service_type=repair_type, priority=Priority.EMERGENCY, by=qian)
    assert (request.unit, request.responsible, request.state) == (rescue, zhao, State.APPROVED)


def test_without_a_team_emergencies_take_the_usual_way(make_request: Make, repair_type: ServiceType) -> None:
    assert make_request(priority=Priority.EMERGENCY, service_type=repair_type).state == State.IN_REVIEW


@pytest.mark.req("REQ-10")
def test_fields_of_a_return_appear_when_the_kind_is_chosen_and_are_kept(
    client_of: Browser, company: Unit, li: Person, call: dict[str, Any], enquiry_type: ServiceType
) -> None:
    back = type_of(company, "return", Kind.RETURN, needs_order=False)
    assert set(Kind.values) >= {"enquiry", "repair", "maintenance", "replacement", "return", "support", "complaint",
                                "suggestion", "visit", "package"}  # fmt: skip
    form = client_of(li).get(f"{NEW}?service_type={back.pk}").content.decode()
    assert "fact_return_goods" in form and "fact_return_reason" in form
    assert "fact_return" not in client_of(li).get(f"{NEW}?service_type={enquiry_type.pk}").content.decode()
    said = {"service_type": back.pk, "fact_return_goods": "温控阀 2 个", "fact_return_reason": "faulty"}
    assert client_of(li).post(NEW, call | said).status_code == 303
    request = Request.objects.get()
    assert request.facts == {"return_goods": "温控阀 2 个", "return_reason": "faulty"}
    assert "温控阀 2 个" in client_of(li).get(f"/desk/requests/{request.number}/").content.decode()


@pytest.mark.req("REQ-11")
def test_no_repair_order_before_the_scope_is_decided(
    make_request: Make, repair_type: ServiceType, qian: Person, wu: Person, sun: Person
) -> None:
    ServiceType.objects.update(charge="")  # free or paid is decided for each repair
    repair_type.refresh_from_db()
    request = make_request()
    classify_request(request=request, service_type=repair_type, by=qian)
    judged = {"request": request, "reasonable": True, "feasible": True, "by": qian}
    with pytest.raises(Refused) as refused:
        review_request(**judged)  # type: ignore[arg-type]
    assert refused.value.field == "charge"
    Request.objects.update(state=State.APPROVED)  # however it got there
    request = Request.objects.get()
    with pytest.raises(Refused):
        assign_request(request=request, person=sun, by=wu)
    assert not Order.objects.exists()
    Request.objects.update(state=State.IN_REVIEW)
    request = Request.objects.get()
    review_request(request=request, reasonable=True, feasible=True, charge="paid", by=qian)
    assign_request(request=request, person=sun, by=wu)
    assert Order.objects.get().request.charge == "paid"


@pytest.fixture
def package(company: Unit, make_request: Make) -> Request:
    daily = type_of(company, "daily", Kind.PACKAGE, charge="paid", needs_review=False, needs_order=False)
    return make_request(service_type=daily, subject="开通日常服务包")


@pytest.mark.req("REQ-12")
def test_paid_package_is_opened_with_start_end_and_who_confirmed(
    client_of: Browser, package: Request, li: Person
) -> None:
    url = f"/desk/requests/{package.number}/package/"
    typed = {"starts_on": "2026-12-01", "ends_on": "2027-11-30", "confirmed_by": "王建国", "is_paid": "on"}
    assert client_of(li).post(url, typed).status_code == 303
    opened = ServicePackage.objects.get(request=package)
    assert (opened.starts_on, opened.ends_on) == (date(2026, 12, 1), date(2027, 11, 30))
    assert (opened.confirmed_by, opened.by) == ("王建国", li)
    assert "2027" in client_of(li).get(url).content.decode()
    with pytest.raises(AlreadyDone):
        open_package(request=package, **_dates(), confirmed_by="王建国", is_paid=True, by=li)


@pytest.mark.parametrize(
    ("wrong", "field"), [({"is_paid": False}, "is_paid"), ({"confirmed_by": " "}, "confirmed_by"), ({"ends_on": date(2026, 1, 1)}, "ends_on")]
)  # fmt: skip
def test_package_unpaid_unconfirmed_or_upside_down_is_refused(
    package: Request, li: Person, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        open_package(request=package, by=li, **_dates() | {"confirmed_by": "王建国", "is_paid": True} | wrong)
    assert refused.value.field == field


def _dates() -> dict[str, Any]:
    return {"starts_on": date(2026, 12, 1), "ends_on": date(2027, 11, 30)}


@pytest.mark.req("REQ-13")
def test_seven_problems_handled_today_are_seven_rows_with_result(
    client_of: Browser, make_request: Make, li: Person
) -> None:
    for number in range(8):
        request = make_request(subject=f"问题 {number}")
        Request.objects.filter(pk=request.pk).update(state=State.ORDERED)
        request = Request.objects.get(pk=request.pk)
        with clock.at(now() - timedelta(days=2 if number == 7 else 0)):
            finish_request(request=request, result=f"已解决 {number}", by=li)
    sheet = client_of(li).get("/desk/results/?export=xlsx")
    body = b"".join(sheet.streaming_content)  # type: ignore[attr-defined]
    _head, *rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    assert [row[-1] for row in rows] == [f"已解决 {number}" for number in range(7)]
    assert "已解决 3" in client_of(li).get("/desk/results/").content.decode()


def test_results_cost_the_same_for_one_and_for_thirty(
    client_of: Browser, make_request: Make, li: Person
) -> None:
    client = client_of(li)

    def grow(number: int = 29) -> None:
        for _ in range(number):
            make_request()
        Request.objects.update(state=State.DONE, done_at=now(), result="已解决")

    grow(1)
    assert_query_count_constant(lambda: client.get("/desk/results/"), grow)


def test_taking_a_request_at_the_counter_records_no_call(company: Unit, li: Person) -> None:
    counter = Channel.objects.create(company=company, code="window", kind=ChannelKind.WALK_IN, name="窗口")
    take_request(
        company=company,
        channel=counter,
        subject="咨询",
        contact_name="王",
        contact_phone="13800000001",
        by=li,
    )
    assert not Call.objects.exists()
