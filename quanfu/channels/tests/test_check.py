"""Regular tests of channels, their faults, and limits for answering."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from quanfu.channels.actions.breach import find_unanswered, hold_limit
from quanfu.channels.actions.channel import save_channel
from quanfu.channels.actions.check import due_channels, find_fault, mend_fault, open_check, try_channel
from quanfu.channels.actions.incoming import keep_incoming
from quanfu.channels.adapters import ADAPTERS
from quanfu.channels.adapters.contract import Finding
from quanfu.channels.enums import ChannelKind, ChannelState, LimitKind
from quanfu.channels.listening import listening_channels
from quanfu.channels.models import Breach, Channel, ChannelCheck, ChannelFault
from quanfu.channels.queries.board import board_for, trouble_of
from quanfu.channels.tests.talk import Talk
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at, now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.models import Worker
from quanfu.core.testing import assert_query_count_constant, run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.org.models import Notification

pytestmark = pytest.mark.django_db


class Checked(Talk):
    kind = ChannelKind.MAIL

    def __init__(self, *findings: Finding) -> None:
        super().__init__()
        self.findings = list(findings)

    def check(self, channel: Any) -> list[Finding]:
        return self.findings


@pytest.fixture
def letters(company: Any) -> Channel:
    return Channel.objects.create(company=company, code="letter", kind=ChannelKind.LETTER, name="来信")


@pytest.fixture
def mailbox(company: Any, li: Any, monkeypatch: pytest.MonkeyPatch) -> Channel:
    monkeypatch.setitem(ADAPTERS, ChannelKind.MAIL, Checked())
    return Channel.objects.create(
        company=company, code="mail", kind=ChannelKind.MAIL, name="服务邮箱", owner=li
    )


@pytest.mark.req("INT-3")
def test_a_weekly_test_falls_due_and_its_failure_is_a_fault_and_an_impaired_channel(
    mailbox: Channel, li: Any, zheng: Any, client_of: Any
) -> None:
    assert due_channels(by=SYSTEM) == []  # counted from the first look on
    with at(now() + timedelta(days=6)):
        assert due_channels(by=SYSTEM) == []
    with at(now() + timedelta(days=7, minutes=1)):
        assert due_channels(by=SYSTEM) == [mailbox.pk]
        open_check(channel=mailbox, by=SYSTEM)
        assert due_channels(by=SYSTEM) == []  # the task is there
        check = ChannelCheck.objects.get()
        assert check.tester == li
        assert Notification.objects.filter(
            person=li, url=reverse("channels:check.update", args=[check.pk])
        ).exists()
        client = client_of(li)
        page = reverse("channels:check.update", args=[check.pk])
        assert client.post(page, {"is_good": "no", "remark": ""}).status_code == 422
        assert client.post(page, {"is_good": "no", "remark": "发出的邮件没有收到"}).status_code == 303
        fault = ChannelFault.objects.get()
        assert (fault.text, fault.owner) == ("发出的邮件没有收到", li)
        mailbox.refresh_from_db()
        assert mailbox.state == ChannelState.IMPAIRED
        shown = client.get(reverse("channels:channel.index")).content.decode()
        assert str(ChannelState.IMPAIRED.label) in shown
        own = reverse("channels:channel.update", args=[mailbox.pk])
        assert trouble_of(mailbox) in client_of(zheng).get(own).content.decode()
        mend_fault(fault=fault, result="改了密码", by=li)
        mailbox.refresh_from_db()
        assert mailbox.state == ChannelState.OK


def test_what_a_machine_finds_wrong_ends_the_test_as_failed(
    mailbox: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = Finding(True, "服务器可达"), Finding(False, "密码错误")
    monkeypatch.setitem(ADAPTERS, ChannelKind.MAIL, Checked(*findings))
    open_check(channel=mailbox, by=SYSTEM)
    check, fault = ChannelCheck.objects.get(), ChannelFault.objects.get()
    assert (check.is_good, check.findings) == (False, [[True, "服务器可达"], [False, "密码错误"]])
    assert fault.text == "密码错误"


def test_a_channel_has_one_open_test_and_one_open_fault(mailbox: Channel, li: Any) -> None:
    open_check(channel=mailbox, by=SYSTEM)
    assert open_check(channel=mailbox, by=SYSTEM) is None
    first = find_fault(channel=mailbox, text="不通", by=li)
    assert find_fault(channel=mailbox, text="还是不通", by=li) == first
    with pytest.raises(Refused):
        mend_fault(fault=first, result=" ", by=li)
    mend_fault(fault=first, result="好了", by=li)
    with pytest.raises(AlreadyDone):
        mend_fault(fault=first, result="好了", by=li)


@pytest.mark.parametrize(("days", "due"), [(0, False), (1, True), (30, False)])
def test_how_often_a_channel_is_tested_is_its_setting(mailbox: Channel, days: int, due: bool) -> None:
    Channel.objects.update(check_every_days=days, checked_at=now() - timedelta(days=8))
    assert bool(due_channels(by=SYSTEM)) is due


def test_the_button_tests_the_connection_and_says_what_is_wrong(
    mailbox: Channel, monkeypatch: pytest.MonkeyPatch, zheng: Any, client_of: Any
) -> None:
    monkeypatch.setitem(ADAPTERS, ChannelKind.MAIL, Checked(Finding(False, "密码错误，请使用授权码")))
    page = reverse("channels:channel_test.create", args=[mailbox.pk])
    client = client_of(zheng)
    assert "密码错误" not in client.get(page).content.decode()
    assert "密码错误，请使用授权码" in client.post(page).content.decode()
    assert not ChannelFault.objects.exists()


@pytest.mark.parametrize(("kind", "needed"), [(ChannelKind.WECOM, "CorpID"), (ChannelKind.WECHAT, "AppID"), (ChannelKind.DINGTALK, "Client ID"), (ChannelKind.FEISHU, "App ID"), (ChannelKind.SMS, "服务商")])  # fmt: skip
def test_the_test_of_a_channel_that_was_never_set_up_says_what_to_enter(
    company: Any, kind: ChannelKind, needed: str
) -> None:
    new = save_channel(instance=None, company=company, code="new", kind=kind, name="新", by=SYSTEM)
    (finding,) = try_channel(channel=new, by=SYSTEM)
    assert not finding.ok and needed in finding.text and "Error" not in finding.text


def test_an_adapter_that_breaks_is_a_finding(mailbox: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Talk):
        def check(self, channel: Any) -> list[Finding]:
            raise OSError("no route")

    monkeypatch.setitem(ADAPTERS, ChannelKind.MAIL, Broken())
    open_check(channel=mailbox, by=SYSTEM)
    assert "no route" in ChannelFault.objects.get().text


@pytest.mark.req("INT-6")
def test_a_mail_without_a_reply_after_its_hours_is_marked_and_counted_per_channel(
    mailbox: Channel, zheng: Any, client_of: Any
) -> None:
    keep_incoming(
        channel=mailbox, key="m1", raw=b'{"id": "m1", "sender": "wang@home.example", "text": "x"}', by=SYSTEM
    )
    run_jobs()
    with at(now() + timedelta(hours=23)):
        assert find_unanswered(by=SYSTEM) == 0
    with at(now() + timedelta(hours=24, minutes=1)):
        assert find_unanswered(by=SYSTEM) == 1
        assert find_unanswered(by=SYSTEM) == 0
        breach = Breach.objects.get()
        assert (breach.channel, breach.kind, breach.most, breach.took) == (mailbox, LimitKind.HOURS, 24, None)
        page = client_of(zheng).get(reverse("channels:breach.index")).content.decode()
        assert page.count("服务邮箱") >= 2  # the count and the row


def test_a_reply_in_time_is_no_breach_and_a_late_one_says_how_late(
    mailbox: Channel, make_request: Any, li: Any
) -> None:
    for number, hours in (("m1", 2), ("m2", 29.5)):
        keep_incoming(
            channel=mailbox,
            key=number,
            raw=f'{{"id": "{number}", "sender": "{number}@x.example", "text": "x"}}'.encode(),
            by=SYSTEM,
        )
        run_jobs()
        from quanfu.desk.models import Request

        request = Request.objects.latest("pk")
        with at(now() + timedelta(hours=hours)):
            add_note(request=request, kind=NoteKind.CALL, text="已回电", by=li)
    with at(now() + timedelta(hours=50)):
        assert find_unanswered(by=SYSTEM) == 0
    assert Breach.objects.get().took == 30


@pytest.mark.parametrize(
    ("kind", "column", "kept", "broken"),
    [("rings", "max_rings", 3, 4), ("seconds", "max_seconds", 60, 61), ("hours", "max_hours", 24, 25)],
)
def test_the_limits_of_calls_chats_and_mails_have_their_defaults_and_can_be_set(
    phone_channel: Channel, kind: str, column: str, kept: int, broken: int
) -> None:
    assert hold_limit(channel=phone_channel, kind=kind, took=kept, source_key="a", by=SYSTEM) is None
    assert hold_limit(channel=phone_channel, kind=kind, took=broken, source_key="b", by=SYSTEM)
    hold_limit(channel=phone_channel, kind=kind, took=broken, source_key="b", by=SYSTEM)
    assert Breach.objects.count() == 1
    setattr(phone_channel, column, broken)
    assert hold_limit(channel=phone_channel, kind=kind, took=broken, source_key="c", by=SYSTEM) is None


def test_a_channel_whose_listener_stopped_shows_within_a_minute(
    company: Any, zheng: Any, monkeypatch: pytest.MonkeyPatch, client_of: Any
) -> None:
    monkeypatch.setitem(ADAPTERS, ChannelKind.CHAT, Talk())
    chat = Channel.objects.create(
        company=company,
        code="chat",
        kind=ChannelKind.CHAT,
        name="在线客服",
        settings={"lines": ["x"]},
        alive_at=now(),
    )
    assert trouble_of(chat) == ""
    with at(now() + timedelta(seconds=50)):  # and the board renews itself every ten seconds
        assert trouble_of(chat)
        board = client_of(zheng).get(reverse("channels:channel_board.show")).content.decode()
        assert trouble_of(chat) in board
    Channel.objects.update(is_active=False)
    chat.refresh_from_db()
    assert trouble_of(chat) == ""


def test_without_a_worker_every_channel_that_a_machine_serves_shows_as_impaired_within_a_minute(
    mailbox: Channel, letters: Channel, zheng: Any
) -> None:
    def board() -> dict[str, str]:
        return {
            place.channel.code: place.trouble for place in board_for(zheng, "channels.channel_board.show")
        }

    Worker.objects.create(name="w", started_at=now(), seen_at=now())
    assert board() == {"mail": "", "letter": ""}
    with at(now() + timedelta(seconds=50)):
        assert board()["mail"] and not board()["letter"]


def test_secrets_sealed_with_another_key_are_said_and_nobody_logs_in_without_them(
    company: Any, settings: Any
) -> None:
    box = save_channel(
        instance=None, company=company, code="box", kind=ChannelKind.MAIL, name="邮箱", by=SYSTEM,
        settings={"receive": "imap", "imap_host": "127.0.0.1"}, secrets={"password": "sesame"},
    )  # fmt: skip
    assert (box.is_locked, listening_channels()) == (False, [box])
    settings.SECRET_KEY = "another" * 8
    assert box.is_locked and "重新填写" in trouble_of(box)
    assert listening_channels() == []
    save_channel(
        instance=box,
        company=company,
        code="box",
        kind=ChannelKind.MAIL,
        name="邮箱",
        by=SYSTEM,
        secrets={"password": "new"},
    )
    assert (box.is_locked, box.setting("password"), listening_channels()) == (False, "new", [box])


def test_the_board_takes_the_same_queries_for_one_and_for_thirty(
    company: Any, phone_channel: Channel, zheng: Any
) -> None:
    def grow() -> None:
        for number in range(30):
            save_channel(
                instance=None, company=company, code=f"c{number}", kind=ChannelKind.PHONE, name="x", by=SYSTEM
            )

    assert_query_count_constant(lambda: board_for(zheng, "channels.channel_board.show"), grow)


@pytest.mark.parametrize("page", ["check.index", "fault.index", "breach.index", "incoming.index"])
def test_the_lists_take_the_same_queries_for_one_and_for_thirty(
    page: str, company: Any, zheng: Any, li: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ADAPTERS, ChannelKind.MAIL, Checked())

    def grow(count: int = 30) -> None:
        for _n in range(count):
            code = f"m{Channel.objects.count()}"
            box = Channel.objects.create(
                company=company, code=code, kind=ChannelKind.MAIL, name=code, owner=li
            )
            open_check(channel=box, by=SYSTEM)
            find_fault(channel=box, text="x", by=SYSTEM)
            hold_limit(channel=box, kind="hours", took=30, source_key="x", by=SYSTEM)
            keep_incoming(channel=box, key="x", raw=b"{}", by=SYSTEM)

    grow(1)
    client = client_of(zheng)
    assert_query_count_constant(lambda: client.get(reverse(f"channels:{page}")), grow)
