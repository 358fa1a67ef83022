"""Telephone calls: entered by a person, or followed as a telephone system reports them."""

from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quanfu.channels import events
from quanfu.channels.actions.breach import hold_limit
from quanfu.channels.enums import CallDirection, CallState, CallTopic, LimitKind
from quanfu.channels.models import Call
from quanfu.channels.queries.extension import person_at
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.queries.calendar import calendar_for
from quanfu.core.rules import rule
from quanfu.customers.queries.phone import normal_phone
from quanfu.org.actions.notification import notify
from quanfu.org.queries.person import head_of

if TYPE_CHECKING:
    from quanfu.channels.adapters.phone.said import Said
    from quanfu.channels.models import Channel
    from quanfu.org.models import Person, Unit


def record_call(
    *,
    company: "Unit",
    is_answered: bool,
    by: Actor,
    is_confirmed: bool | None = None,
    channel: "Channel | None" = None,
    phone: str = "",
    request_number: str = "",
    remark: str = "",
    at: datetime | None = None,
    rings: int | None = None,
    source_key: str = "",
    topic: str = CallTopic.GENERAL,
    product: str = "",
    end_customer: str = "",
    problem_type: str = "",
    content: str = "",
) -> Call:
    """Keep one incoming call. An answered one says whether the agent read back what they had understood (INT-14).

    Its quality is 100 points; not reading back takes channels.unconfirmed_deduction of them away. A missed one in working
    hours is to be called back by the end of the shift (INT-16). Refused without that answer, for a time to come, and for
    product support without product, end customer, type of problem and content (INT-17). The same ``source_key`` once more
    gives the call that is there.
    """
    at = at or now()
    if at > now():
        raise Refused(_("This time lies in the future."), field="at")
    support = {
        "product": product,
        "end_customer": end_customer,
        "problem_type": problem_type,
        "content": content,
    }
    _check(is_answered, is_confirmed, topic, support)
    if source_key and (known := Call.objects.filter(company=company, source_key=source_key).first()):
        return known
    phone = (normal_phone(phone) or phone)[:24]
    in_hours = calendar_for(company).is_open(at)
    with transaction.atomic():
        call = Call.objects.create(
            company=company, channel=channel, phone=phone, is_answered=is_answered, in_hours=in_hours, rings=rings,
            quality=_quality(company.pk, at, is_confirmed) if is_answered else None,
            is_confirmed=is_confirmed if is_answered else None, request_number=request_number, remark=remark,
            return_due_at=None if is_answered or not in_hours else _end_of_shift(company, at), topic=topic, **support,
            person=by.person, at=at, source_key=source_key,
        )  # fmt: skip
        emit(events.CALL_RECORDED, call, by=by, label=request_number or "—", data={"answered": is_answered})
        _hold_rings(call, by)
        if is_answered:
            _settle_missed(company.pk, phone, at)
    return call


def complete_call(
    *, call: Call, is_confirmed: bool | None, by: Actor, request_number: str = "", remark: str = "", topic: str = CallTopic.GENERAL,
    product: str = "", end_customer: str = "", problem_type: str = "", content: str = "",
) -> Call:  # fmt: skip
    """Write down what a call was about that the telephone system had reported; refused as record_call is."""
    support = {
        "product": product,
        "end_customer": end_customer,
        "problem_type": problem_type,
        "content": content,
    }
    _check(call.is_answered, is_confirmed, topic, support)
    new: dict[str, Any] = {"topic": topic, "remark": remark, **support}
    if request_number:
        new["request_number"] = request_number
    if call.is_answered:
        new |= {"is_confirmed": is_confirmed, "quality": _quality(call.company_id, call.at, is_confirmed)}
    changes = {
        name: [getattr(call, name), value] for name, value in new.items() if getattr(call, name) != value
    }
    with transaction.atomic():
        if not Call.objects.filter(pk=call.pk).update(**new):
            raise AlreadyDone(_("This call has been removed."))
        emit(events.CALL_COMPLETED, call, by=by, label=request_number or "—", changes=changes)
    call.refresh_from_db()
    return call


@transaction.atomic
def follow_call(*, channel: "Channel", said: "Said", by: Actor) -> Call:
    """What a telephone system says of a call. Told twice, or out of turn, the call ends up the same.

    Each column is written by one kind of report only and the state goes forward only, so reports of one call may be
    taken in by several workers at once.
    """
    company, key = channel.company, f"{channel.pk} {said.call}"[:80]
    outside = said.to if said.direction == CallDirection.OUT else said.caller
    call, _made = Call.objects.get_or_create(
        company=company, source_key=key,
        defaults={
            "channel": channel, "direction": said.direction, "state": CallState.RINGING, "at": said.at, "is_answered": False,
            "phone": (normal_phone(outside) or outside)[:24], "in_hours": calendar_for(company).is_open(said.at),
        },
    )  # fmt: skip
    this = Call.objects.filter(pk=call.pk)
    this.update(at=Least("at", said.at))
    if said.extension and (said.event != CallState.ENDED or not call.extension):
        person = person_at(channel.pk, said.extension)
        this.update(extension=said.extension[:24], person=person)
    if said.recording:
        this.update(recording=said.recording[:500])
    if said.event == CallState.TALKING or said.answered:
        _answered(call, said)
    if said.event == CallState.ENDED:
        this.update(state=CallState.ENDED, ended_at=Coalesce("ended_at", said.at))
    call.refresh_from_db()
    _conclude(call, said, by)
    emit(events.CALL_FOLLOWED, call, by=by, label=call.phone or "—", data={"event": said.event})
    call.refresh_from_db()
    return call


