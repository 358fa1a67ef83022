from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from quanfu.channels.models import Message
from quanfu.core import clock
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.desk.actions.closure import close_request, close_unrated_requests
from quanfu.desk.actions.completion import complete_at_desk
from quanfu.desk.actions.feedback import finish_followup, give_feedback
from quanfu.desk.actions.investigation import close_investigation, open_investigation
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import State
from quanfu.desk.models import Followup, Note, Request, ServiceType
from quanfu.desk.queries.feedback import feedback_draft, feedback_record
from quanfu.desk.queries.timeline import outward_lines
from quanfu.org.models import Notification, Person

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]
TOLD = {"way": "phone", "text": "已修好", "asked_for_opinions": True}


@pytest.mark.req("FBK-3")
def test_feedback_without_a_way_is_refused(finished: Request, li: Person) -> None:
    with pytest.raises(Refused) as refused:
        give_feedback(request=finished, **TOLD | {"way": ""}, by=li)  # type: ignore[arg-type]
    assert refused.value.field == "way"


@pytest.mark.req("FBK-5")
def test_feedback_must_say_whether_opinions_were_asked_for(finished: Request, li: Person) -> None:
    with pytest.raises(Refused) as refused:
        give_feedback(request=finished, **TOLD | {"asked_for_opinions": None}, by=li)  # type: ignore[arg-type]
    assert refused.value.field == "asked_for_opinions"


@pytest.mark.req("FBK-6")
def test_opinion_marked_as_problem_opens_a_task_that_links_back(finished: Request, li: Person) -> None:
    feedback = give_feedback(request=finished, **TOLD, opinions="师傅没穿鞋套", is_problem=True, by=li)  # type: ignore[arg-type]
    task = Followup.objects.get()
    assert (task.feedback, task.request, task.text, task.owner) == (
        feedback,
        finished,
        "师傅没穿鞋套",
        finished.owner,
    )
    assert task.due_at > now()
    finish_followup(followup=task, result="已致歉并重申规范", by=li)
    with pytest.raises(AlreadyDone):
        finish_followup(followup=task, result="再来一次", by=li)


@pytest.mark.req("FBK-4")
def test_draft_holds_the_result_and_the_link_for_rating(finished: Request) -> None:
    text = feedback_draft(finished)
    assert finished.result in text and "/track/" in text


@pytest.mark.req("FBK-7")
def test_record_has_time_way_text_and_agent_of_each(finished: Request, li: Person, zheng: Person) -> None:
    give_feedback(request=finished, **TOLD, by=li)  # type: ignore[arg-type]
    (row,) = feedback_record(li)
    assert row[1] == finished.number and row[3] == "已修好" and row[6] == li.name
    assert list(feedback_record(zheng)) == [row]


def test_feedback_record_downloads_as_a_sheet(
    client_of: Callable[[Person], Client], finished: Request, li: Person
) -> None:
    give_feedback(request=finished, **TOLD, by=li)  # type: ignore[arg-type]
    response = client_of(li).get("/desk/feedback/?export=xlsx")
    assert b"".join(response.streaming_content if response.streaming else [response.content])[:2] == b"PK"  # type: ignore[attr-defined]


def test_feedback_by_mail_is_sent(finished: Request, li: Person) -> None:
    finished.contact_email = "wang@example.com"
    give_feedback(request=finished, **TOLD | {"way": "mail"}, by=li)  # type: ignore[arg-type]
    message = Message.objects.get(to="wang@example.com")
    assert message.text == "已修好" and message.request_number == finished.number


def test_feedback_by_a_way_the_customer_never_gave_is_refused(finished: Request, li: Person) -> None:
    finished.contact_email = ""
    with pytest.raises(Refused) as refused:
        give_feedback(request=finished, **TOLD | {"way": "mail"}, by=li)  # type: ignore[arg-type]
    assert refused.value.field == "way"


@pytest.mark.req("EVA-8")
def test_investigation_has_owner_and_date_and_opens_once(finished: Request, zhao: Person) -> None:
    case = open_investigation(request=finished, score=Decimal(1), reason="来晚了", by=SYSTEM)
    assert case.owner == zhao and case.due_at > now()  # the head of the unit that did the work
    assert open_investigation(request=finished, score=Decimal(2), reason="还是晚", by=SYSTEM) == case
    assert Notification.objects.filter(person=zhao, text__contains=finished.number).exists()


@pytest.mark.req("EVA-9")
def test_investigation_closes_only_when_the_customer_was_told(finished: Request, zhao: Person) -> None:
    case = open_investigation(request=finished, score=Decimal(1), reason="来晚了", by=SYSTEM)
    words = {"findings": "派工延误", "action_taken": "调整班次", "reply_way": "phone"}
    with pytest.raises(Refused) as refused:
        close_investigation(investigation=case, **words, reply_text="", by=zhao)
    assert refused.value.field == "reply_text"
    close_investigation(investigation=case, **words, reply_text="已致歉", by=zhao)
    case.refresh_from_db()
    assert case.closed_at


def test_open_investigation_keeps_the_request_open(finished: Request, li: Person) -> None:
    give_feedback(request=finished, **TOLD, by=li)  # type: ignore[arg-type]
    open_investigation(request=finished, score=Decimal(1), reason="", by=SYSTEM)
    with pytest.raises(Refused):
        close_request(request=finished, reason="客户未评价", by=li)


def test_unrated_request_closes_by_itself_after_the_waiting_time(finished: Request, li: Person) -> None:
    give_feedback(request=finished, **TOLD, by=li)  # type: ignore[arg-type]
    assert close_unrated_requests() == 0
    with clock.at(now() + timedelta(days=8)):
        assert close_unrated_requests() == 1
    assert Request.objects.get().state == State.CLOSED


def test_private_note_never_reaches_the_customer(make_request: Make, li: Person) -> None:
    request = make_request()
    add_note(request=request, kind="note", text="客户情绪激动", by=li)
    add_note(request=request, kind="reply", text="师傅已在路上", by=li)
    assert [line.text for line in outward_lines(request)] == ["师傅已在路上"]
    assert [m.text for m in Message.objects.all()] == ["师傅已在路上"]


@pytest.mark.req("KPI-2")
def test_first_reply_or_call_is_the_first_contact_and_later_ones_are_not(
    make_request: Make, li: Person
) -> None:
    request = make_request()
    add_note(request=request, kind="note", text="先看看", by=li)
    assert Request.objects.get().contacted_at is None
    add_note(request=request, kind="call", text="约好下午", by=li)
    first = Request.objects.get().contacted_at
    add_note(request=request, kind="call", text="再约", by=li)
    assert first is not None and Request.objects.get().contacted_at == first


def test_empty_note_is_refused_beside_the_field(
    client_of: Callable[[Person], Client], make_request: Make, li: Person
) -> None:
    response = client_of(li).post(
        f"/desk/requests/{make_request().number}/note/", {"kind": "note", "text": "  "}
    )
    assert response.status_code == 422 and not Note.objects.exists()


def test_enquiry_is_answered_at_the_desk(make_request: Make, enquiry_type: ServiceType, li: Person) -> None:
    request = make_request(service_type=enquiry_type)
    complete_at_desk(request=request, result="供热期为十月二十日至四月二十日", by=li)
    assert (request.state, request.responsible) == (State.DONE, li)


def test_work_with_an_order_is_not_finished_at_the_desk(ordered: Request, li: Person) -> None:
    with pytest.raises(Refused):
        complete_at_desk(request=ordered, result="好了", by=li)
