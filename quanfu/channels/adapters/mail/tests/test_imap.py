"""Mails from a real mailbox: Dovecot (IDLE, TLS, OAuth 2, moving) and pymap (no IDLE), each started by the test."""

import imaplib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from quanfu.channels.adapters.mail import imap
from quanfu.channels.adapters.mail.check import check
from quanfu.channels.adapters.mail.tests.conftest import write
from quanfu.channels.adapters.mail.tests.servers import (
    ImapServer,
    grudging,
    needs_dovecot,
    needs_pymap,
    running_dovecot,
    running_pymap,
)
from quanfu.channels.enums import IncomingState
from quanfu.channels.models import Channel, Incoming
from quanfu.core.actor import SYSTEM
from quanfu.core.testing import run_jobs

USER = "service"


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    with running_dovecot(tmp_path_factory.mktemp("dovecot")) as server:
        yield server


class Keeper:
    """What `quanfu listen` gives an adapter, in the test's own thread."""

    def __init__(self, channel: Channel) -> None:
        self.channel, self.memory, self.beats, self.kept = channel, dict(channel.memory), 0, 0

    def __call__(self, key: str, raw: bytes) -> bool:
        from quanfu.channels.actions.incoming import keep_incoming

        new = keep_incoming(channel=self.channel, key=key, raw=raw, by=SYSTEM) is not None
        self.kept += new
        return new

    def beat(self) -> None:
        self.beats += 1

    def remember(self, **memory: Any) -> None:
        self.memory |= memory
        Channel.objects.filter(pk=self.channel.pk).update(memory=self.memory)


@contextmanager
def program(server: ImapServer, user: str = USER) -> Iterator[imaplib.IMAP4]:
    """A second mail program on the same mailbox: lays mails down, deletes, reads flags."""
    client = imaplib.IMAP4("127.0.0.1", server.port, 10)
    client.login(user, server.password)
    try:
        yield client
    finally:
        client.logout()


def lay(server: ImapServer, *mails: bytes, user: str = USER, folder: str = "INBOX") -> None:
    with program(server, user) as client:
        for mail in mails:
            assert client.append(folder, "", "", mail)[0] == "OK"


def once(channel: Channel) -> Keeper:
    """One look into the mailbox, as the listener does it when it connects."""
    channel.refresh_from_db()
    keeper = Keeper(channel)
    box = imap.connect(imap.imap_server(channel))
    try:
        imap.Folder(channel, box, keeper).take_new(threading.Event())
    finally:
        box.logout()
    return keeper


@pytest.fixture
def inbox(mailbox: Channel, set_up: Any, dovecot: ImapServer, request: Any) -> Channel:
    """The channel on a mailbox of its own at Dovecot."""
    user = f"u{abs(hash(request.node.name)) % 10**8}"
    return set_up(
        mailbox, {"password": dovecot.password}, receive="imap", imap_host="127.0.0.1", imap_port=dovecot.port, imap_tls="none",
        login=user, start="all",
    )  # fmt: skip


def user_of(channel: Channel) -> str:
    return str(channel.settings["login"])


pytestmark = pytest.mark.django_db


@needs_dovecot
def test_mails_are_taken_once_and_stay_as_they_are(inbox: Channel, dovecot: ImapServer) -> None:
    lay(dovecot, write("一"), write("二"), user=user_of(inbox))
    assert once(inbox).kept == 2
    assert once(inbox).kept == 0
    lay(dovecot, write("三"), user=user_of(inbox))
    assert once(inbox).kept == 1
    with program(dovecot, user_of(inbox)) as client:
        client.select("INBOX")
        assert client.search(None, "UNSEEN")[1] == [b"1 2 3"]


@needs_dovecot
def test_what_lay_there_before_is_left_alone_unless_it_is_wanted(
    inbox: Channel, dovecot: ImapServer, set_up: Any
) -> None:
    set_up(inbox, start="new")
    lay(dovecot, write("旧"), user=user_of(inbox))
    assert once(inbox).kept == 0
    lay(dovecot, write("新"), user=user_of(inbox))
    assert once(inbox).kept == 1


