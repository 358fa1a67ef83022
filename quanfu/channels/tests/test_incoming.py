"""What comes in: kept before it is acknowledged, read once, and handed on to the desk."""

import json
from typing import Any

import pytest
from django.test import Client

from quanfu.channels.actions.incoming import keep_incoming, rerun_incoming, understand_incoming
from quanfu.channels.adapters import ADAPTERS
from quanfu.channels.enums import ChannelKind, IncomingKind, IncomingState, MessageState, Way
from quanfu.channels.models import Channel, Incoming, Message
from quanfu.channels.tests.talk import Talk
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.files import open_file
from quanfu.core.models import JournalEntry
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import LinkKind, NoteKind, State
from quanfu.desk.models import Link, Note, Request
from quanfu.desk.queries.timeline import outward_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    adapter = Talk()
    monkeypatch.setitem(ADAPTERS, ChannelKind.CHAT, adapter)
    return adapter


@pytest.fixture
def chat(company: Any, talk: Talk) -> Channel:
    return Channel.objects.create(company=company, code="chat", kind=ChannelKind.CHAT, name="在线客服")


@pytest.fixture
def bring(chat: Channel) -> Any:
    """bring("id", text=…): something comes in and is read; what became of it."""

    def said(name: str, **values: Any) -> Incoming:
        raw = json.dumps({"id": name, "sender": "visitor-1", "sender_name": "刘洋", **values}).encode()
        incoming = keep_incoming(channel=chat, key=name, raw=raw, by=SYSTEM)
        assert incoming is not None
        run_jobs()
        incoming.refresh_from_db()
        return incoming

    return said


def raw_of(incoming: Incoming) -> bytes:
    with open_file(incoming.raw) as opened:
        return opened.read()


def post(chat: Channel, *lines: dict[str, Any], password: str = "sesame") -> Any:
    body = b"\n".join(json.dumps(line).encode() for line in lines)
    return Client().post(f"{chat.hook_path}?password={password}", body, content_type="application/json")


def test_a_call_back_is_kept_as_it_came_before_it_is_acknowledged(chat: Channel) -> None:
    answer = post(chat, {"id": "m1", "sender": "visitor-1", "text": "暖气不热"})
    assert (answer.status_code, answer.content) == (200, b"kept")
    incoming = Incoming.objects.get()
    assert (incoming.key, incoming.state) == ("m1", IncomingState.KEPT)
    assert json.loads(raw_of(incoming))["text"] == "暖气不热"


def test_the_same_thing_again_opens_nothing(chat: Channel) -> None:
    for _again in range(3):
        assert post(chat, {"id": "m1", "sender": "visitor-1", "text": "暖气不热"}).status_code == 200
        run_jobs()
    assert Incoming.objects.count() == Request.objects.count() == 1


def test_a_caller_who_is_not_verified_leaves_nothing(chat: Channel) -> None:
    assert post(chat, {"id": "m1"}, password="guess").status_code == 403
    assert not Incoming.objects.exists()


def test_a_handshake_is_answered(chat: Channel) -> None:
    answer = Client().get(chat.hook_path, {"password": "sesame", "echo": "12345"})
    assert answer.content == b"12345"


def test_a_wrong_address_and_a_channel_out_of_use_answer_alike(
    chat: Channel, portal_channel: Channel
) -> None:
    Channel.objects.filter(pk=chat.pk).update(is_active=False)
    paths = [chat.hook_path, portal_channel.hook_path, "/hooks/nobody/"]
    assert {Client().post(f"{path}?password=sesame").status_code for path in paths} == {404}


def test_what_is_understood_opens_a_request_with_its_files(bring: Any, company: Any) -> None:
    incoming = bring("m1", text="暖气不热\n和平路 18 号", phone="13812345678", files={"照片.txt": "x"})
    request = Request.objects.get()
    assert (incoming.state, incoming.request_number) == (IncomingState.UNDERSTOOD, request.number)
    assert (request.subject, request.contact_phone) == ("暖气不热", "13812345678")
    assert request.company == company
    assert [file.name for file in Note.objects.get().files.all()] == ["照片.txt"]


def test_its_page_offers_its_files(bring: Any, zheng: Any, client_of: Any) -> None:
    incoming = bring("1", text="换热站压力表", files={"压力表.txt": "0.4 MPa"})
    page = client_of(zheng).get(f"/channels/incoming/{incoming.pk}/").content.decode()
    assert "压力表.txt" in page


def test_further_words_of_the_sender_go_to_their_open_request(bring: Any) -> None:
    first = bring("m1", text="暖气不热")
    bring("m2", text="在吗？")
    other = bring("m3", text="停水了吗", sender="visitor-2")
    assert Request.objects.count() == 2
    assert Note.objects.get(request__number=first.request_number).kind == NoteKind.CUSTOMER
    assert other.request_number != first.request_number


def test_words_about_a_closed_request_open_a_new_one_linked_to_it(bring: Any) -> None:
    first = bring("m1", text="暖气不热")
    Request.objects.update(state=State.CLOSED)
    second = bring("m2", text="又不热了", thread=first.request_number)
    link = Link.objects.get(kind=LinkKind.RELATED)
    assert {link.request.number, link.other.number} == {first.request_number, second.request_number}


