"""Mails that cannot be read now: kept, seen, and read again by a button; and mails whose reader is killed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from quanfu.channels.actions.incoming import keep_incoming, understand_incoming
from quanfu.channels.actions.message import send_message
from quanfu.channels.adapters import ADAPTERS
from quanfu.channels.adapters.mail.receive import key_of
from quanfu.channels.adapters.mail.tests.conftest import write
from quanfu.channels.enums import ChannelKind, IncomingState, MessageState, Way
from quanfu.channels.jobs import take_up_parked
from quanfu.channels.models import Channel, Incoming
from quanfu.channels.queries.board import board_for
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at, now
from quanfu.core.enums import JobState
from quanfu.core.jobs import lease
from quanfu.core.models.job import Job
from quanfu.core.testing import run_jobs
from quanfu.desk.models import Request

pytestmark = pytest.mark.django_db


def kept(mailbox: Channel, raw: bytes) -> Incoming:
    incoming = keep_incoming(channel=mailbox, key=key_of(raw), raw=raw, by=SYSTEM)
    assert incoming is not None
    return incoming


def test_a_mail_that_cannot_be_read_is_seen_in_quarantine_and_read_again_by_the_button(
    mailbox: Channel, client_of: Any, zheng: Any, settings: Any
) -> None:
    incoming = kept(mailbox, write("暖气不热，请派人来看。"))
    place = Path(settings.MEDIA_ROOT, incoming.raw.path)
    place.rename(place.with_suffix(".away"))  # the disk with the files is not there
    for _attempt in range(2):
        with pytest.raises(OSError, match="No such file"):
            understand_incoming(incoming_id=incoming.pk, by=SYSTEM)
    understand_incoming(incoming_id=incoming.pk, by=SYSTEM)
    incoming.refresh_from_db()
    assert (incoming.state, incoming.attempts) == (IncomingState.QUARANTINED, 3)
    browser = client_of(zheng)
    page = browser.get(reverse("channels:incoming.show", args=[incoming.pk])).content.decode()
    button = reverse("channels:rerun.create", args=[incoming.pk])
    assert incoming.error.startswith("FileNotFoundError")
    assert f'"{button}"' in page
    place.with_suffix(".away").rename(place)
    assert browser.post(button).status_code == 303
    run_jobs()
    incoming.refresh_from_db()
    assert incoming.state == IncomingState.UNDERSTOOD
    assert Request.objects.get(number=incoming.request_number).body == "暖气不热，请派人来看。"


def test_a_picture_that_came_as_a_mail_waits_with_its_raw_form(arrive: Any) -> None:
    incoming = arrive(raw=b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")
    assert (incoming.state, incoming.kind) == (IncomingState.QUARANTINED, "quarantine")
    assert incoming.raw.size == 18
    assert not Request.objects.exists()


def test_kills_while_a_mail_is_read_in_its_own_process_do_not_send_it_to_quarantine(
    mailbox: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    incoming = kept(mailbox, write())
    adapter = ADAPTERS[ChannelKind.MAIL]

    def killed(channel: Channel, raw: bytes) -> Any:
        raise SystemExit(9)  # as far as our tables see it, the process is gone

    with monkeypatch.context() as patch:
        patch.setattr(adapter, "understand", killed)
        for _kill in range(5):
            with pytest.raises(SystemExit):
                understand_incoming(incoming_id=incoming.pk, by=SYSTEM)
    run_jobs()
    incoming.refresh_from_db()
    assert (incoming.state, incoming.attempts) == (IncomingState.UNDERSTOOD, 1)


def killed_each_time(path: str) -> Job:
    """The job as it stands after its worker was killed at each of its attempts."""
    for _kill in range(lease.MOST_ATTEMPTS):
        (claim,) = lease.claim("slow", "killed", 1)
        assert claim.path.endswith(path)
        Job.objects.filter(pk=claim.id).update(lease_until=now() - timedelta(minutes=1))
        lease.release_lost()
    found: Job = Job.objects.get(pk=claim.id)
    assert found.state == JobState.PARKED
    return found


def test_a_mail_whose_worker_is_killed_each_time_stands_in_quarantine_with_the_button(
    mailbox: Channel, client_of: Any, zheng: Any
) -> None:
    incoming = kept(mailbox, write("暖气不热，请派人来看。"))
    given_up = killed_each_time("read_incoming")
    browser = client_of(zheng)
    with at(now() + timedelta(minutes=2)):
        place = next(one for one in board_for(zheng, "channels.channel_board.show") if one.channel == mailbox)
        assert (place.unread, place.quarantined) == (1, 0)
        assert "state=kept" in browser.get(reverse("channels:channel_board.show")).content.decode()
        take_up_parked.call()
        place = next(one for one in board_for(zheng, "channels.channel_board.show") if one.channel == mailbox)
        assert (place.unread, place.quarantined) == (0, 1)
    page = browser.get(reverse("channels:incoming.show", args=[incoming.pk])).content.decode()
    incoming.refresh_from_db()
    given_up.refresh_from_db()
    assert incoming.error in page
    assert given_up.state == JobState.DROPPED
    assert browser.post(reverse("channels:rerun.create", args=[incoming.pk])).status_code == 303
    take_up_parked.call()
    incoming.refresh_from_db()
    assert incoming.state == IncomingState.KEPT, "it waits for its new job"
    run_jobs()
    assert Request.objects.get().body == "暖气不热，请派人来看。"


def test_a_mail_going_out_whose_worker_is_killed_each_time_has_failed_and_is_sent_again_by_the_button(
    make_request: Any, mailbox: Channel, mail_server: Any, li: Any, client_of: Any, zheng: Any
) -> None:
    request = make_request(contact_email="wang@home.example")
    run_jobs()
    message = send_message(
        company=request.company, way=Way.MAIL, to="wang@home.example", subject="x", text="师傅明天到。", by=li,
        request_number=request.number, channel=mailbox,
    )  # fmt: skip
    killed_each_time("deliver_message")
    take_up_parked.call()
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert message.fallback.way == Way.SMS
    assert client_of(zheng).post(reverse("channels:retry.create", args=[message.pk])).status_code == 303
    run_jobs()
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert mail_server.taken[-1]["Message-ID"] == message.message_id
