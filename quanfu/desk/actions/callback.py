"""Planning return calls, making them, and asking by SMS where nobody answers."""

from datetime import timedelta
from itertools import count, islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from quanfu.channels.actions.message import send_message
from quanfu.channels.enums import Way
from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now, today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.queries.calendar import calendar_for
from quanfu.core.rules import rule
from quanfu.customers.queries.customer import customers_of_grade
from quanfu.desk import events
from quanfu.desk.actions.feedback import open_followup
from quanfu.desk.enums import CallbackState, Caller, CallOutcome, Kind, Occasion, Solved
from quanfu.desk.models import CallAttempt, Callback, CallbackPlan, Request
from quanfu.desk.queries.callback import (
    DUE_STATES,
    NOTHING,
    call_time,
    callback_path,
    late_callbacks,
    midnight,
    missing_parts,
    period_of,
    plan_for,
    window,
)
from quanfu.org.actions.notification import notify
from quanfu.org.queries.person import head_of

CHUNK = 500


def plan_callback(*, request: Request, by: Actor) -> Callback | None:
    """After finished work: the return call that the company's plan asks for (FBK-9), else the general one (FBK-10).

    None where neither does: work without an order and without a plan, complaints (they have their own return call), or
    rule desk.callback_days = 0. Called again it changes nothing.
    """
    if request.done_at is None:
        return None
    plan = plan_for(request)
    days = int(rule("desk.callback_days", on=request.done_at, company=request.company_id))
    job = bool(request.service_type and request.service_type.needs_order) and request.kind != Kind.COMPLAINT
    if plan is None and not (job and days):
        return None
    start, end = window(request.done_at, *((plan.from_day, plan.to_day) if plan else (0, days)))
    customer = request.customer
    hours = (customer.call_from, customer.call_until) if customer else (None, None)
    with transaction.atomic():
        callback, made = Callback.objects.get_or_create(
            request=request, occasion=plan.occasion if plan else Occasion.JOB,
            defaults={
                "company": request.company, "unit": request.unit, "plan": plan, "customer": customer, "assignee": _caller(plan, request),
                "due_from": start, "due_at": end, "planned_at": call_time(calendar_for(request.unit), start, hours),
            },
        )  # fmt: skip
        if made:
            emit(
                events.CALLBACK_PLANNED,
                request,
                by=by,
                data={"callback": callback.pk, "due": end.isoformat()},
            )
    return callback


def _caller(plan: CallbackPlan | None, request: Request) -> Any:
    if plan and plan.caller == Caller.PERSON and plan.person:
        return plan.person
    if plan and plan.caller == Caller.HEAD:
        return head_of(request.unit)
    return request.owner or request.responsible


def plan_regular_calls(*, by: Actor = SYSTEM) -> int:
    """For every regular plan in use: one call in this stretch for each customer of its class (FBK-13); how many are new.

    Spread evenly over the days of the stretch that are left. Two statements for each 500 customers; running it again
    plans only for customers who came meanwhile.
    """
    plans = CallbackPlan.objects.filter(is_active=True, occasion=Occasion.REGULAR).exclude(regularity="")
    return sum(_plan_stretch(plan, by) for plan in plans.select_related("company", "person"))


def _plan_stretch(plan: CallbackPlan, by: Actor) -> int:
    key, first, end = period_of(today(), plan.regularity)
    there = Callback.objects.filter(plan=plan, period=key, customer=OuterRef("pk"))
    waiting = customers_of_grade(plan.company, plan.grade).exclude(Exists(there)).order_by("pk")
    rows = waiting.values_list("pk", "call_from", "call_until")
    start = max(first, today())
    days, calendar = max((end - start).days, 1), calendar_for(plan.company)
    caller = plan.person if plan.caller == Caller.PERSON and plan.person else head_of(plan.company)
    number, planned = count(), 0
    stream = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(stream, CHUNK)):
        made = [
            Callback(
                company=plan.company, unit=plan.company, plan=plan, occasion=Occasion.REGULAR, customer_id=pk, period=key,
                assignee=caller, due_from=midnight(first), due_at=midnight(end),
                planned_at=call_time(calendar, midnight(start + timedelta(days=next(number) % days)), (first_hour, last_hour)),
            )
            for pk, first_hour, last_hour in chunk
        ]  # fmt: skip
        with transaction.atomic():
            Callback.objects.bulk_create(made, ignore_conflicts=True)
            emit(events.CALLBACK_PLANNED, plan, by=by, data={"period": key, "number": len(made)})
        planned += len(made)
    return planned


