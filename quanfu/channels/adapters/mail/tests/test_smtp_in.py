"""Mails that a server delivers to us by SMTP, over a real socket, and those that a mail server pipes in."""

import os
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quanfu.channels.adapters.mail import smtp_in
from quanfu.channels.adapters.mail.tests.conftest import SERVICE, write
from quanfu.channels.adapters.mail.tests.house import until
from quanfu.channels.adapters.mail.tests.servers import free_port, needs_postfix, running_postfix
from quanfu.channels.adapters.mail.tests.test_imap import Keeper
from quanfu.channels.models import Channel, Incoming
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.files import open_file

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def door(mailbox: Channel, set_up: Any) -> Iterator[Any]:
    """The listener of the channel, in a thread as `quanfu listen` runs it; door.port."""
    port, stop = free_port(), threading.Event()
    set_up(mailbox, receive="smtp", smtp_in_bind=f"127.0.0.1:{port}")
    keeper = Keeper(mailbox)

    def run() -> None:
        smtp_in.listen(mailbox, stop, keeper)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=1).quit()
            break
        except OSError:
            time.sleep(0.05)
    keeper.port = port  # type: ignore[attr-defined]
    yield keeper
    stop.set()
    thread.join(15)
    assert not thread.is_alive()


def deliver(port: int, mail: bytes, to: str | list[str] = SERVICE, sender: str = "wang@home.example") -> Any:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
        return smtp.sendmail(sender, to, mail)


def test_a_mail_is_acknowledged_when_it_is_kept(door: Any) -> None:
    deliver(door.port, write("一"))
    (found,) = Incoming.objects.all()
    with open_file(found.raw) as opened:
        raw = opened.read()
    assert raw.startswith(
        b"Return-Path: <wang@home.example>\r\nX-Original-To: service@a.example\r\nReceived: "
    )


def test_a_mail_with_long_lines_is_taken(door: Any) -> None:
    deliver(door.port, write("一").rstrip() + b"\r\n" + b"x" * 50_000 + b"\r\n")
    assert Incoming.objects.count() == 1


def test_nobody_can_send_through_us(door: Any) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        deliver(door.port, write(to="x@elsewhere.example"), to="x@elsewhere.example")
    assert next(iter(refused.value.recipients.values()))[0] == 550
    assert not Incoming.objects.exists()


def test_plus_addresses_and_capitals_are_ours(door: Any) -> None:
    deliver(door.port, write("一"), to="Service+qabc@A.example")
    assert Incoming.objects.count() == 1


def test_what_is_too_large_is_refused_for_good(mailbox: Channel, set_up: Any, request: Any) -> None:
    set_rule(code="channels.raw_megabytes", value=1, by=SYSTEM)
    door = request.getfixturevalue("door")
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        deliver(door.port, write("暖" * 600_000))
    assert refused.value.smtp_code == 552
    assert not Incoming.objects.exists()


def test_what_cannot_be_kept_is_tried_again_later(door: Any, settings: Any, tmp_path: Path) -> None:
    broken = tmp_path / "no-folder"
    broken.write_text("a file stands where the folder should be")
    right, settings.MEDIA_ROOT = settings.MEDIA_ROOT, str(broken)
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        deliver(door.port, write("一"))
    assert refused.value.smtp_code == 451
    assert not Incoming.objects.exists()
    settings.MEDIA_ROOT = right
    deliver(door.port, write("一"))
    assert Incoming.objects.count() == 1


def test_the_same_mail_delivered_twice_is_kept_once(door: Any) -> None:
    mail = write("一")
    deliver(door.port, mail)
    deliver(door.port, mail)
    assert Incoming.objects.count() == 1


def test_two_channels_share_one_place_and_get_their_own_mails(
    door: Any, company: Any, mailbox: Channel
) -> None:
    second = Channel.objects.create(
        company=company,
        code="sales",
        kind="mail",
        name="销售",
        address="sales@a.example",
        settings={**mailbox.settings},
    )
    stop = threading.Event()
    thread = threading.Thread(target=smtp_in.listen, args=(second, stop, Keeper(second)), daemon=True)
    thread.start()
    time.sleep(0.3)
    deliver(door.port, write("一"), to=["sales@a.example", SERVICE])
    stop.set()
    thread.join(15)
    assert sorted(Incoming.objects.values_list("channel__code", flat=True)) == ["mail", "sales"]


def piped(mail: bytes, *arguments: str, folder: Path, **environment: str) -> int:
    """`quanfu mail receive` in a process of its own, on a database of its own."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("QUANFU_")}
    plain |= {"QUANFU_DATA": str(folder), "PYTHONPATH": os.pathsep.join(sys.path), **environment}
    done = subprocess.run([sys.executable, "-m", "quanfu", "mail", "receive", *arguments], input=mail, env=plain, capture_output=True)  # fmt: skip
    return done.returncode


def test_the_pipe_says_75_whatever_went_wrong(tmp_path: Path) -> None:
    assert piped(write("一"), folder=tmp_path) == 75, "no database yet"
    assert piped(write("一"), folder=tmp_path, QUANFU_DATABASE_URL="postgres://x@127.0.0.1:1/x") == 75
    assert piped(write("一"), folder=tmp_path, QUANFU_WEB_WORKERS="many") == 75, "a wrong setting"


def test_the_pipe_finds_the_channel_by_code_or_recipient(company: Any, mailbox: Channel) -> None:
    from quanfu.channels.queries.mailbox import mail_channel

    sales = Channel.objects.create(
        company=company, code="sales", kind="mail", name="销售", address="sales@a.example"
    )
    assert mail_channel(code="sales") == sales
    assert mail_channel(recipient="Sales+q1@a.example") == sales
    assert mail_channel(recipient="other@a.example") == mailbox
    assert mail_channel(code="nothing") is None


@needs_postfix
def test_postfix_keeps_mails_while_we_are_away_and_delivers_each_once(
    mailbox: Channel, set_up: Any, tmp_path: Path
) -> None:
    port, stop = free_port(), threading.Event()
    set_up(mailbox, receive="smtp", smtp_in_bind=f"127.0.0.1:{port}")
    with running_postfix(tmp_path, deliver_to=port) as server:
        for number in range(5):
            deliver(server.port, write(str(number), message_id=f"<p{number}@home.example>"))
        until(lambda: server.log().count("status=deferred") >= 5)
        assert not Incoming.objects.exists()
        thread = threading.Thread(target=smtp_in.listen, args=(mailbox, stop, Keeper(mailbox)), daemon=True)
        thread.start()
        until(lambda: server.log().count("status=sent") >= 5)
        stop.set()
        thread.join(15)
    assert Incoming.objects.count() == 5