@transaction.atomic
def return_call(*, call: Call, reached: bool, remark: str, by: Actor) -> Call:
    """Somebody tried to call a missed caller back. Reached: it is settled; else it stays on the list with the remark."""
    waiting = Call.objects.filter(pk=call.pk, returned_at=None, return_due_at__isnull=False)
    new: dict[str, Any] = {"remark": remark[:300]} | ({"returned_at": now()} if reached else {})
    if not waiting.update(**new):
        raise AlreadyDone(_("Somebody has called back already."))
    emit(events.CALL_RETURNED, call, by=by, label=call.phone or "—", data={"reached": reached})
    call.refresh_from_db()
    return call


def _end_of_shift(company: "Unit", at: datetime) -> datetime:
    """When the company's working day ends in which ``at`` lies; ``at`` itself outside of working time."""
    calendar = calendar_for(company)
    today = calendar.intervals(at.astimezone(calendar.zone).date())
    return today[-1][1] if calendar.is_open(at) and today else at


@transaction.atomic
def end_silent_calls(*, by: Actor) -> int:
    """Calls of whose end no telephone system told within channels.call_hours are over; how many there were."""
    limit = now() - timedelta(hours=int(rule("channels.call_hours")))
    silent = list(
        Call.objects.exclude(state=CallState.ENDED)
        .filter(at__lt=limit)
        .select_related("channel", "company")[:500]
    )
    for call in silent:
        Call.objects.filter(pk=call.pk).update(state=CallState.ENDED)
        emit(
            events.CALL_FOLLOWED,
            call,
            by=by,
            label=call.phone or "—",
            data={"event": CallState.ENDED, "silent": True},
        )
    return len(silent)


@transaction.atomic
def report_missed_calls(*, by: Actor) -> int:
    """After the end of a shift: those who supervise the channel hear, once, of callers whom nobody called back (INT-16).

    They are the channel's owner, or the head of the company. Returns how many calls it was about.
    """
    late = Call.objects.filter(return_due_at__lte=now(), returned_at=None, reported_at=None)
    found = list(late.select_related("company", "channel__owner").order_by("return_due_at")[:500])
    told: dict[int, tuple[Person, int]] = {}
    for call in found:
        who = (call.channel.owner if call.channel else None) or head_of(call.company)
        if who is not None:
            told[who.pk] = (who, told.get(who.pk, (who, 0))[1] + 1)
    Call.objects.filter(pk__in=[call.pk for call in found], reported_at=None).update(reported_at=now())
    for person, number in told.values():
        text = ngettext(
            "%(n)d missed call was not called back", "%(n)d missed calls were not called back", number
        ) % {"n": number}
        notify(people=[person], text=text, url=reverse("channels:missed_call.index"), by=by)
    return len(found)


def _check(is_answered: bool, is_confirmed: bool | None, topic: str, support: dict[str, str]) -> None:
    if is_answered and is_confirmed is None:
        raise Refused(_("Say whether you read back what you understood."), field="is_confirmed")
    for name, value in support.items() if topic == CallTopic.SUPPORT else ():
        if not value.strip():
            raise Refused(_("Product support needs it."), field=name)


def _quality(company_id: int, at: datetime, is_confirmed: bool | None) -> int:
    lost = int(rule("channels.unconfirmed_deduction", on=at, company=company_id))
    return 100 if is_confirmed else 100 - lost


def _answered(call: Call, said: "Said") -> None:
    """Nobody has said yet that it was read back, so it counts as not read back until the agent says so."""
    this = Call.objects.filter(pk=call.pk)
    this.filter(is_answered=False).update(
        is_answered=True,
        is_confirmed=False,
        quality=_quality(call.company_id, call.at, False),
        return_due_at=None,
    )
    this.update(answered_at=Coalesce("answered_at", said.answered_at or said.at))
    this.exclude(state=CallState.ENDED).update(state=CallState.TALKING)


def _conclude(call: Call, said: "Said", by: Actor) -> None:
    """Once it is answered or over: how often it rang, whether it has to be called back, whose waiting it ends."""
    first = call.answered_at or call.ended_at
    if first is not None and (said.rings is not None or call.rings is None):
        waited = (first - call.at).total_seconds()
        call.rings = (
            said.rings
            if said.rings is not None
            else ceil(waited / float(rule("channels.ring_seconds", on=call.at)))
        )
        Call.objects.filter(pk=call.pk).update(rings=min(max(call.rings, 0), 999))
    if call.direction == CallDirection.OUT:
        if call.answered_at:
            _settle_missed(call.company_id, call.phone, call.answered_at)
        return
    if call.is_answered:
        _settle_missed(call.company_id, call.phone, call.answered_at or call.at)
    elif call.state == CallState.ENDED and call.in_hours:
        due = _end_of_shift(call.company, call.at)
        Call.objects.filter(pk=call.pk, is_answered=False, return_due_at=None).update(return_due_at=due)
    _hold_rings(call, by)


def _hold_rings(call: Call, by: Actor) -> None:
    """The channel's limit of rings (INT-6); a call that was given up before the limit is missed, but no breach."""
    over = call.is_answered or call.state == CallState.ENDED
    if call.channel is None or call.rings is None or not over or not call.in_hours:
        return
    hold_limit(
        channel=call.channel, kind=LimitKind.RINGS, took=call.rings, source_key=call.source_key or f"call {call.pk}",
        request_number=call.request_number, by=by,
    )  # fmt: skip


def _settle_missed(company_id: int, phone: str, at: datetime) -> None:
    """Whoever was missed before and is spoken to now needs no call-back any more."""
    if phone:
        missed = Call.objects.filter(
            company=company_id, phone=phone, return_due_at__isnull=False, returned_at=None
        )
        missed.filter(at__lt=at).update(returned_at=at)