@needs_dovecot
def test_what_was_taken_is_marked_as_read_where_the_channel_says_so(
    inbox: Channel, dovecot: ImapServer, set_up: Any
) -> None:
    set_up(inbox, after="mark")
    lay(dovecot, write("一"), user=user_of(inbox))
    once(inbox)
    with program(dovecot, user_of(inbox)) as client:
        client.select("INBOX")
        assert client.search(None, "SEEN")[1] == [b"1"]


@needs_dovecot
def test_what_was_taken_is_moved_where_the_channel_says_so(
    inbox: Channel, dovecot: ImapServer, set_up: Any
) -> None:
    set_up(inbox, after="move", move_to="已处理")
    lay(dovecot, write("一"), write("二"), user=user_of(inbox))
    assert once(inbox).kept == 2
    with program(dovecot, user_of(inbox)) as client:
        assert client.select("INBOX")[1] == [b"0"]
    box = imap.connect(imap.imap_server(inbox))
    box.folder.set("已处理")
    assert len(box.uids("ALL")) == 2
    box.logout()


@needs_dovecot
def test_a_deleted_mail_that_comes_back_makes_nothing_new(inbox: Channel, dovecot: ImapServer) -> None:
    mail = write("一", message_id="<gone@home.example>")
    lay(dovecot, mail, user=user_of(inbox))
    once(inbox)
    with program(dovecot, user_of(inbox)) as client:
        client.select("INBOX")
        client.store("1", "+FLAGS", "\\Deleted")
        client.expunge()
    lay(dovecot, mail, user=user_of(inbox))
    assert once(inbox).kept == 0
    assert Incoming.objects.count() == 1


@needs_dovecot
def test_a_folder_that_is_numbered_anew_imports_nothing_twice_and_misses_nothing(
    inbox: Channel, dovecot: ImapServer
) -> None:
    lay(dovecot, write("一"), write("二", message_id=""), user=user_of(inbox))
    assert once(inbox).kept == 2
    before = inbox.__class__.objects.get(pk=inbox.pk).memory["imap"]["validity"]
    maildir = dovecot.maildir(user_of(inbox))
    for index in [*maildir.glob("dovecot*"), *maildir.glob(".*index*")]:
        index.unlink()
    for line in maildir.glob("*uidlist*"):
        line.unlink()
    time.sleep(1.1)  # a new UIDVALIDITY is the second in which it was made
    lay(dovecot, write("三"), user=user_of(inbox))
    assert once(inbox).kept == 1
    assert inbox.__class__.objects.get(pk=inbox.pk).memory["imap"]["validity"] != before
    assert Incoming.objects.count() == 3


@needs_dovecot
def test_old_mails_stay_old_when_the_folder_is_numbered_anew(
    inbox: Channel, dovecot: ImapServer, set_up: Any
) -> None:
    set_up(inbox, start="new")
    with program(dovecot, user_of(inbox)) as client:
        client.append("INBOX", "", '"01-Jan-2026 08:00:00 +0800"', write("旧"))
    assert once(inbox).kept == 0
    inbox.refresh_from_db()
    inbox.memory["imap"]["validity"] = 1
    inbox.save()
    lay(dovecot, write("新"), user=user_of(inbox))
    assert once(inbox).kept == 1
    assert Incoming.objects.count() == 1


@needs_dovecot
def test_a_mail_by_pipe_and_by_imap_is_one(inbox: Channel, dovecot: ImapServer, arrive: Any) -> None:
    mail = write("一", message_id="<both@home.example>")
    arrive(raw=b"Return-Path: <wang@home.example>\r\n" + mail)
    lay(dovecot, b"Delivered-To: service@a.example\r\n" + mail, user=user_of(inbox))
    assert once(inbox).kept == 0


@needs_dovecot
def test_a_mail_too_large_for_us_is_cut_not_skipped(inbox: Channel, dovecot: ImapServer) -> None:
    from quanfu.core.actions.rule import set_rule
    from quanfu.core.files import open_file

    set_rule(code="channels.raw_megabytes", value=1, by=SYSTEM)
    lay(dovecot, write("暖气" * 500_000), user=user_of(inbox))
    assert once(inbox).kept == 1
    (found,) = Incoming.objects.all()
    assert found.raw.size < 1024 * 1024 + 1000
    with open_file(found.raw) as opened:
        assert b"X-Quanfu-Cut:" in opened.read(300)


