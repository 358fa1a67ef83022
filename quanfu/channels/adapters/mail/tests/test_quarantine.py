"""Mails that cannot be read now: kept, seen, and read again by a button; and mails whose reader is killed."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from quanfu.channels.actions.incoming import keep_incoming, understand_incoming
from quanfu.channels.adapters import ADAPTERS
from quanfu.channels.adapters.mail.receive import key_of
from quanfu.channels.adapters.mail.tests.conftest import write
from quanfu.channels.enums import ChannelKind, IncomingState
from quanfu.channels.models import Channel, Incoming
from quanfu.core.actor import SYSTEM
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
