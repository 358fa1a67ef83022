"""Two machines that answer each other fall silent: ours, and one that obeys no rule, both over real SMTP."""

import smtplib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from quanfu.channels.adapters.mail import smtp_in
from quanfu.channels.adapters.mail.tests.servers import free_port
from quanfu.channels.adapters.mail.tests.test_imap import Keeper
from quanfu.channels.models import Channel, Incoming, Message
from quanfu.core.testing import run_jobs
from quanfu.desk.models import Request

pytestmark = pytest.mark.django_db(transaction=True)


class Robot:
    """Answers every mail at once with a new one: no Auto-Submitted, no References, a new subject each time."""

    def __init__(self, towards: int) -> None:
        self.towards, self.got, self.sent = towards, [], 0  # type: ignore[var-annotated]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.got.append(message_from_bytes(envelope.content, policy=policy.default))
        threading.Thread(target=self.answer, daemon=True).start()
        return "250 thanks"

    def answer(self) -> None:
        self.sent += 1
        mail = EmailMessage(policy.SMTP)
        mail["From"], mail["To"], mail["Subject"] = (
            "robot@x.example",
            "service@a.example",
            f"Thank you {self.sent}",
        )
        mail["Message-ID"] = f"<{self.sent}@x.example>"
        mail.set_content("We have received your mail and will answer it.")
        with smtplib.SMTP("127.0.0.1", self.towards, timeout=10) as smtp:
            smtp.send_message(mail)


@contextmanager
def running_robot(towards: int) -> Iterator[tuple[Robot, int]]:
    from aiosmtpd.controller import Controller

    robot, port = Robot(towards), free_port()
    controller = Controller(robot, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield robot, port
    finally:
        controller.stop()


def test_two_autoresponders_stop_after_two_rounds(mailbox: Channel, set_up: Any, settings: Any) -> None:
    place, stop = free_port(), threading.Event()
    with running_robot(place) as (robot, port):
        settings.MAIL_ENABLED, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", port
        settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
        set_up(mailbox, receive="smtp", smtp_in_bind=f"127.0.0.1:{place}")
        thread = threading.Thread(target=smtp_in.listen, args=(mailbox, stop, Keeper(mailbox)), daemon=True)
        thread.start()
        time.sleep(0.5)
        robot.answer()  # the first word
        quiet_since = time.monotonic()
        seen = 0
        while time.monotonic() - quiet_since < 3:
            run_jobs()
            if Incoming.objects.count() + len(robot.got) != seen:
                seen, quiet_since = Incoming.objects.count() + len(robot.got), time.monotonic()
            assert robot.sent < 10, "they go on for ever"
            time.sleep(0.05)
        stop.set()
        thread.join(15)
    assert len(robot.got) == 2, "two confirmations, then silence"
    assert Incoming.objects.count() == 3, "what it said is kept"
    assert Request.objects.count() == 3
    assert Message.objects.filter(way="mail").count() == 2


def test_a_robot_that_obeys_the_rules_is_answered_by_nothing(
    mailbox: Channel, arrive: Any, mail_server: Any
) -> None:
    arrive("received", sender="robot@x.example", auto_submitted="auto-replied")
    arrive("received", sender="robot@x.example", precedence="bulk")
    assert mail_server.taken == []
