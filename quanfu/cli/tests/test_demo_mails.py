"""The demo's mailbox, without the year around it."""

import random

import pytest

from quanfu.channels.enums import HoldKind, IncomingKind, IncomingState, MessageState, Way
from quanfu.channels.models import HeldAddress, Incoming, Message
from quanfu.core.clock import now
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Note
from quanfu.packs.heating.company import build
from quanfu.packs.heating.mails import write_mails

pytestmark = pytest.mark.django_db


def test_every_ending_of_a_mail_is_in_the_demo() -> None:
    company = build(now().date(), random.Random(7), customers=5)
    write_mails(company, now())
    came = Incoming.objects.filter(channel__kind="mail")
    assert {one.kind for one in came} == {
        IncomingKind.REQUEST, IncomingKind.REPLY, IncomingKind.AUTO, IncomingKind.BOUNCE, IncomingKind.QUARANTINE
    }  # fmt: skip
    assert not came.filter(state=IncomingState.KEPT).exists()
    assert came.filter(kind=IncomingKind.REPLY, is_verified=False).count() == 1
    assert Note.objects.filter(kind=NoteKind.STRANGER).count() == 1
    assert sum("sender-is-staff" in one.warnings for one in came) == 1
    assert came.exclude(html="").count() == 3
    mails = Message.objects.filter(way=Way.MAIL, request_number__gt="")
    assert set(mails.values_list("state", flat=True)) == {MessageState.SENT, MessageState.FAILED}
    assert Message.objects.filter(fallback_of__state=MessageState.FAILED, way=Way.SMS).count() == 1
    held = sorted((one.kind, one.released_at is None) for one in HeldAddress.objects.all())
    assert held == [(HoldKind.BOUNCED, False), (HoldKind.BOUNCED, True), (HoldKind.UNSUBSCRIBED, True)]
