"""What comes in: kept first, then read, then handed on; each thing once."""

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from quanfu.channels import events
from quanfu.channels.actions.breach import start_reply_limit
from quanfu.channels.actions.call import follow_call
from quanfu.channels.actions.message import report_delivery
from quanfu.channels.adapters import adapter_for
from quanfu.channels.adapters.contract import Understood
from quanfu.channels.adapters.phone.said import read_said
from quanfu.channels.enums import IncomingKind, IncomingState
from quanfu.channels.models import Incoming
from quanfu.core.actions.job import drop_job
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.files import open_file, store_file
from quanfu.core.rules import rule
from quanfu.customers.queries.phone import normal_phone

if TYPE_CHECKING:
    from quanfu.channels.models import Channel
    from quanfu.core.models.job import Job

LONGEST_TEXT = 200_000  # letters of one message; the raw form has all


def keep_incoming(*, channel: "Channel", key: str, raw: bytes, by: Actor) -> Incoming | None:
    """Keep raw bytes, durably, before the sender is told that we have them; a job reads them afterwards.

    ``key`` is the provider's id of it. None when it is known already. Refused when larger than channels.raw_megabytes.
    """
    key = _bounded(key)
    if Incoming.objects.filter(channel=channel, key=key).exists():
        return None
    stored = store_file(
        ContentFile(raw), name=f"{channel.code}.raw", megabytes=int(rule("channels.raw_megabytes")), by=by
    )
    try:
        with transaction.atomic():
            incoming = Incoming.objects.create(
                company_id=channel.company_id, channel=channel, key=key, raw=stored, received_at=now()
            )
            emit(events.INCOMING_KEPT, incoming, by=by, label=key[:60])
            _enqueue(incoming)
    except IntegrityError:  # the same thing at the same moment
        if Incoming.objects.filter(channel=channel, key=key).exists():
            return None
        raise
    return incoming


def understand_incoming(*, incoming_id: int, by: Actor) -> None:
    """Read what was kept and hand it on, both or neither. Nothing happens when that was done before.

    A failure is raised, so that the job is tried again; a crash counts as one, but for what is read in a process of its own:
    that cannot end ours. After channels.read_attempts, and at once where a rule refuses it, it stands in quarantine with the
    reason.
    """
    waiting = Incoming.objects.filter(pk=incoming_id, state=IncomingState.KEPT)
    incoming = waiting.select_related("channel", "company", "raw").first()
    if incoming is None:
        return None
    most = int(rule("channels.read_attempts"))
    adapter, found, is_counted = adapter_for(incoming.channel.kind), None, False
    try:
        if adapter.reads_apart:
            found = _read(incoming)
        is_counted = _count(waiting, incoming)
        if incoming.attempts > most:  # it was begun that often and never ended: it ends the process
            return _quarantine(incoming, incoming.error or _("Reading it ended the process."), by)
        _take(incoming, _read(incoming) if found is None else found, by)
    except AlreadyDone:
        return None
    except Refused as refused:
        return _quarantine(incoming, str(refused), by)
    except Exception as problem:
        error = f"{type(problem).__name__}: {problem}"[:300]
        if not is_counted:
            _count(waiting, incoming)
        if incoming.attempts >= most:
            return _quarantine(incoming, error, by)
        Incoming.objects.filter(pk=incoming.pk).update(error=error)
        raise
    return None


def _count(waiting: QuerySet[Incoming], incoming: Incoming) -> bool:
    """Note that an attempt began; AlreadyDone where nothing waits any more."""
    if not waiting.update(attempts=F("attempts") + 1):
        raise AlreadyDone
    incoming.attempts += 1
    return True


def _read(incoming: Incoming) -> list[Understood]:
    with open_file(incoming.raw) as opened:
        raw = opened.read()
    found = adapter_for(incoming.channel.kind).understand(incoming.channel, raw)
    return found if isinstance(found, list) else [found]


@transaction.atomic
def rerun_incoming(*, incoming: Incoming, by: Actor) -> None:
    """Read it again, after whatever stood in its way was mended. Only what is in quarantine."""
    waiting = Incoming.objects.filter(pk=incoming.pk, state=IncomingState.QUARANTINED)
    if not waiting.update(state=IncomingState.KEPT, attempts=0, error=""):
        raise AlreadyDone(_("It is no longer in quarantine."))
    emit(events.INCOMING_RERUN, incoming, by=by)
    incoming.refresh_from_db()
    _enqueue(incoming)


@transaction.atomic
def give_up_reading(*, job: "Job", by: Actor) -> None:
    """The job that was to read it is parked, as its worker was ended each time: it stands in quarantine instead, where people
    look and read it again by the button."""
    drop_job(job=job, by=by)
    if incoming := Incoming.objects.filter(pk=job.kwargs["incoming_id"], state=IncomingState.KEPT).first():
        _quarantine(incoming, _("Reading it was cut off each time, as the worker was ended."), by)


