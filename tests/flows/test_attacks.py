"""What attackers try beside words on pages: headers, links, call-backs, logs, our own network."""

import json
import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from quanfu.api.actions.token import make_token
from quanfu.channels.actions.comment_import import import_comments
from quanfu.channels.adapters.social import ADAPTER as SOCIAL
from quanfu.channels.enums import ChannelKind, IncomingState, MessageState
from quanfu.channels.models import Channel, Incoming, Message
from quanfu.channels.queries.channel import CHANNELS
from quanfu.channels.tests.smtp_sink import Sink, running_sink
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Request
from quanfu.desk.queries.request import tracking_path, tracking_token
from quanfu.org.models import Person, Unit
from tests.browser import hook_ways as ways

pytestmark = pytest.mark.django_db
ELSEWHERE = ["//evil.example/", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "https:evil.example", "/\t/evil.example", "\t//evil.example",
             "javascript:alert(1)", "///evil.example", "https://testserver@evil.example/", "https://testserver.evil.example/"]  # fmt: skip


@pytest.fixture
def mail_server(settings: Any) -> Iterator[Sink]:
    with running_sink() as sink:
        settings.MAIL_ENABLED, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", sink.port
        settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
        settings.DEFAULT_FROM_EMAIL = "客户服务 <noreply@a.example>"
        yield sink


# mails going out
def test_line_ends_in_words_never_become_headers_of_our_mails(
    mail_server: Sink, company: Unit, li: Person, api_channel: Channel
) -> None:
    mailbox = Channel.objects.create(
        company=company, code="mail", kind=ChannelKind.MAIL, name="邮箱\r\nBcc: a@evil.example", address="service@a.example",
        settings={"sender_name": "客服\r\nBcc: b@evil.example", "plus": True},
    )  # fmt: skip
    CHANNELS.changed()
    said = {"subject": "冷\r\nBcc: c@evil.example\r\n\r\n<script>", "contact_name": "王\r\nBcc: d@evil.example", "contact_phone": "13800000001",
            "contact_email": "w@home.example", "body": "x\r\n.\r\nMAIL FROM:<e@evil.example>\r\n"}  # fmt: skip
    headers = {"Authorization": f"Bearer {make_token(person=li, by=SYSTEM)}"}
    taken = Client().post(
        "/api/v1/requests", json.dumps(said), content_type="application/json", headers=headers
    )
    if taken.status_code == 422:  # told so, and sent as one line
        said = {name: " ".join(value.split()) for name, value in said.items()}
        taken = Client().post(
            "/api/v1/requests", json.dumps(said), content_type="application/json", headers=headers
        )
    request = Request.objects.get(number=taken.json()["number"])
    Request.objects.filter(pk=request.pk).update(
        subject="冷\r\nBcc: f@evil.example", contact_name="王\r\nBcc: g@evil.example"
    )
    request.refresh_from_db()
    add_note(request=request, kind=NoteKind.REPLY, text="好\r\n.\r\nRCPT TO:<h@evil.example>\r\n", by=li)
    run_jobs()
    assert mail_server.taken, list(Message.objects.values_list("way", "to", "state", "error"))
    assert not Message.objects.filter(state=MessageState.FAILED).exists()
    for mail in mail_server.taken:
        assert set(mail.keys()) <= ways.HEADERS
        assert mail["To"] == "w@home.example"
    assert mailbox.pk


def test_an_address_that_names_several_reaches_nobody_else(
    mail_server: Sink, company: Unit, make_request: Any, li: Person
) -> None:
    for address in (
        "w@home.example, x@evil.example",
        "w@home.example\r\nBcc: x@evil.example",
        "<x@evil.example> w@home.example",
    ):
        request = make_request()
        Request.objects.filter(pk=request.pk).update(contact_email=address)
        request.refresh_from_db()
        with suppress(Refused):
            add_note(request=request, kind=NoteKind.REPLY, text="好", by=li)
        run_jobs()
    assert not [
        mail for mail in mail_server.taken if "evil" in str(mail["Bcc"]) or len(mail["To"].addresses) > 1
    ]


# links
@pytest.mark.parametrize("place", ELSEWHERE)
def test_no_link_of_ours_leads_elsewhere(
    client_of: Callable[[Person], Client], li: Person, place: str
) -> None:
    browser = client_of(li)
    for path, given in (
        ("/login/", {"next": place}),
        (reverse("ui:appearance.update"), {"next": place, "theme": "dark"}),
    ):
        for got in (
            browser.get(path, given),
            browser.post(path, given, headers={"referer": place if place.startswith("http") else "/"}),
        ):
            to = got.get("Location", "/")
            assert to.startswith("/") and not to.startswith(("//", "/\\")), (path, to)
    entering = Client().post("/login/", {"login": li.login, "password": "correct horse 9", "next": place})
    to = entering.get("Location", "/")
    assert (
        entering.status_code in (302, 303) and to.startswith("/") and not to.startswith(("//", "/\\", "/\t"))
    ), to