def record_call(
    *,
    callback: Callback,
    by: Actor,
    solved: str = "",
    quality: int | None = None,
    opinion: str = "",
    wishes: str = "",
    follow_up: bool = False,
) -> Callback:
    """Keep what the customer said (FBK-11). With all four parts the call is done, before that it is incomplete.

    What was not solved, and what ``follow_up`` asks for, becomes a follow-up task of the request's owner. Refused when
    nothing at all is given.
    """
    parts = {"solved": solved, "quality": quality, "opinion": opinion.strip(), "wishes": wishes.strip()}
    missing = missing_parts(parts)
    if len(missing) == len(parts):
        raise Refused(_("Write down what the customer said."), field="solved")
    columns: dict[str, Any] = {"state": CallbackState.INCOMPLETE}
    if not missing:
        columns = {"state": CallbackState.DONE, "done_at": now(), "done_by": by.person}
    with transaction.atomic():
        _change(callback, **parts, **columns)
        event = events.CALLBACK_RECORDED if missing else events.CALLBACK_DONE
        emit(event, callback.request or callback, by=by, data={"callback": callback.pk, "missing": missing})
        if callback.request and not missing and (follow_up or solved == Solved.NO):
            said = [str(text) for text in (parts["opinion"], parts["wishes"]) if text not in NOTHING]
            text = "\n".join(said) or _("The customer said in the return call that it is not solved.")
            open_followup(request=callback.request, text=text, by=by)
    return callback


def _change(callback: Callback, **columns: Any) -> None:
    """Compare and set: of two who call the same customer one records it."""
    if not Callback.objects.filter(pk=callback.pk, state__in=DUE_STATES).update(**columns):
        raise AlreadyDone(_("Somebody has made this call already."))
    for name, value in columns.items():
        setattr(callback, name, value)


def record_attempt(*, callback: Callback, outcome: str, by: Actor, note: str = "") -> CallAttempt:
    """Log a call that came to nothing; the next is planned. After the n-th failure the customer is asked by SMS (FBK-15).

    "Does not suit now" is logged too, but is no failure. Refused without what happened.
    """
    if outcome not in CallOutcome.values or by.person is None:
        raise Refused(_("Say what happened."), field="outcome")
    most = int(rule("desk.callback_attempts", company=callback.company_id))
    pause = int(rule("desk.callback_again_minutes", company=callback.company_id))
    customer, calendar = callback.customer, calendar_for(callback.unit)
    hours = (customer.call_from, customer.call_until) if customer else (None, None)
    again = call_time(calendar, calendar.add(now(), pause * 60), hours)
    with transaction.atomic():
        attempt = CallAttempt.objects.create(
            callback=callback, outcome=outcome, note=note, at=now(), by=by.person
        )
        failed = 0 if outcome == CallOutcome.LATER else 1
        _change(callback, planned_at=again, failures=F("failures") + failed)
        callback.refresh_from_db(fields=["failures", "state"])
        emit(
            events.CALLBACK_FAILED, callback.request or callback, by=by,
            data={"callback": callback.pk, "outcome": outcome, "failures": callback.failures},
        )  # fmt: skip
        if failed and callback.failures >= most and callback.state != CallbackState.DIVERTED:
            _ask_by_sms(callback, by)
    return attempt


def _ask_by_sms(callback: Callback, by: Actor) -> None:
    """The same four questions, behind a link."""
    _change(callback, state=CallbackState.DIVERTED)
    request, customer = callback.request, callback.customer
    phone = (request.contact_phone if request else "") or (customer.phone if customer else "")
    with override(settings.LANGUAGE_CODE):
        text = _("%(company)s: we could not reach you by phone. Was everything solved? Please tell us: %(link)s") % {
            "company": callback.company, "link": settings.PUBLIC_URL + callback_path(callback),
        }  # fmt: skip
    send_message(
        company=callback.company, way=Way.SMS, to=phone, subject=_("Return call"), text=text, by=by,
        request_number=request.number if request else "",
    )  # fmt: skip
    emit(events.CALLBACK_DIVERTED, request or callback, by=by, data={"callback": callback.pk})


def report_late_calls(*, by: Actor = SYSTEM, limit: int = CHUNK) -> int:
    """Tell callers and heads of units which return calls are late, once each; how many there were."""
    late = list(late_callbacks(limit))
    if not late:
        return 0
    told: dict[int, tuple[Any, int]] = {}
    for callback in late:
        for person in filter(None, {callback.assignee, callback.unit.head}):
            told[person.pk] = (person, told.get(person.pk, (person, 0))[1] + 1)
    with transaction.atomic():
        fresh = Callback.objects.filter(pk__in=[c.pk for c in late], overdue_at=None)
        if not fresh.update(overdue_at=now()):
            return 0
        for person, number in told.values():
            text = ngettext("%(n)d return call is late", "%(n)d return calls are late", number) % {
                "n": number
            }
            notify(people=[person], text=text, url="/desk/callbacks/?view=late", by=by)
    return len(late)