def settle(*, incoming: Incoming, request_number: str, is_verified: bool, by: Actor) -> None:
    """Say in which request it ended, and whether the sender belongs to it; for whoever takes it, in the same transaction."""
    incoming.request_number, incoming.is_verified = request_number, is_verified
    incoming.save(update_fields=["request_number", "is_verified"])
    if request_number and is_verified:
        start_reply_limit(incoming=incoming, by=by)


@transaction.atomic
def _take(incoming: Incoming, found: list[Understood], by: Actor) -> None:
    """The first thing found is this row; each further one gets a row of its own, once by its key."""
    first, *others = found or [Understood(kind=IncomingKind.IGNORED)]
    _fill(incoming, first, by)
    for index, one in enumerate(others, 1):
        key = _bounded(one.key or f"{incoming.key}#{index}")
        if not Incoming.objects.filter(channel=incoming.channel, key=key).exists():
            further = Incoming.objects.create(
                company=incoming.company, channel=incoming.channel, key=key, raw=incoming.raw, received_at=incoming.received_at
            )  # fmt: skip
            _fill(further, one, by)


def _fill(incoming: Incoming, found: Understood, by: Actor) -> None:
    """Write what was understood into the row, compare-and-set, and tell it."""
    held = found.kind == IncomingKind.QUARANTINE
    values: dict[str, Any] = {
        "state": IncomingState.QUARANTINED if held else IncomingState.UNDERSTOOD,
        "kind": found.kind,
        "sender": _line(found.sender, 200),
        "sender_name": _line(found.sender_name, 120),
        "phone": normal_phone(found.phone)[:24],
        "email": _line(found.email, 200),
        "subject": _line(found.subject, 200),
        "text": _clean(found.text),
        "reply_text": _clean(found.reply_text),
        "html": _clean(found.html),
        "thread": _line(found.thread, 24),
        "is_verified": found.is_verified,
        "warnings": _clean_json(found.warnings),
        "facts": _clean_json(found.facts),
        "error": _line(found.error, 300),
    }
    if Incoming.objects.filter(pk=incoming.pk, state=IncomingState.KEPT).update(**values) != 1:
        raise AlreadyDone
    for name, value in values.items():
        setattr(incoming, name, value)
    if found.files:
        most = int(rule("channels.raw_megabytes"))
        incoming.files.set(
            [
                store_file(ContentFile(one.content), name=one.name, megabytes=most, by=by)
                for one in found.files
            ]
        )
    if held:
        emit(events.INCOMING_QUARANTINED, incoming, by=by, data={"error": values["error"]})
        return
    if found.kind in (IncomingKind.REPORT, IncomingKind.BOUNCE) and found.facts.get("provider_id"):
        report_delivery(
            channel=incoming.channel, provider_id=str(found.facts["provider_id"]), ok=bool(found.facts.get("ok")),
            error=str(found.facts.get("error", "")), by=by,
        )  # fmt: skip
    if found.kind == IncomingKind.CALL:
        follow_call(channel=incoming.channel, said=read_said(found.facts["said"].encode()), by=by)
    emit(events.INCOMING_UNDERSTOOD, incoming, by=by, data={"kind": found.kind})


@transaction.atomic
def _quarantine(incoming: Incoming, error: str, by: Actor) -> None:
    held = {"state": IncomingState.QUARANTINED, "kind": IncomingKind.QUARANTINE, "error": _line(error, 300)}
    if Incoming.objects.filter(pk=incoming.pk, state=IncomingState.KEPT).update(**held):
        incoming.refresh_from_db()
        emit(events.INCOMING_QUARANTINED, incoming, by=by, data={"error": held["error"]})


def _enqueue(incoming: Incoming) -> None:
    from quanfu.channels.jobs import read_incoming  # jobs call actions, so they import this module

    read_incoming.enqueue(incoming_id=incoming.pk)


def _bounded(key: str) -> str:
    """At most 200 characters that still tell keys apart; without a sign that PostgreSQL refuses."""
    clean = key.replace("\x00", "")
    if len(clean) <= 200 and clean == key:
        return clean
    return f"{clean[:130]} {hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _clean(text: str) -> str:
    """Without NUL and lone surrogates, which databases refuse."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:LONGEST_TEXT]


def _clean_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {_clean(key): _clean_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_clean_json(one) for one in value]
    return _clean(value) if isinstance(value, str) else value


def _line(text: str, longest: int) -> str:
    return " ".join(_clean(text).split())[:longest]
