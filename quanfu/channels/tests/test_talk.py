"""The life of a talk of the web chat."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from quanfu.channels.actions.talk import call_person, end_talk, leave_message, note_seen
from quanfu.channels.actions.talk_queue import end_idle, leave_seat, take_seat
from quanfu.channels.actions.turn import Said, answer_visitor, hear_visitors, mark_read
from quanfu.channels.enums import Author, TalkState
from quanfu.channels.models import Breach, Channel, Message, Talk, TalkSeat, Turn
from quanfu.channels.queries.talk import is_open, place_of, talk_by_token
from quanfu.channels.queries.turn import transcript
from quanfu.channels.tests.talks import ASKED, came, chat, moving, robot_chat, says, seated
from quanfu.core.actor import SYSTEM, visitor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.models import Rule
from quanfu.core.models.calendar import WorkCalendar
from quanfu.core.queries.calendar import CALENDARS
from quanfu.core.rules import TABLE
from quanfu.core.testing import counted_queries, run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Note, Request
from quanfu.org.models import Person, Unit

__all__ = ["chat", "moving", "robot_chat", "seated"]
pytestmark = pytest.mark.django_db


def ruled(code: str, value: Any) -> None:
    Rule.objects.create(code=code, since=now().date() - timedelta(days=1), value=value)
    TABLE.changed()


def texts(talk: Talk, author: str) -> list[str]:
    return list(Turn.objects.filter(talk=talk, author=author).order_by("seq").values_list("text", flat=True))


def test_turns_are_numbered_within_their_talk_without_gaps(chat: Channel, seated: Person) -> None:
    first, second = came(chat)[0], came(chat)[0]
    for n in range(3):
        says(first, f"一{n}")
        says(second, f"二{n}")
    for talk in (first, second):
        seqs = list(Turn.objects.filter(talk=talk).order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))


def test_the_same_message_sent_twice_is_kept_once(chat: Channel, seated: Person) -> None:
    talk, _token = came(chat)
    first, again = says(talk, "暖气不热", "nonce-same"), says(talk, "暖气不热", "nonce-same")
    assert first["seq"] == again["seq"]
    assert texts(talk, Author.VISITOR) == ["暖气不热"]


def test_messages_to_many_talks_take_as_few_statements_as_to_one(chat: Channel, seated: Person) -> None:
    ruled("channels.talks_per_agent", 50)
    talks = [came(chat)[0] for _ in range(30)]
    run_jobs()
    said = [Said(talk.pk, "在吗", f"nonce-n{talk.pk}") for talk in talks]
    hear_visitors(said=said[:1], by=SYSTEM)  # the sweep is on its way
    with counted_queries() as one:
        hear_visitors(said=said[1:2], by=SYSTEM)
    with counted_queries() as many:
        found = hear_visitors(said=said[2:], by=SYSTEM)
    assert len([sql for sql in many if sql.startswith("INSERT INTO channels_turn")]) == 1
    assert len(many) == len(one) <= 4, "\n".join(many)
    assert [turn["text"] for turn in found if turn] == ["在吗"] * 28


def test_what_one_visitor_says_twice_at_once_keeps_its_order_and_its_numbers(
    chat: Channel, seated: Person
) -> None:
    (talk, _token), (other, _other_token) = came(chat), came(chat)
    first = Turn.objects.filter(talk=talk).count() + 1
    said = [Said(talk.pk, "一", "nonce-one1"), Said(other.pk, "别人", "nonce-else"), Said(talk.pk, "二", "nonce-two2"),
            Said(talk.pk, "一", "nonce-one1"), Said(talk.pk, "三", "nonce-three")]  # fmt: skip
    found = hear_visitors(said=said, by=SYSTEM)
    assert [turn["seq"] for turn in found if turn and turn["text"] != "别人"] == [
        first,
        first + 1,
        first,
        first + 2,
    ]
    assert texts(talk, Author.VISITOR) == ["一", "二", "三"]


def test_one_ended_talk_among_many_takes_nothing_and_hinders_none(chat: Channel, seated: Person) -> None:
    (over, _token), (talk, _other_token) = came(chat), came(chat)
    Talk.objects.filter(pk=over.pk).update(state=TalkState.ENDED)
    found = hear_visitors(
        said=[Said(over.pk, "喂", "nonce-over"), Said(talk.pk, "在", "nonce-here")], by=SYSTEM
    )
    assert found[0] is None
    assert found[1] is not None and found[1]["text"] == "在"
    over.refresh_from_db()
    assert not over.is_due


def test_a_token_opens_its_own_talk_and_no_other(chat: Channel, seated: Person) -> None:
    first, token = came(chat)
    came(chat)
    assert talk_by_token(token) == first
    assert talk_by_token(token[:-1]) is talk_by_token("") is None
    assert token not in str(Talk.objects.filter(pk=first.pk).values())


def test_a_talk_for_a_person_is_a_request_of_whoever_has_it(chat: Channel, seated: Person) -> None:
    talk, _token = came(chat, phone="13800000001")
    talk.refresh_from_db()
    request = Request.objects.get(number=talk.request_number)
    assert (talk.state, talk.agent) == (TalkState.WITH_AGENT, seated)
    assert (request.responsible, request.owner, request.channel) == (seated, seated, chat)
    assert (request.contact_name, request.contact_phone) == ("王建国", "13800000001")


def test_the_longest_waiting_is_given_to_who_has_fewest_chats(
    chat: Channel, seated: Person, qian: Person
) -> None:
    """channels.talks_per_agent"""
    ruled("channels.talks_per_agent", 1)
    had, first, second = (came(chat)[0] for _ in range(3))
    assert [place_of(Talk.objects.get(pk=t.pk))[0] for t in (had, first, second)] == [0, 1, 2]
    take_seat(person=qian, by=qian)
    first.refresh_from_db()
    assert first.agent == qian
    assert place_of(Talk.objects.get(pk=second.pk))[0] == 1
    end_talk(talk=Talk.objects.get(pk=had.pk), author=Author.AGENT, by=seated)
    second.refresh_from_db()
    assert second.agent == seated


def test_an_unanswered_chat_goes_back_and_its_agent_gets_no_more(
    chat: Channel, seated: Person, qian: Person, moving: Any
) -> None:
    """channels.talk_return_seconds"""
    ruled("channels.talk_return_seconds", 30)
    talk, _token = came(chat)
    moving.shift(timedelta(seconds=29))
    run_jobs()
    talk.refresh_from_db()
    assert talk.agent == seated
    moving.shift(timedelta(seconds=2))
    run_jobs()
    talk.refresh_from_db()
    assert (talk.state, talk.agent) == (TalkState.WAITING, None)
    assert not TalkSeat.objects.exists()
    take_seat(person=qian, by=qian)
    talk.refresh_from_db()
    assert talk.agent == qian


def test_an_answered_chat_stays(chat: Channel, seated: Person, moving: Any) -> None:
    talk, _token = came(chat)
    talk.refresh_from_db()
    request = Request.objects.get(number=talk.request_number)
    add_note(request=request, kind=NoteKind.REPLY, text="您好，请讲", by=seated)
    moving.shift(timedelta(minutes=5))
    run_jobs()
    talk.refresh_from_db()
    assert (talk.state, talk.agent) == (TalkState.WITH_AGENT, seated)


def test_a_reply_on_the_request_is_said_in_the_chat_and_not_mailed(chat: Channel, seated: Person) -> None:
    talk, _token = came(chat, email="wang@home.example")
    talk.refresh_from_db()
    request = Request.objects.get(number=talk.request_number)
    add_note(request=request, kind=NoteKind.REPLY, text="师傅下午三点到", by=seated)
    assert texts(talk, Author.AGENT) == ["师傅下午三点到"]
    assert Note.objects.get(request=request).text == "师傅下午三点到"
    assert not Message.objects.exists()
    request.refresh_from_db()
    assert request.contacted_at is not None


def test_whoever_answers_a_waiting_visitor_has_the_chat(chat: Channel, seated: Person, qian: Person) -> None:
    ruled("channels.talks_per_agent", 1)
    came(chat)
    waiting = came(chat)[0]
    waiting.refresh_from_db()
    request = Request.objects.get(number=waiting.request_number)
    add_note(request=request, kind=NoteKind.REPLY, text="我来", by=qian)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.agent) == (TalkState.WITH_AGENT, qian)


@pytest.mark.req("INT-6")
@pytest.mark.parametrize(("seconds", "breaches"), [(59, 0), (62, 1)])
def test_the_first_answer_is_held_to_the_limit_of_the_channel(
    chat: Channel, seated: Person, moving: Any, seconds: int, breaches: int
) -> None:
    """60 seconds where nothing else is set."""
    talk, _token = came(chat)
    talk.refresh_from_db()
    request = Request.objects.get(number=talk.request_number)
    moving.shift(timedelta(seconds=seconds))
    for text in ("您好", "请讲"):
        add_note(request=request, kind=NoteKind.REPLY, text=text, by=seated)
    assert Breach.objects.filter(channel=chat, request_number=request.number).count() == breaches


def test_who_waited_too_long_and_left_counts_as_a_breach(chat: Channel, seated: Person, moving: Any) -> None:
    talk, _token = came(chat)
    moving.shift(timedelta(seconds=90))
    end_talk(
        talk=Talk.objects.select_related("company", "channel", "agent").get(pk=talk.pk),
        author=Author.VISITOR,
        by=SYSTEM,
    )
    assert Breach.objects.get().took == 90


def test_a_private_note_is_never_said_in_the_chat(chat: Channel, seated: Person) -> None:
    talk, _token = came(chat)
    talk.refresh_from_db()
    before = Turn.objects.filter(talk=talk).count()
    request = Request.objects.get(number=talk.request_number)
    add_note(request=request, kind=NoteKind.NOTE, text="客户很急", by=seated)
    assert Turn.objects.filter(talk=talk).count() == before


def test_after_the_end_an_answer_goes_by_mail(chat: Channel, seated: Person) -> None:
    talk, _token = came(chat, email="wang@home.example")
    talk.refresh_from_db()
    end_talk(talk=talk, author=Author.VISITOR, by=SYSTEM)
    request = Request.objects.get(number=talk.request_number)
    add_note(request=request, kind=NoteKind.REPLY, text="已处理", by=seated)
    assert Message.objects.get().to == "wang@home.example"
    assert texts(talk, Author.AGENT) == []


def test_what_a_visitor_who_has_gone_did_not_read_is_mailed_once(
    chat: Channel, seated: Person, moving: Any
) -> None:
    talk, _token = came(chat, email="wang@home.example")
    talk.refresh_from_db()
    request = Request.objects.get(number=talk.request_number)
    add_note(request=request, kind=NoteKind.REPLY, text="看过的", by=seated)
    mark_read(talk_id=talk.pk, seq=Turn.objects.filter(talk=talk).count(), visitor=True, by=SYSTEM)
    add_note(request=request, kind=NoteKind.REPLY, text="没看到的", by=seated)
    moving.shift(timedelta(seconds=60))
    note_seen(talk_ids=[talk.pk], by=SYSTEM)  # still there
    moving.shift(timedelta(seconds=60))
    run_jobs()
    assert not Message.objects.exists()
    moving.shift(timedelta(seconds=60))
    add_note(request=request, kind=NoteKind.REPLY, text="还有一句", by=seated)
    moving.shift(timedelta(seconds=120))
    run_jobs()
    text = Message.objects.get().text
    assert "没看到的" in text and "还有一句" in text and "看过的" not in text.replace("没看到的", "")
    assert Message.objects.get().request_number == request.number


def test_when_a_visitor_counts_as_gone_is_set(chat: Channel, seated: Person, moving: Any) -> None:
    ruled("channels.talk_away_seconds", 600)
    talk, _token = came(chat, email="wang@home.example")
    talk.refresh_from_db()
    request = Request.objects.get(number=talk.request_number)
    add_note(request=request, kind=NoteKind.REPLY, text="没看到的", by=seated)
    moving.shift(timedelta(seconds=400))
    run_jobs()
    assert not Message.objects.exists()
    moving.shift(timedelta(seconds=300))
    run_jobs()
    assert "没看到的" in Message.objects.get().text


def test_the_words_of_the_visitor_move_the_request_once_a_burst(
    chat: Channel, seated: Person, moving: Any
) -> None:
    talk, _token = came(chat)
    run_jobs()
    for text in ("家里没暖气", "已经两天了", "老人受不了"):
        says(talk, text)
    moving.shift(timedelta(seconds=2))
    run_jobs()
    talk.refresh_from_db()
    request = Request.objects.get(number=talk.request_number)
    assert request.last_line == "老人受不了"
    assert not Note.objects.filter(request=request).exists()


def test_a_talk_in_which_nobody_speaks_ends(chat: Channel, seated: Person, moving: Any) -> None:
    """channels.talk_idle_minutes"""
    ruled("channels.talk_idle_minutes", 10)
    talk, _token = came(chat)
    moving.shift(timedelta(minutes=9))
    assert end_idle(by=SYSTEM) == 0
    moving.shift(timedelta(minutes=2))
    assert end_idle(by=SYSTEM) == 1
    talk.refresh_from_db()
    assert (talk.state, talk.ended_by) == (TalkState.ENDED, Author.HOUSE)
    assert says(talk, "还在吗") is None


def test_nobody_there_refuses_a_talk_and_takes_a_message(chat: Channel, company: Unit) -> None:
    assert not is_open(chat)
    with pytest.raises(Refused) as refused:
        came(chat)
    assert refused.value.field == "closed"
    asked = ASKED | {"text": "请给我回电话", "phone": "13800000001"}
    talk, token = leave_message(channel=chat, talk=None, by=visitor("王建国"), **asked)
    request = Request.objects.get(number=talk.request_number)
    assert (request.subject, request.contact_phone) == ("请给我回电话", "13800000001")
    assert talk.state == TalkState.ENDED and token
    assert request.number in texts(talk, Author.HOUSE)[-1]


def test_a_message_without_a_way_to_answer_is_refused(chat: Channel) -> None:
    with pytest.raises(Refused) as refused:
        leave_message(channel=chat, talk=None, by=visitor("?"), **ASKED | {"text": "在吗"})
    assert refused.value.field == "phone"


def test_who_gave_a_number_before_the_chat_is_not_asked_for_it_again(robot_chat: Channel) -> None:
    talk, _token = came(robot_chat, phone="13800000001")
    left, token = leave_message(
        channel=robot_chat, talk=talk, by=visitor("王建国"), **ASKED | {"text": "请回电", "name": ""}
    )
    assert (left.pk, token, left.name) == (talk.pk, "", "王建国")
    assert Request.objects.get(number=left.request_number).contact_phone == "13800000001"


def test_outside_working_hours_nobody_is_there_whoever_sits(
    chat: Channel, seated: Person, time_machine: Any
) -> None:
    week = {day: [["08:00", "20:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    chat.calendar = WorkCalendar.objects.create(code="chat", name="在线", tz="Asia/Shanghai", week=week)
    CALENDARS.changed()
    time_machine.move_to("2026-11-22T03:00:00+08:00")  # a Sunday night
    assert not is_open(chat)
    time_machine.move_to("2026-11-23T10:00:00+08:00")
    assert is_open(chat)


def test_what_the_channel_asks_for_must_be_given(chat: Channel, seated: Person) -> None:
    chat.settings["ask_email"] = "required"
    with pytest.raises(Refused) as refused:
        came(chat)
    assert refused.value.field == "email"
    with pytest.raises(Refused):
        came(chat, email="keine Adresse")
    assert came(chat, email="wang@home.example")


def test_two_at_once_do_not_both_get_a_visitor(chat: Channel, seated: Person, qian: Person) -> None:
    ruled("channels.talks_per_agent", 1)
    came(chat)
    waiting = came(chat)[0]
    stale = Talk.objects.select_related("company", "channel", "agent").get(pk=waiting.pk)
    answer_visitor(talk=waiting, text="我来", person=qian, files=[], note=None, by=qian)
    from quanfu.channels.actions.talk import take_talk

    with pytest.raises(AlreadyDone):
        take_talk(talk=stale, person=seated, by=seated)


def test_who_leaves_the_seat_keeps_their_chats(chat: Channel, seated: Person) -> None:
    talk, _token = came(chat)
    leave_seat(person=seated, by=seated)
    talk.refresh_from_db()
    assert talk.agent == seated
    assert not is_open(chat)
    with pytest.raises(AlreadyDone):
        leave_seat(person=seated, by=seated)


def test_a_transcript_holds_the_number_and_every_word(chat: Channel, seated: Person) -> None:
    talk, _token = came(chat)
    talk.refresh_from_db()
    says(talk, "暖气<b>不热</b>")
    answer_visitor(talk=talk, text="马上派人", person=seated, files=[], note=None, by=seated)
    text = transcript(talk)
    assert talk.request_number in text and "暖气<b>不热</b>" in text and f"{seated.name}\n马上派人" in text


@pytest.mark.req("INT-22")
def test_the_agent_sees_the_whole_talk_when_the_robot_hands_over(
    robot_chat: Channel, seated: Person, client_of: Callable[..., Any]
) -> None:
    """Given the robot cannot answer, when the visitor asks for a person, then the agent sees the talk so far."""
    talk, _token = came(robot_chat)
    says(talk, "量子涨落是什么")
    run_jobs()
    says(talk, "转人工")
    run_jobs()
    talk.refresh_from_db()
    assert (talk.state, talk.agent) == (TalkState.WITH_AGENT, seated)
    robot = texts(talk, Author.ROBOT)
    assert len(robot) >= 2  # the greeting, and that it does not know
    page = client_of(seated).get(f"/desk/requests/{talk.request_number}/").content.decode()
    for line in ["量子涨落是什么", "转人工", robot[-1]]:
        assert line in page
    assert call_person(talk=talk, by=SYSTEM)  # once more changes nothing
    assert Request.objects.count() == 1
