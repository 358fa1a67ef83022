"""Mails that arrive while our processes are killed, by the pipe, and from the corpora: nothing is lost, nothing is there twice."""

import time
from collections import Counter
from collections.abc import Iterator

import pytest

from quanfu.channels.adapters.mail.receive import key_of
from quanfu.channels.adapters.mail.tests.conftest import write
from quanfu.channels.adapters.mail.tests.house import (
    Killer,
    MailHouse,
    hand_over,
    own_database,
    send_all,
    until,
    wire,
)
from quanfu.channels.adapters.mail.tests.servers import free_port
from quanfu.core.testing import corpus

STORM = 60
FROM_CORPORA = 240
CORPORA = (
    "mail-zh-encodings",
    "mail-chatwoot",
    "mail-cpython",
    "mail-django-helpdesk",
    "mail-mikel",
    "bounce-flufl",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MailHouse, int]]:
    house = MailHouse(tmp_path_factory.mktemp("house"), own_database())
    port = free_port()
    house.set_up(receive="smtp", smtp_in_bind=f"127.0.0.1:{port}")
    try:
        yield house, port
    finally:
        house.close()


def settled(house: MailHouse) -> None:
    until(lambda: house.unread() == 0, 120)


def test_mails_that_arrive_while_we_are_killed_are_there_once(house: tuple[MailHouse, int]) -> None:
    """kill -9 of the listener and of the worker at random moments; each mail is sent again until it is taken."""
    us, port = house
    us.start("listen")
    us.start("worker")
    killer = Killer(us, ("listen", "listen", "worker"), 20261122, least=1.0, most=4.0)
    killer.start()
    mails = [
        write(f"第 {i} 封", sender=f"c{i}@home.example", subject=f"storm {i}", message_id=f"<s{i}@x>")
        for i in range(STORM)
    ]

    def slowly() -> Iterator[bytes]:
        for mail in mails:
            time.sleep(0.2)
            yield mail

    send_all(port, slowly())
    killer.stop()
    for mail in mails[::3]:
        hand_over(port, mail)  # a server that did not hear our 250 sends it again
    settled(us)
    assert killer.kills >= 3
    subjects = [
        subject
        for (subject,) in us.rows("SELECT subject FROM channels_incoming WHERE subject LIKE 'storm %'")
    ]
    assert sorted(subjects) == sorted(f"storm {i}" for i in range(STORM))
    opened = us.rows(
        "SELECT subject, count(*) FROM desk_request WHERE subject LIKE 'storm %' GROUP BY subject"
    )
    assert sorted(opened) == sorted((f"storm {i}", 1) for i in range(STORM))


def test_mails_of_the_corpora_end_as_exactly_one_kind(house: tuple[MailHouse, int]) -> None:
    us, port = house
    files = [
        path
        for name in CORPORA
        for path in sorted(corpus(name).rglob("*"))
        if path.is_file() and path.suffix in (".eml", ".txt", ".mbox", "")
    ]
    mails = [path.read_bytes() for path in files[:FROM_CORPORA]]
    mails = [mail for mail in mails if mail.strip() and max(map(len, mail.split(b"\n"))) < 4000]
    for command in ("listen", "worker"):
        if command not in us.running:
            us.start(command)
    settled(us)  # what an earlier test left
    before = us.kinds()
    send_all(port, mails)
    settled(us)
    keys = {key for (key,) in us.rows("SELECT key FROM channels_incoming")}
    sent = Counter(key_of(wire(mail)) for mail in mails)
    assert sent.keys() <= keys  # nothing is lost
    found = us.kinds() - before
    assert found.total() == len(sent) >= FROM_CORPORA * 0.8  # nothing is there twice
    assert set(found) <= {"request", "reply", "bounce", "auto", "quarantine"}
    assert us.rows(
        "SELECT count(*) FROM channels_incoming WHERE state != 'understood' AND kind != 'quarantine'"
    ) == [(0,)]
    opened = us.rows(
        "SELECT count(*), count(DISTINCT request_number) FROM channels_incoming WHERE kind = 'request' AND request_number != ''"
    )
    assert opened == [(us.kinds()["request"],) * 2]
    assert us.rows("SELECT count(*) FROM desk_request WHERE number IN (SELECT request_number FROM channels_incoming WHERE kind = 'request')") == [(us.kinds()["request"],)]  # fmt: skip


def test_the_pipe_answers_0_only_when_the_mail_is_kept(house: tuple[MailHouse, int]) -> None:
    us, _port = house
    mail = write("由管道", subject="piped", message_id="<piped@x>")
    assert us.run("mail", "receive", given=mail).returncode == 0
    assert us.run("mail", "receive", "--recipient", "service@a.example", given=mail).returncode == 0
    assert us.run("mail", "receive", "--channel", "nothing", given=mail).returncode == 75
    assert us.run("mail", "receive", given=b"").returncode == 75
    assert us.rows(f"SELECT count(*) FROM channels_incoming WHERE key = '{key_of(mail)}'") == [(1,)]
    with us.without_disk():
        assert us.run("mail", "receive", given=write("不能保存", subject="lost?")).returncode == 75
