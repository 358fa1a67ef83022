"""One act on many requests: begun here, done row by row by a job, taken back where nothing has changed since."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.actions.macro import run_macro
from quanfu.desk.actions.priority import set_priority
from quanfu.desk.actions.snooze import wake_request
from quanfu.desk.actions.step import run_step
from quanfu.desk.actions.taking_back import unassign_request, unclassify_request
from quanfu.desk.enums import BulkOutcome, WakeReason
from quanfu.desk.models import BulkRow, BulkRun, Request
from quanfu.desk.permissions import REQUEST_SHOW
from quanfu.desk.queries.acts import covers
from quanfu.desk.queries.bulk import kept_of
from quanfu.desk.queries.request import DETAIL, requests_for
from quanfu.desk.queries.steps import STEPS, macros_of


def begin_bulk(*, numbers: Sequence[str], step: dict[str, Any], by: Actor) -> BulkRun:
    """Note what is to be done; a job does it. Requests out of reach are left out as if they were not there.

    Refused for none, and for more than desk.bulk_most.
    """
    most = int(rule("desk.bulk_most"))
    wanted = list(dict.fromkeys(numbers))
    if by.person is None or not wanted:
        raise Refused(_("Choose requests first."))
    if len(wanted) > most:
        raise Refused(_("At most %(count)s requests at once.") % {"count": most})
    found = list(
        requests_for(by.person, REQUEST_SHOW)
        .filter(number__in=wanted)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if not found:
        raise Refused(_("Choose requests first."))
    with transaction.atomic():
        run = BulkRun.objects.create(by=by.person, step=step, total=len(found), at=now())
        BulkRow.objects.bulk_create([BulkRow(run=run, request_id=pk) for pk in found], batch_size=500)
        emit(events.BULK_BEGUN, run, by=by, data={"act": step["act"], "total": len(found)})
    return run


def work_bulk(*, run: BulkRun, by: Actor = SYSTEM, batch: int = 25) -> int:
    """Do the next rows of it, each in a transaction of its own, with the rights of whoever began it; how many are left.

    Killed in the middle, it goes on where it stopped: a row is marked in the transaction of its act.
    """
    rows = list(run.rows.filter(outcome=BulkOutcome.WAITING).order_by("pk")[:batch])
    seen = (
        requests_for(run.by, REQUEST_SHOW).select_related(*DETAIL).in_bulk([row.request_id for row in rows])
    )  # type: ignore[attr-defined]
    for row in rows:
        _work(run, row, seen.get(row.request_id))  # type: ignore[attr-defined]
    left = run.rows.filter(outcome=BulkOutcome.WAITING).count()
    if not left:
        with transaction.atomic():
            if BulkRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=now()):
                emit(
                    events.BULK_FINISHED,
                    run,
                    by=by,
                    data={"failed": run.rows.filter(outcome=BulkOutcome.FAILED).count()},
                )
    return left


def _work(run: BulkRun, row: BulkRow, request: Request | None) -> None:
    before = kept_of(request, run.step["act"]) if request else {}
    try:
        with transaction.atomic():
            if request is None:
                raise Refused(_("It is no longer in your reach."))
            if not BulkRow.objects.filter(pk=row.pk, outcome=BulkOutcome.WAITING).update(
                outcome=BulkOutcome.DONE, before=before
            ):
                return
            _do(run, request)
            stamp = Request.objects.values_list("updated_at", flat=True).get(pk=request.pk)
            BulkRow.objects.filter(pk=row.pk).update(stamp=stamp)
    except (Refused, AlreadyDone) as refused:
        BulkRow.objects.filter(pk=row.pk, outcome=BulkOutcome.WAITING).update(
            outcome=BulkOutcome.FAILED, reason=str(refused.message)[:300]
        )


def _do(run: BulkRun, request: Request) -> None:
    if run.step["act"] != "macro":
        run_step(request=request, step=run.step, by=run.by)
        return
    macro = macros_of(request.company_id).filter(pk=run.step["value"], is_active=True).first()
    if macro is None:
        raise Refused(_("What it names is no longer there."))
    run_macro(macro=macro, request=request, by=run.by)


def undo_bulk(*, run: BulkRun, by: Actor) -> None:
    """Note that it is to be taken back; a job does it. Refused for acts that cannot be, before it has finished, and
    after desk.bulk_undo_minutes; the second time AlreadyDone."""
    if not STEPS[run.step["act"]].undoable:
        raise Refused(_("This cannot be taken back."))
    if run.finished_at is None:
        raise Refused(_("Wait until it has finished."))
    if run.finished_at < now() - timedelta(minutes=int(rule("desk.bulk_undo_minutes"))):
        raise Refused(_("It is too late to take this back."))
    with transaction.atomic():
        if not BulkRun.objects.filter(pk=run.pk, undone_at=None).update(undone_at=now()):
            raise AlreadyDone(_("This was taken back already."))
        emit(events.BULK_UNDONE, run, by=by, data={"act": run.step["act"]})


def unwork_bulk(*, run: BulkRun, by: Actor = SYSTEM, batch: int = 25) -> int:
    """Take the next rows back, where nothing has changed since the act; how many are left."""
    rows = list(run.rows.filter(outcome=BulkOutcome.DONE).order_by("pk")[:batch])
    seen = (
        requests_for(run.by, REQUEST_SHOW).select_related(*DETAIL).in_bulk([row.request_id for row in rows])
    )  # type: ignore[attr-defined]
    for row in rows:
        try:
            with transaction.atomic():
                request = seen.get(row.request_id)  # type: ignore[attr-defined]
                if request is None or request.updated_at != row.stamp:
                    raise Refused(_("It has changed since."))
                if BulkRow.objects.filter(pk=row.pk, outcome=BulkOutcome.DONE).update(
                    outcome=BulkOutcome.UNDONE
                ):
                    _undo(run, row, request)
        except (Refused, AlreadyDone) as refused:
            BulkRow.objects.filter(pk=row.pk).update(
                outcome=BulkOutcome.KEPT, reason=str(refused.message)[:300]
            )
    return run.rows.filter(outcome=BulkOutcome.DONE).count()


def _undo(run: BulkRun, row: BulkRow, request: Request) -> None:
    act = run.step["act"]
    if not covers(request, by=run.by, permission=STEPS[act].permission):
        raise Refused(_("You have no right to do this here."))
    match act:
        case "priority":
            set_priority(request=request, priority=row.before["priority"], by=run.by)
        case "assign":
            unassign_request(request=request, before=row.before, by=run.by)
        case "classify":
            unclassify_request(request=request, before=row.before, by=run.by)
        case _:
            wake_request(request=request, reason=WakeReason.HAND, by=run.by)
