"""Testing channels: at the press of a button, and regularly (INT-3)."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.forms import ChoiceField
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.channels import events
from quanfu.channels.adapters import adapter_for
from quanfu.channels.adapters.contract import Finding
from quanfu.channels.adapters.reach import reason_of
from quanfu.channels.enums import ChannelState
from quanfu.channels.models import Channel, ChannelCheck, ChannelFault
from quanfu.channels.queries.board import trouble_of
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.org.actions.notification import notify

if TYPE_CHECKING:
    from quanfu.org.models import Person

log = logging.getLogger(__name__)


def try_channel(*, channel: Channel, by: Actor) -> list[Finding]:
    """What the kind's adapter finds, in words; nothing is changed. An adapter that breaks is a finding too."""
    if channel.is_locked:
        return [Finding(False, trouble_of(channel))]
    if lacking := _lacking(channel):
        return [
            Finding(
                False, _("Enter and save first: %(fields)s") % {"fields": _(", ").join(map(str, lacking))}
            )
        ]
    try:
        return adapter_for(channel.kind).check(channel)
    except Exception as problem:
        log.exception("check of channel %s", channel.pk)
        return [Finding(False, reason_of(problem)[:300])]


def _lacking(channel: Channel) -> list[object]:
    """Labels of what must be typed into the kind's settings and this channel was never given."""
    fields = adapter_for(channel.kind).form().fields
    return [
        field.label or name
        for name, field in fields.items()
        if field.required
        and not isinstance(field, ChoiceField)  # its first choice stands
        and field.initial is None
        and not channel.setting(name)
    ]


def open_check(*, channel: Channel, by: Actor) -> ChannelCheck | None:
    """A test is due: the tester gets a task, and what a machine can test is tested at once.

    What fails there ends the test as failed. None when a test is open already. The tester is the channel's owner, else
    the head of its company.
    """
    findings = try_channel(channel=channel, by=by)
    tester = _owner_of(channel)
    try:
        with transaction.atomic():
            check = ChannelCheck.objects.create(
                company=channel.company, channel=channel, tester=tester, due_at=now(),
                findings=[[finding.ok, finding.text] for finding in findings],
            )  # fmt: skip
            emit(events.CHECK_OPENED, check, by=by)
            wrong = [finding.text for finding in findings if not finding.ok]
            if wrong:
                finish_check(check=check, is_good=False, remark="; ".join(wrong)[:300], by=by)
            elif tester:
                text = _("Please test the channel “%(channel)s”") % {"channel": channel}
                notify(
                    people=[tester], text=text, url=reverse("channels:check.update", args=[check.pk]), by=by
                )
    except IntegrityError:  # one is open
        return None
    return check


@transaction.atomic
def finish_check(*, check: ChannelCheck, is_good: bool, by: Actor, remark: str = "") -> None:
    """Say how the test went. A failed one makes a fault of the channel, which then shows as impaired; say what is wrong."""
    if not is_good and not remark.strip():
        raise Refused(_("Say what does not work."), field="remark")
    at = now()
    done = {"done_at": at, "done_by": by.person, "is_good": is_good, "remark": remark.strip()[:300]}
    if ChannelCheck.objects.filter(pk=check.pk, done_at=None).update(**done) != 1:
        raise AlreadyDone(_("This test is done already."))
    check.refresh_from_db()
    Channel.objects.filter(pk=check.channel_id).update(checked_at=at)
    emit(events.CHECK_DONE, check, by=by, data={"good": is_good})
    if not is_good:
        find_fault(channel=check.channel, text=check.remark, check=check, by=by)


@transaction.atomic
def find_fault(*, channel: Channel, text: str, by: Actor, check: ChannelCheck | None = None) -> ChannelFault:
    """The channel does not work: a task for its owner until it is mended. One at a time a channel."""
    known = ChannelFault.objects.filter(channel=channel, mended_at=None).first()
    if known:
        return known
    owner = _owner_of(channel)
    fault = ChannelFault.objects.create(
        company_id=channel.company_id,
        channel=channel,
        check_done=check,
        owner=owner,
        text=text[:500],
        at=now(),
    )
    Channel.objects.filter(pk=channel.pk).update(state=ChannelState.IMPAIRED)
    emit(events.FAULT_FOUND, fault, by=by)
    if owner:
        told = _("“%(channel)s” does not work: %(text)s") % {"channel": channel, "text": text}
        notify(people=[owner], text=told[:200], url=reverse("channels:fault.update", args=[fault.pk]), by=by)
    return fault


@transaction.atomic
def mend_fault(*, fault: ChannelFault, result: str, by: Actor) -> None:
    """It works again; say what was done."""
    if not result.strip():
        raise Refused(_("Say what was done."), field="result")
    mended = {"mended_at": now(), "mended_by": by.person, "result": result.strip()[:500]}
    if ChannelFault.objects.filter(pk=fault.pk, mended_at=None).update(**mended) != 1:
        raise AlreadyDone(_("This fault is mended already."))
    Channel.objects.filter(pk=fault.channel_id).update(state=ChannelState.OK)
    emit(events.FAULT_MENDED, fault, by=by, data={"result": mended["result"]})


def due_channels(*, by: Actor) -> list[int]:
    """Ids of the channels whose test is due. One that was never looked at is counted from now on."""
    at = now()
    tested = Channel.objects.filter(is_active=True, check_every_days__gt=0)
    tested.filter(checked_at=None).update(checked_at=at)
    open_ones = ChannelCheck.objects.filter(done_at=None).values("channel")
    waiting = tested.filter(checked_at__lte=at - timedelta(days=1)).exclude(pk__in=open_ones)
    return [
        channel.pk
        for channel in waiting
        if channel.checked_at
        and channel.checked_at + timedelta(days=channel.check_every_days) <= at
        and (channel.is_public or adapter_for(channel.kind).way)
    ]


def _owner_of(channel: Channel) -> "Person | None":
    return channel.owner or channel.company.head
