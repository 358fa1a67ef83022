"""Every way in, each carrying attacks in all that a stranger writes: each function sends one thing as the outside would."""

import csv
import io
import json
from email.header import Header
from pathlib import Path
from typing import Any
from urllib.parse import quote

from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quanfu.channels.actions.comment_import import import_comments
from quanfu.channels.actions.incoming import keep_incoming
from quanfu.channels.actions.talk_queue import take_seat
from quanfu.channels.adapters.dingtalk.tests import test_dingtalk as dingtalk
from quanfu.channels.adapters.feishu.tests import test_feishu as feishu
from quanfu.channels.adapters.mail.receive import key_of
from quanfu.channels.adapters.phone.tests import test_phone as phone
from quanfu.channels.adapters.sms.tests import test_receive as sms
from quanfu.channels.adapters.wechat.tests import test_wechat as wechat
from quanfu.channels.adapters.wecom.tests import stand_in as wecom
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel
from quanfu.channels.queries.channel import CHANNELS
from quanfu.cli.import_ import command
from quanfu.core.actor import SYSTEM
from quanfu.core.sealed import seal
from quanfu.core.tables import read_table
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.import_run import import_requests
from quanfu.desk.queries.import_map import read_map
from quanfu.org.models import Person, Unit
from tests.browser.hook import FIND, PAYLOADS, fill

__all__ = ["FIND", "quote"]