@needs_dovecot
@pytest.mark.parametrize("answer", [b"NO [SERVERBUG] Internal error", b"BAD Command Error. 10"])
def test_a_mail_that_the_server_will_not_hand_over_holds_up_no_other_and_is_asked_for_again(
    inbox: Channel, dovecot: ImapServer, set_up: Any, answer: bytes
) -> None:
    lay(dovecot, write("一"), write("二"), write("三"), user=user_of(inbox))
    with grudging(dovecot, answer) as (server, kept_back):
        set_up(inbox, imap_port=server.port)
        kept_back.add(b"2")
        assert [once(inbox).kept for _look in range(3)] == [2, 0, 0]
        kept_back.clear()
        assert [once(inbox).kept for _look in range(3)] == [1, 0, 0]
    assert Incoming.objects.count() == 3


@needs_dovecot
def test_a_mail_that_is_never_handed_over_stands_in_quarantine(
    inbox: Channel, dovecot: ImapServer, set_up: Any
) -> None:
    lay(dovecot, write("一"), user=user_of(inbox))
    with grudging(dovecot, b"NO [SERVERBUG] Internal error") as (server, kept_back):
        set_up(inbox, imap_port=server.port)
        kept_back.add(b"1")
        assert sum(once(inbox).kept for _look in range(imap.TRIES + 2)) == 1
    run_jobs()
    found = Incoming.objects.get()
    assert (found.state, found.kind) == (IncomingState.QUARANTINED, "quarantine")
    assert "INBOX" in found.error and "[SERVERBUG] Internal error" in found.error


@needs_dovecot
def test_a_server_that_hands_over_nothing_is_in_trouble(
    inbox: Channel, dovecot: ImapServer, set_up: Any
) -> None:
    lay(dovecot, *[write() for _n in range(imap.MOST_OWED + 1)], user=user_of(inbox))
    with grudging(dovecot, b"NO [UNAVAILABLE] later") as (server, kept_back):
        set_up(inbox, imap_port=server.port)
        kept_back |= {str(uid).encode() for uid in range(1, 100)}
        with pytest.raises(OSError, match="later"):
            once(inbox)
    set_up(inbox, imap_port=dovecot.port)
    assert once(inbox).kept == imap.MOST_OWED + 1


def listening(channel: Channel, stop: threading.Event) -> Callable[[], None]:
    def run() -> None:
        from django.db import connection

        try:
            imap.listen(channel, stop, Keeper(channel))
        finally:
            connection.close()

    return run


@needs_dovecot
@pytest.mark.django_db(transaction=True)
def test_a_new_mail_is_told_of_at_once(inbox: Channel, dovecot: ImapServer, set_up: Any) -> None:
    set_up(inbox, poll_seconds=600)
    stop = threading.Event()
    thread = threading.Thread(target=listening(inbox, stop), daemon=True)
    thread.start()
    try:
        time.sleep(1)
        began = time.monotonic()
        lay(dovecot, write("一"), user=user_of(inbox))
        while not Incoming.objects.exists() and time.monotonic() - began < 60:
            time.sleep(0.05)
        assert Incoming.objects.count() == 1  # long before the next look
    finally:
        stop.set()
        thread.join(15)
    assert not thread.is_alive()


@needs_pymap
@pytest.mark.django_db(transaction=True)
def test_a_server_that_cannot_tell_is_asked_now_and_then(mailbox: Channel, set_up: Any) -> None:
    with running_pymap() as server:
        set_up(
            mailbox, {"password": server.password}, receive="imap", imap_host="127.0.0.1", imap_port=server.port, imap_tls="none",
            login="demouser", start="new", poll_seconds=1,
        )  # fmt: skip
        stop = threading.Event()
        thread = threading.Thread(target=listening(mailbox, stop), daemon=True)
        thread.start()
        try:
            time.sleep(1.5)
            lay(server, write("一"), user="demouser")
            until = time.monotonic() + 15
            while not Incoming.objects.exists() and time.monotonic() < until:
                time.sleep(0.1)
            assert Incoming.objects.count() == 1, "the mails that lay there are left alone"
        finally:
            stop.set()
            thread.join(15)


