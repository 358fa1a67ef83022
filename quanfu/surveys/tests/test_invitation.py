"""Asking customers to rate."""

from typing import Any

import pytest

from quanfu.channels.enums import MessageState, Way
from quanfu.channels.models import Message
from quanfu.core.actor import SYSTEM
from quanfu.core.models import JournalEntry
from quanfu.customers.models import Customer
from quanfu.surveys.actions.invitation import ask_by_phone, invite_customer
from quanfu.surveys.models import Invitation, Item
from quanfu.surveys.queries.invitation import invitation_by_token, invitation_token, rating_path
from quanfu.surveys.queries.text import texts_of

pytestmark = pytest.mark.django_db


@pytest.mark.req("EVA-1")
def test_after_feedback_one_invitation_goes_out_that_says_how_and_why(told_request: Any) -> None:
    request = told_request(contact_email="wang@home.example")
    invitation = Invitation.objects.get(request=request)
    message = Message.objects.get(request_number=request.number, pk=invitation.message_id)
    assert "计入服务人员的考核" in message.text  # why
    assert "1 到 5 分" in message.text  # how
    assert rating_path(invitation) in message.text
    assert request.number in message.subject


def test_before_feedback_nobody_is_invited(done_request: Any) -> None:
    done_request()
    assert not Invitation.objects.exists()


def test_the_reaction_run_twice_invites_once(invitation: Invitation) -> None:
    assert invite_customer(request=invitation.request, by=SYSTEM) == invitation
    assert Invitation.objects.count() == 1
    assert Message.objects.filter(pk=invitation.message_id).count() == 1
    assert JournalEntry.objects.filter(event="surveys.invitation.sent").count() == 1


@pytest.mark.req("EVA-2")
@pytest.mark.parametrize(
    ("phone", "email", "way"),
    [
        ("13800000001", "wang@home.example", Way.MAIL),
        ("13800000001", "", Way.SMS),
        ("010-12345678", "", Way.SYSTEM),
        ("", "wang@home.example", Way.MAIL),
    ],
)
def test_the_way_follows_what_the_customer_has(
    phone: str, email: str, way: Way, wang: Customer, told_request: Any
) -> None:
    Customer.objects.filter(pk=wang.pk).update(phone="", email="")
    wang.refresh_from_db()
    request = told_request(contact_phone=phone, contact_email=email)
    assert Invitation.objects.get(request=request).way == way


def test_an_sms_waits_for_a_person_and_says_so(wang: Customer, told_request: Any) -> None:
    Customer.objects.filter(pk=wang.pk).update(email="")
    wang.refresh_from_db()
    message = Invitation.objects.get(request=told_request()).message
    assert (message.state, message.to) == (MessageState.HELD, "13800000001")


@pytest.mark.req("FBK-4")
def test_the_sms_has_the_result_and_the_link_and_is_short(
    wang: Customer, told_request: Any, set_rule: Any
) -> None:
    Customer.objects.filter(pk=wang.pk).update(email="")
    wang.refresh_from_db()
    invitation = Invitation.objects.get(request=told_request())
    assert "管道已疏通" in invitation.message.text
    assert rating_path(invitation) in invitation.message.text
    assert len(invitation.message.text) <= 300


def test_a_result_of_any_length_leaves_room_for_the_link(wang: Customer, done_request: Any, li: Any) -> None:
    request = done_request()
    request.result = "长" * 5000
    invitation = Invitation(pk=1, request=request, company=request.company, way=Way.SMS)
    _subject, text = texts_of(invitation)
    assert len(text) <= 300
    assert rating_path(invitation) in text


def test_braces_in_what_people_write_break_nothing(told_request: Any) -> None:
    request = told_request(subject="{link} {0} {unknown!r} %s {", contact_name="{name}")
    message = Invitation.objects.get(request=request).message
    assert "{link} {0} {unknown!r} %s {" in message.text


@pytest.mark.parametrize(
    ("language", "codes"),
    [
        ("zh-hans", ("surveys.invitation_subject_zh", "surveys.invitation_why_zh", "surveys.invitation_how_zh", "surveys.invitation_sms_zh")),
        ("en", ("surveys.invitation_subject_en", "surveys.invitation_why_en", "surveys.invitation_how_en", "surveys.invitation_sms_en")),
    ],
)  # fmt: skip
def test_the_texts_are_settings(
    done_request: Any, set_rule: Any, settings: Any, language: str, codes: tuple[str, ...]
) -> None:
    settings.LANGUAGE_CODE = language
    for number, code in enumerate(codes):
        set_rule(code, f"{number} 因为我们想做得更好，{{name}}。")
    invitation = Invitation(pk=1, request=done_request(), way=Way.MAIL)
    subject, why, how, sms = (f"{number} 因为我们想做得更好，王建国。" for number in range(4))
    assert texts_of(invitation) == (subject, f"{why}\n\n{how}")
    invitation.way = Way.SMS
    assert texts_of(invitation) == (subject, sms)


def test_how_long_an_sms_may_be_is_set(done_request: Any, set_rule: Any) -> None:
    request = done_request()
    request.result = "长" * 5000
    for most in (250, 400):
        set_rule("surveys.longest_sms", most)
        _subject, text = texts_of(Invitation(pk=1, request=request, company=request.company, way=Way.SMS))
        assert len(text) == most


def test_the_english_text_serves_an_english_house(done_request: Any, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    invitation = Invitation(pk=1, request=done_request(), company_id=1, way=Way.MAIL)
    subject, text = texts_of(invitation)
    assert subject.startswith("Please rate our service")
    assert "Your rating counts" in text


@pytest.mark.req("EVA-4")
def test_the_default_questionnaire_asks_for_quality_attitude_and_speed(invitation: Invitation) -> None:
    assert list(Item.objects.values_list("code", flat=True)) == ["quality", "attitude", "speed"]
    assert [str(item) for item in invitation.questionnaire.items.all()] == [
        "服务质量",
        "服务态度",
        "响应速度",
    ]


def test_a_token_opens_its_own_invitation_only(invitation: Invitation) -> None:
    token = invitation_token(invitation)
    assert invitation_by_token(token) == invitation
    assert invitation_by_token(f"{token}x") is None
    assert invitation_by_token(str(invitation.pk)) is None
    assert invitation_by_token(f"{invitation.pk + 1}:{token.partition(':')[2]}") is None


def test_asking_by_phone_sends_nothing(done_request: Any, li: Any) -> None:
    invitation = ask_by_phone(request=done_request(), by=li)
    assert (invitation.way, invitation.message) == (Way.PHONE, None)