NOWHERE = "http://127.0.0.1:9"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="__ran(60)"><script>__ran(61)</script><image href="//evil.example/i"/></svg>'
HTML = b"<!doctype html><script>__ran(62)</script><img src=//evil.example/h onerror=__ran(63)>"
FILES = [
    ("a.svg", "image/svg+xml", SVG), ("b.html", "text/html", HTML), ("c.png", "image/png", SVG), ("d.jpg", "image/jpeg", HTML),
    ("e.gif", "image/gif", b"GIF89a/*" + HTML), ("f.txt", "text/plain", HTML), ("g.xml", "application/xml", b"<?xml version='1.0'?>" + SVG),
    ("../../../../tmp/h.sh", "text/x-sh", b"#!/bin/sh"), ('"><b hookx>.png', "image/png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40), ("i\r\nX-Evil: 1.png", "image/png", SVG),
    ("\u202egpj.exe", "application/octet-stream", b"MZ"), ("=cmd|' /C calc'!A0.csv", "text/csv", b"=1+1"),
]  # fmt: skip
HEADERS = {
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "X-Quanfu", "References", "In-Reply-To", "Auto-Submitted", "X-Auto-Response-Suppress",
    "Precedence", "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "DKIM-Signature",
}  # fmt: skip
KINDS: dict[ChannelKind, tuple[dict[str, Any], dict[str, str]]] = {
    ChannelKind.DINGTALK: ({"app_key": "dingk", "robot_code": "dingr", "api_url": NOWHERE}, {"app_secret": dingtalk.SECRET}),
    ChannelKind.FEISHU: ({"app_id": "cli_1", "api_url": NOWHERE}, {"app_secret": feishu.SECRET, "encrypt_key": feishu.KEY, "verification_token": feishu.TOKEN}),
    ChannelKind.WECHAT: ({"app_id": wechat.APP, "api_url": NOWHERE}, {"app_secret": wechat.SECRET, "token": wechat.TOKEN, "aes_key": wechat.KEY}),
    ChannelKind.WECOM: ({"corp_id": wecom.CORP, "agent_id": "1", "takes_kf": False, "api_url": NOWHERE}, {"secret": wecom.SECRET, "token": wecom.TOKEN, "aes_key": wecom.KEY}),
    ChannelKind.SMS: ({"provider": "aliyun", "key_id": "k", "sign": "松河", "api_url": NOWHERE}, {"key_secret": sms.SECRET}),
    ChannelKind.CHAT: ({"origins": ["https://shop.example"], "greeting": fill("greeting")}, {}),
    ChannelKind.SOCIAL: ({}, {}), ChannelKind.MAIL: ({"plus": True, "confirm": True, "sender_name": fill("sender", most=60)}, {}),
}  # fmt: skip


def open_ways(company: Unit, owner: Person) -> dict[ChannelKind, Channel]:
    """One channel of each kind, each name and greeting an attack."""
    made = {
        kind: Channel.objects.create(
            company=company, code=kind.value, kind=kind, name=fill(kind, most=60), confirms=False, owner=owner, settings=settings,
            sealed=seal(secrets), address="service@a.example" if kind == ChannelKind.MAIL else "", greeting=fill("greet", most=300), script=fill("script"),
        )
        for kind, (settings, secrets) in KINDS.items()
    }  # fmt: skip
    CHANNELS.changed()
    return made


def a_mail(number: int, words: str, *, to: str = "service@a.example", reference: str = "") -> bytes:
    """As a program writes it that keeps to no rule."""
    name, subject = (
        Header(fill("name", number, most=100), "utf-8").encode(),
        Header(fill("subject", number, most=180), "utf-8").encode(),
    )
    parts = [
        f'--m\r\nContent-Type: multipart/alternative; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n'
        f"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>{words}</title><base href=//evil.example></head><body onload=__ran(70)>"
        f'{words}<p title="{words}">x</p><img src="cid:\\"><b hookx>"><a href="https://evil.example/">hier</a><table background=//evil.example/t>'
        f"</body></html>\r\n--x--\r\n".encode()
    ]
    for file, kind, body in FILES:
        encoded = "".join(f"%{byte:02X}" for byte in file.encode())
        parts.append(
            f"--m\r\nContent-Type: {kind}\r\nContent-ID: <{number}>\r\nContent-Disposition: attachment; filename*=UTF-8''{encoded}\r\n\r\n".encode()
            + body
            + b"\r\n"
        )
    head = (
        f"From: {name} <x{number}@home.example>\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{number}\"><b.hookx>@home.example>\r\n{reference}"
        f"Date: Sun, 22 Nov 2026 09:00:00 +0800\r\nReply-To: \"<script>__ran(71)</script>\" <y{number}@home.example>\r\nX-Mailer: <script>__ran(72)</script>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="m"\r\n\r\n'
    )  # fmt: skip
    return head.encode() + b"".join(parts) + b"--m--\r\n"


def by_mail(channel: Channel, words: list[str]) -> None:
    for number, text in enumerate(words):
        raw = a_mail(number, text)
        keep_incoming(channel=channel, key=key_of(raw), raw=raw, by=SYSTEM)
    run_jobs()


def by_messengers(ways: dict[ChannelKind, Channel], words: str) -> None:
    dingtalk.ring(
        ways[ChannelKind.DINGTALK],
        dingtalk.payload(
            ways[ChannelKind.DINGTALK],
            words,
            senderNick=fill("nick", most=100),
            conversationTitle=words,
            conversationType="2",
        ),
    )
    feishu.ring(
        ways[ChannelKind.FEISHU],
        feishu.event(words, mentions=[{"key": "@_user_1", "name": words, "mentioned_type": "user"}]),
    )
    wechat.ring(ways[ChannelKind.WECHAT], wechat.xml(words.replace("]]>", "")))
    wecom.ring(ways[ChannelKind.WECOM], wecom.words(words.replace("]]>", ""), who="<b hookx>"))
    sms.push(ways[ChannelKind.SMS], sms.aliyun_up(words, phone="13800000077") | {"sign_name": words})
    run_jobs()


def by_telephone(channel: Channel, words: str) -> None:
    phone.set_up(channel, system="hook")
    for number, attack in enumerate(PAYLOADS):
        told = phone.said(
            "ended", call=f"c{number}", to=attack[:40], extension=attack[:24], recording=attack
        ) | {"from": attack[:40], "direction": "in"}
        phone.post(channel, told)
    phone.post(
        channel,
        phone.said("ended", call=words[:60], recording='https://evil.example/"onclick="__ran(80)" hookx="'),
    )
    run_jobs()


def by_chat(channel: Channel, words: str, agent: Person) -> None:
    def say(path: str, given: dict[str, str], token: str = "") -> Any:
        headers = {"Origin": "https://shop.example", "Authorization": f"Bearer {token}"}
        return Client().post(
            f"/chat/{channel.key}/{path}", json.dumps(given), content_type="application/json", headers=headers
        )

    asked = {
        "name": fill("visitor", most=80),
        "phone": "13800000033",
        "email": "v@home.example",
        "page": "javascript:__ran(81)",
        "text": words,
    }
    assert say("messages/", asked).status_code == 201
    take_seat(person=agent, by=agent)
    token = say("talks/", asked).json()["token"]
    for name, kind, body in FILES:
        given = {"file": SimpleUploadedFile(name, body, kind), "nonce": f"nonce-{len(name)}-{kind}"[:40]}
        Client().post(
            f"/chat/{channel.key}/talk/files/",
            given,
            headers={"Origin": "https://shop.example", "Authorization": f"Bearer {token}"},
        )
    run_jobs()


def by_portal(company: Unit, words: str) -> None:
    files = [SimpleUploadedFile(name, body, kind) for name, kind, body in FILES[:5]]
    who = {
        "contact_name": fill("who", most=60),
        "contact_phone": "13800000088",
        "contact_email": "w@home.example",
        "nonce": "n1",
    }
    for name in ("portal:ask.create", "portal:complaint.create"):
        for given in ({"body": words, "files": files}, {"body": words}):
            sent = Client().post(
                reverse(name, args=[company.code]), who | given | {"nonce": f"{name}{len(given)}"}
            )
            if sent.status_code == 303:
                break
        assert sent.status_code == 303, sent.content.decode()[-3000:]
    run_jobs()


def by_program(token: str, words: str) -> str:
    said = {
        "subject": fill("api", most=200),
        "body": words,
        "contact_name": fill("api who", most=60),
        "contact_phone": "13800000099",
    }
    answer = Client().post(
        "/api/v1/requests",
        json.dumps(said),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 201, answer.content
    number = str(answer.json()["number"])
    for kind in ("note", "reply"):
        Client().post(
            f"/api/v1/requests/{number}/notes",
            json.dumps({"kind": kind, "text": words}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
    run_jobs()
    return number


def by_files(company: Unit, social: Channel, words: str, folder: Path) -> None:
    def table(name: str, *rows: list[str]) -> bytes:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        (folder / name).write_text(text.getvalue(), encoding="utf-8")
        return text.getvalue().encode()

    comments = table("comments.csv", ["编号", "作者", "内容", "链接", "评分"], *(
        [str(n), attack, f"{attack} 投诉 太差", attack, "1"] for n, attack in enumerate(PAYLOADS)
    ))  # fmt: skip
    import_comments(channel=social, body=comments, by=SYSTEM)
    table(
        "articles.csv",
        ["title", "body", "title_en", "body_en", "topic", "public", "words"],
        [
            fill("title", most=120),
            words,
            fill("en", most=120),
            words,
            "<b hookx> / [x](javascript:__ran(82))",
            "yes",
            fill("syn", most=290),
        ],
    )
    done = CliRunner().invoke(command, ["articles", str(folder / "articles.csv"), "--company", company.code])
    assert done.exit_code == 0, done.output
    run_jobs()
    Channel.objects.create(company=company, code="list", kind=ChannelKind.IMPORT, name=fill("list", most=60))
    CHANNELS.changed()
    table("requests.csv", ["id", "opened", "group", "what", "place", "who"], *(
        [str(n), "2026-11-20 09:00", attack[:80], attack[:80], attack[:80], attack[:60]] for n, attack in enumerate(PAYLOADS)
    ))  # fmt: skip
    import_requests(
        company=company, rows=read_table(folder / "requests.csv"), file_name='"><b hookx>.csv', sha256="1" * 64, import_map=read_map(MAP), by=SYSTEM
    )  # fmt: skip
    run_jobs()


MAP = """
[import]
source = "old"
key = ["id"]
time_zone = "Asia/Shanghai"
create_types = true
create_units = "outlet"
[fields]
opened_at = "opened"
subject = {template = "{group}: {what}"}
body = "what"
contact_name = "who"
contact_phone = {value = "13800000044"}
type_group = "group"
type_name = "what"
unit = "place"
"""