@needs_dovecot
@pytest.mark.parametrize("tls", ["ssl", "starttls"])
def test_encrypted_connections_check_the_certificate(
    inbox: Channel, dovecot: ImapServer, set_up: Any, tls: str, mail_server: Any
) -> None:
    port = dovecot.tls_port if tls == "ssl" else dovecot.port
    set_up(inbox, imap_host="localhost", imap_port=port, imap_tls=tls)
    found = check(inbox)[0]
    assert not found.ok
    set_up(inbox, tls_ca=(dovecot.folder / "cert.pem").read_text())
    found = check(inbox)[0]
    assert found.ok, found.text


@needs_dovecot
@pytest.mark.parametrize(
    ("wrong", "secrets", "word"),
    [
        ({}, {"password": "wrong"}, "not taken"), ({"imap_host": "no.such.host.invalid"}, None, "not known"),
        ({"imap_port": 1}, None, "refused"), ({"folder": "Nowhere"}, None, "INBOX"), ({"imap_tls": "ssl"}, None, "encryption"),
    ],
)  # fmt: skip
def test_the_test_of_a_connection_says_what_is_wrong(
    inbox: Channel, set_up: Any, wrong: dict[str, Any], secrets: Any, word: str, mail_server: Any
) -> None:
    from django.utils.translation import override

    assert check(inbox)[0].ok
    set_up(inbox, secrets, **wrong)
    with override("en"):
        found = check(inbox)[0]
    assert not found.ok
    assert word in found.text.lower() or word in found.text
    assert found.text.startswith(f"IMAP {inbox.setting('imap_host')}:{inbox.setting('imap_port')}: ")


@needs_dovecot
def test_the_test_of_a_connection_sees_servers_that_were_mixed_up_and_certificates_of_others(
    inbox: Channel, set_up: Any, dovecot: ImapServer, mail_server: Any
) -> None:
    from django.utils.translation import override

    def said(**wrong: Any) -> list[str]:
        set_up(inbox, **wrong)
        with override("en"):
            return [each.text for each in check(inbox)]

    smtp = {"smtp_host": "127.0.0.1", "smtp_port": dovecot.port, "smtp_tls": "none"}
    assert "no SMTP server" in said(**smtp)[-1]
    assert "no IMAP server" in said(imap_port=mail_server.port, imap_host="127.0.0.1", imap_tls="none")[0]
    own = {"imap_host": "127.0.0.1", "imap_port": dovecot.tls_port, "imap_tls": "ssl"}
    assert "Own certificate authority" in said(**own)[0]
    assert "another name" in said(**own, tls_ca=(dovecot.folder / "cert.pem").read_text())[0]


@needs_dovecot
def test_a_refresh_token_signs_in_by_xoauth2(
    mailbox: Channel, set_up: Any, tmp_path: Path, mail_server: Any
) -> None:
    from quanfu.channels.adapters.mail.tests.provider import running_provider

    with running_provider() as provider, running_dovecot(tmp_path, oauth=provider.url) as server:
        set_up(
            mailbox, {"oauth_token": "refresh-1", "oauth_secret": "s"}, receive="imap", imap_host="127.0.0.1", imap_port=server.port,
            imap_tls="none", login="service", auth="oauth2", oauth_url=f"{provider.url}/token", oauth_client="quanfu", start="all",
        )  # fmt: skip
        lay(server, write("一"), user="service")
        assert once(mailbox).kept == 1
        assert provider.asked[0]["refresh_token"] == "refresh-1"
        assert provider.asked[0]["client_id"] == "quanfu"
        set_up(mailbox, {"oauth_token": "taken-back", "oauth_secret": "s"})
        found = check(mailbox)[0]
        assert not found.ok
        assert "consent was taken back" in found.text
