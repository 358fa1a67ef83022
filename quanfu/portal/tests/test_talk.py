"""What the chat's window may do, over HTTP."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quanfu.channels.models import Channel, Message, Talk, Turn
from quanfu.channels.tests.talks import chat, robot_chat, says, seated
from quanfu.core.clock import now
from quanfu.core.models import Rule
from quanfu.core.rules import TABLE
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Request
from quanfu.org.models import Person
from quanfu.surveys.models import Answer

__all__ = ["chat", "robot_chat", "seated"]
pytestmark = pytest.mark.django_db
SITE = {"Origin": "https://shop.example"}


def call(
    client: Client, channel: Channel, path: str, given: Any = None, *, token: str = "", headers: Any = SITE
) -> Any:
    headers = {**headers, **({"Authorization": f"Bearer {token}"} if token else {})}
    where = f"/chat/{channel.key}/{path}"
    if given is None:
        return client.get(where, headers=headers)
    return client.post(where, json.dumps(given), content_type="application/json", headers=headers)


def begun(client: Client, channel: Channel, **given: Any) -> str:
    return str(call(client, channel, "talks/", {"name": "王建国", **given}).json()["token"])


def test_the_window_is_told_what_to_ask_and_whether_somebody_is_there(
    client: Client, chat: Channel, seated: Person
) -> None:
    answer = call(client, chat, "")
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert not answer.cookies
    assert answer.json()["open"] is True
    assert answer.json()["fields"] == {"name": "off", "phone": "off", "email": "off"}


def test_a_visitor_in_english_is_greeted_in_english_where_that_is_set(
    client: Client, chat: Channel, seated: Person
) -> None:
    chat.greeting = "您好"
    chat.save()
    assert call(client, chat, "?locale=en").json()["greeting"] == "您好"
    chat.settings |= {"name_en": "Help", "greeting_en": "Hello there"}
    chat.save()
    english, chinese = (call(client, chat, f"?locale={code}").json() for code in ("en", "zh"))
    assert (english["name"], english["greeting"]) == ("Help", "Hello there")
    assert (chinese["name"], chinese["greeting"]) == ("在线客服", "您好")
    begun(client, chat, locale="en-US")
    assert Turn.objects.filter(author="house", text="Hello there").exists()


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://shop.example.evil.example", "http://shop.example", "null"]
)
def test_other_sites_get_nothing(client: Client, chat: Channel, seated: Person, origin: str) -> None:
    for given in (None, {"name": "x"}):
        answer = call(client, chat, "talks/" if given else "", given, headers={"Origin": origin})
        assert answer.status_code == 403
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert not Talk.objects.exists()


def test_without_its_token_nobody_sees_a_talk(client: Client, chat: Channel, seated: Person) -> None:
    token = begun(client, chat)
    assert call(client, chat, "talk/", token=token).json()["state"] == "with_agent"
    for wrong in ("", token[:-1] + "x", "' OR 1=1 --"):
        for path in ("talk/", "talk/transcript/", "talk/file/?turn=1"):
            assert call(client, chat, path, token=wrong).status_code == 401
    assert call(client, chat, "talk/end/", {}, token="x" * 32).status_code == 401


def test_a_token_of_another_channel_opens_nothing(client: Client, chat: Channel, seated: Person) -> None:
    other = Channel.objects.create(
        company=chat.company, code="chat2", kind="chat", name="二", settings=chat.settings
    )
    assert call(client, other, "talk/", token=begun(client, chat)).status_code == 401


def test_a_channel_out_of_use_answers_no_window(client: Client, chat: Channel) -> None:
    Channel.objects.filter(pk=chat.pk).update(is_active=False)
    assert client.get(f"/chat/{chat.key}/").status_code == 404


def test_one_address_begins_so_many_chats_an_hour(client: Client, chat: Channel, seated: Person) -> None:
    """portal.talks_per_hour_per_address"""
    Rule.objects.create(
        code="portal.talks_per_hour_per_address", since=now().date() - timedelta(days=1), value=2
    )
    TABLE.changed()
    assert [call(client, chat, "talks/", {}).status_code for _ in range(3)] == [201, 201, 422]


def test_a_file_is_kept_and_only_its_visitor_fetches_it(
    client: Client, chat: Channel, seated: Person
) -> None:
    first, second = begun(client, chat), begun(client, chat)
    where = f"/chat/{chat.key}/talk/files/"
    page = SimpleUploadedFile("x.html", b"<script>alert(1)</script>")
    sent = client.post(
        where, {"file": page, "nonce": "file-1234"}, headers={**SITE, "Authorization": f"Bearer {first}"}
    )
    seq = sent.json()["seq"]
    got = call(client, chat, f"talk/file/?turn={seq}", token=first)
    assert b"".join(got.streaming_content) == b"<script>alert(1)</script>"
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert call(client, chat, f"talk/file/?turn={seq}", token=second).status_code == 404
    assert call(client, chat, "talk/file/?turn=1", token=first).status_code == 404  # a turn without one


def test_the_end_and_the_rating_count_for_the_request(client: Client, chat: Channel, seated: Person) -> None:
    token = begun(client, chat, phone="13800000001")
    number = call(client, chat, "talk/", token=token).json()["number"]
    request = Request.objects.get(number=number)
    add_note(request=request, kind=NoteKind.REPLY, text="马上来", by=seated)
    ended = call(client, chat, "talk/end/", {}, token=token).json()
    assert (ended["state"], ended["rate"]) == ("ended", True)
    for points in (0, 6, "5", True):
        assert call(client, chat, "talk/rating/", {"points": points}, token=token).status_code == 422
    assert call(client, chat, "talk/rating/", {"points": 4, "text": "很快"}, token=token).status_code == 200
    answer = Answer.objects.get(request=request)
    assert (answer.score, answer.text, answer.way, answer.person) == (4, "很快", "chat", seated)
    assert call(client, chat, "talk/", token=token).json()["rate"] is False


def test_a_transcript_goes_to_the_address_of_the_chat_only(
    client: Client, chat: Channel, seated: Person
) -> None:
    token = begun(client, chat, email="wang@home.example")
    says(Talk.objects.get(), "暖气不热")
    request = Request.objects.get(number=Talk.objects.get().request_number)
    add_note(request=request, kind=NoteKind.REPLY, text="师傅下午到", by=seated)
    assert (
        call(client, chat, "talk/transcripts/", {"email": "chen@other.example"}, token=token).status_code
        == 422
    )
    assert call(client, chat, "talk/transcripts/", {}, token=token).status_code == 200
    assert [message.to for message in Message.objects.all()] == ["wang@home.example"]
    talk = Talk.objects.get()
    text = Message.objects.get().text
    assert all(words in text for words in ("暖气不热", "师傅下午到", seated.name, talk.request_number))
    assert (
        "王建国"
        not in call(client, chat, "talk/transcript/", token=begun(client, chat))
        .content.decode()
        .split("\n")[0]
    )


def test_a_message_left_when_nobody_is_there_is_a_request(client: Client, robot_chat: Channel) -> None:
    """With the robot's talk before it."""
    token = begun(client, robot_chat)
    talk = Talk.objects.get()
    says(talk, "我家漏水")
    called = call(client, robot_chat, "talk/person/", {}, token=token).json()
    assert (called["closed"], called["state"]) == (True, "robot")
    left = call(client, robot_chat, "messages/", {"phone": "13800000001", "text": "请回电"}, token=token)
    request = Request.objects.get(number=left.json()["number"])
    assert "我家漏水" in request.body and "请回电" in request.body
    assert (
        call(
            client, robot_chat, "messages/", {"phone": "13800000001", "text": "再来"}, token=token
        ).status_code
        == 409
    )


def test_naughty_strings_end_as_text(client: Client, chat: Channel, seated: Person) -> None:
    for text in [
        "<img src=x onerror=alert(1)>",
        "\u202egpj.exe",
        "\x00\x01",
        "'; DROP TABLE channels_turn; --",
        "{{7*7}}",
        "\ud800",
    ]:
        given = call(client, chat, "talks/", {"name": text, "page": text, "locale": text})
        assert given.status_code == 201
    assert Talk.objects.count() == 6
    assert not [talk for talk in Talk.objects.all() if "\0" in talk.name]


def test_the_page_of_the_company_leads_to_its_chat(client: Client, chat: Channel) -> None:
    code = chat.company.code
    assert f"/c/{code}/chat/" in client.get(f"/c/{code}/").content.decode()
    page = client.get(f"/c/{code}/chat/").content.decode()
    assert f'data-channel="{chat.key}"' in page
    Channel.objects.filter(pk=chat.pk).update(is_public=False)
    assert client.get(f"/c/{code}/chat/").status_code == 404
    assert Turn.objects.count() == 0