def test_a_right_number_from_a_wrong_sender_is_seen_by_colleagues_only(bring: Any, make_request: Any) -> None:
    request = make_request()
    incoming = bring("m1", text="请把地址告诉我", thread=request.number, sender="stranger")
    note = Note.objects.get(request=request)
    assert note.kind == NoteKind.STRANGER
    assert (incoming.request_number, incoming.is_verified) == (request.number, False)
    assert outward_lines(request) == []
    assert Request.objects.count() == 1


def test_a_proven_reply_is_the_customers_own_words(bring: Any, make_request: Any) -> None:
    request = make_request()
    bring("m1", text="谢谢", thread=request.number, is_verified=True)
    assert Note.objects.get(request=request).kind == NoteKind.CUSTOMER


def test_the_contact_of_the_request_needs_no_other_proof(bring: Any, make_request: Any, wang: Any) -> None:
    request = make_request()
    bring("m1", text="谢谢", thread=request.number, phone=wang.phone)
    assert Note.objects.get(request=request).kind == NoteKind.CUSTOMER


def test_an_answer_goes_out_where_the_customer_wrote(bring: Any, talk: Talk, li: Any) -> None:
    incoming = bring("m1", text="暖气不热", phone="13812345678")
    request = Request.objects.get(number=incoming.request_number)
    add_note(request=request, kind=NoteKind.REPLY, text="师傅下午到。", by=li)
    run_jobs()
    assert ("visitor-1", "师傅下午到。") in talk.sent
    message = Message.objects.get(text="师傅下午到。")
    assert (message.way, message.state, message.provider_id) == (
        Way.CHANNEL,
        MessageState.SENT,
        f"p{message.pk}",
    )


def test_several_things_in_one_piece_are_each_taken_once(bring: Any) -> None:
    bring("batch", several=[{"sender": "a", "text": "一"}, {"sender": "b", "text": "二"}])
    bring("batch2", several=[{"sender": "c", "text": "三"}])
    assert sorted(Request.objects.values_list("subject", flat=True)) == ["一", "三", "二"]


def test_bytes_that_nobody_understands_stand_in_quarantine_and_can_be_read_again(chat: Channel) -> None:
    incoming = keep_incoming(channel=chat, key="x", raw=b"\xff\x00 not json", by=SYSTEM)
    assert incoming is not None
    for _attempt in range(2):
        with pytest.raises(ValueError):
            understand_incoming(incoming_id=incoming.pk, by=SYSTEM)
    understand_incoming(incoming_id=incoming.pk, by=SYSTEM)
    incoming.refresh_from_db()
    assert (incoming.state, incoming.kind) == (IncomingState.QUARANTINED, IncomingKind.QUARANTINE)
    assert incoming.error
    assert raw_of(incoming) == b"\xff\x00 not json"
    rerun_incoming(incoming=incoming, by=SYSTEM)
    assert incoming.state == IncomingState.KEPT
    with pytest.raises(AlreadyDone):
        rerun_incoming(incoming=incoming, by=SYSTEM)


def test_how_often_reading_is_tried_is_set(chat: Channel) -> None:
    set_rule(code="channels.read_attempts", value=1, by=SYSTEM)
    incoming = keep_incoming(channel=chat, key="x", raw=b"\xff\x00 not json", by=SYSTEM)
    understand_incoming(incoming_id=incoming.pk, by=SYSTEM)  # type: ignore[union-attr]
    assert Incoming.objects.get().state == IncomingState.QUARANTINED


def test_what_ends_the_process_each_time_is_given_up(chat: Channel) -> None:
    incoming = keep_incoming(channel=chat, key="x", raw=b"{}", by=SYSTEM)
    Incoming.objects.update(attempts=3)  # begun three times, never ended
    understand_incoming(incoming_id=incoming.pk, by=SYSTEM)  # type: ignore[union-attr]
    assert Incoming.objects.get().state == IncomingState.QUARANTINED


def test_a_rule_that_refuses_it_says_so_in_quarantine_and_undoes_the_rest(bring: Any, company: Any) -> None:
    type(company).objects.update(head=None)
    incoming = bring("m1", text="暖气不热", files={"a.txt": "x"})
    assert incoming.state == IncomingState.QUARANTINED
    assert "松河热力公司" in incoming.error
    assert not Request.objects.exists()
    assert not incoming.files.exists()


def test_reading_it_twice_changes_nothing(bring: Any) -> None:
    incoming = bring("m1", text="暖气不热")
    understand_incoming(incoming_id=incoming.pk, by=SYSTEM)
    assert Request.objects.count() == 1
    assert JournalEntry.objects.filter(event="channels.incoming.understood").count() == 1


def test_neither_nul_nor_half_a_letter_nor_a_long_key_stops_it(bring: Any) -> None:
    incoming = bring("k\x00" + "长" * 300, text="坏\x00字\ud800", sender_name="名\x00")
    assert incoming.state == IncomingState.UNDERSTOOD
    assert Request.objects.get().body == "坏字?"


def test_a_message_larger_than_the_rule_is_refused(chat: Channel) -> None:
    set_rule(code="channels.raw_megabytes", value=1, by=SYSTEM)
    with pytest.raises(Refused):
        keep_incoming(channel=chat, key="big", raw=b"x" * 1_100_000, by=SYSTEM)