def test_a_link_made_for_one_thing_opens_no_other_and_no_sign_of_it_may_change(
    make_request: Callable[..., Request],
) -> None:
    request, other = make_request(), make_request()
    token, path = tracking_token(request), tracking_path(request)
    assert Client().get(path).status_code == 200
    for kind in ("portal:rating.show", "portal:callback.show", "channels:unsubscription.create"):
        assert Client().get(reverse(kind, args=[token])).status_code == 404, kind
    forged = [
        token.replace(str(request.pk), str(other.pk), 1),
        token.rpartition(":")[0],
        token + "x",
        token.upper(),
        f"{token}=",
        f"0{token}",
        f" {token}",
    ]
    forged += [token[:at] + ("a" if token[at] != "a" else "b") + token[at + 1 :] for at in range(len(token))]
    for wrong in forged:
        if wrong != token:
            assert Client().get(f"/track/{wrong}/").status_code == 404, wrong


# call-backs
SAID = ["\ud800", "\x00", "a\x00b\ud83d", "\U000e0041" * 200, "‮" * 400, "\r\n" * 2000, "=" * 30_000]


@pytest.mark.parametrize("words", SAID, ids=[f"{ord(words[0]):x}" for words in SAID])
def test_whatever_signs_a_messenger_sends_each_message_becomes_a_request_or_waits_in_sight(
    company: Unit, li: Person, phone_channel: Channel, words: str
) -> None:
    opened = ways.open_ways(company, li)
    said = f"暖气不热 {words}"
    for ring, channel, told in (
        (ways.dingtalk.ring, ChannelKind.DINGTALK, ways.dingtalk.payload(opened[ChannelKind.DINGTALK], said, senderNick=words, conversationTitle=words)),
        (ways.feishu.ring, ChannelKind.FEISHU, ways.feishu.event(said)),
        (ways.sms.push, ChannelKind.SMS, ways.sms.aliyun_up(said) | {"sign_name": words}),
    ):  # fmt: skip
        assert ring(opened[channel], told).status_code == 200, channel
    feed = json.dumps([{"id": "1", "text": f"投诉 {words}", "author": words}]).encode()
    import_comments(channel=opened[ChannelKind.SOCIAL], body=feed, by=SYSTEM)
    asked = json.dumps({"name": words[:50], "phone": "13800000001", "text": words})
    left = Client().post(
        f"/chat/{opened[ChannelKind.CHAT].key}/messages/",
        asked,
        content_type="application/json",
        headers={"Origin": "https://shop.example"},
    )
    assert left.status_code in (201, 422), left.content
    ways.phone.set_up(phone_channel, system="hook")
    assert ways.phone.post(
        phone_channel, ways.phone.said("ended", to=words[:30], extension=words[:20])
    ).status_code in (200, 422)
    run_jobs()
    assert not Incoming.objects.exclude(
        state__in=(IncomingState.UNDERSTOOD, IncomingState.QUARANTINED)
    ).exists()
    assert Incoming.objects.filter(state=IncomingState.UNDERSTOOD).count() >= 3, list(
        Incoming.objects.values_list("channel__kind", "error")
    )


@pytest.mark.parametrize("stamp", ["nan", "inf", "-inf", "1e999", "", "１２", "0x10"])
def test_a_time_that_is_none_opens_no_call_back(phone_channel: Channel, stamp: str) -> None:
    ways.phone.set_up(phone_channel, system="hook")
    body = json.dumps(ways.phone.said("ended")).encode()
    headers = {
        "X-Quanfu-Timestamp": stamp,
        "X-Quanfu-Signature": ways.phone.signature(ways.phone.SECRET, stamp, body),
    }
    assert (
        Client()
        .post(phone_channel.hook_path, body, content_type="application/json", headers=headers)
        .status_code
        == 403
    )
    assert not Incoming.objects.exists()


# our own network
class Elsewhere(BaseHTTPRequestHandler):
    """Leads whoever asks to the address within."""

    within, asked = "", 0

    def do_GET(self) -> None:
        type(self).asked += self.path == "/secret"
        self.send_response(200 if self.path == "/secret" else 302)
        self.send_header("Location", self.within)
        self.end_headers()
        self.wfile.write(b'[{"id": "1", "text": "secret"}]' if self.path == "/secret" else b"")

    def log_message(self, *_args: Any) -> None:
        pass


def test_a_watched_page_cannot_lead_us_to_another_address(company: Unit) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Elsewhere.within = f"http://127.0.0.1:{server.server_port}/secret"
        feed = f"http://127.0.0.1:{server.server_port}/feed"
        channel = Channel.objects.create(
            company=company, code="s", kind=ChannelKind.SOCIAL, name="微博", settings={"feed_url": feed}
        )
        (finding,) = SOCIAL.check(channel)
        server.shutdown()
    assert not finding.ok and Elsewhere.asked == 0
    assert Elsewhere.within in finding.text, "the operator is told where it leads"


# logs
@pytest.mark.parametrize("kind", ["text", "json"])
def test_what_strangers_write_begins_no_line_of_the_log(kind: str) -> None:
    given = dict(django_settings.LOGGING["formatters"][kind])
    made = import_string(given.pop("()"))(*([given["format"]] if given else []))
    words = "x\r\n2026-11-22 ERROR forged\u2028y\x1b[2J\u202e\x85z"
    told = made.format(
        logging.LogRecord("q", logging.WARNING, "f", 1, "call-back refused: %s", (words,), None)
    )
    assert not re.search("[\n\r\x1b]", told)
    assert kind == "json" or not re.search("[\u2028\u202e\x85]", told)
    assert "forged" in told
