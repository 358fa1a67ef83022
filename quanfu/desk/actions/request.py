"""Opening a request and moving it through its life. Every state change is a compare-and-set."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.fields import clean_facts
from quanfu.core.graph import add, change_row, one_write
from quanfu.core.numbers import next_number
from quanfu.customers.actions.customer import find_or_create_customer
from quanfu.customers.queries.phone import normal_phone
from quanfu.desk import events
from quanfu.desk.enums import Kind, Priority, State
from quanfu.desk.models import Request
from quanfu.desk.queries.emergency import emergency_team, front_unit
from quanfu.desk.queries.kind_fields import facts_owner
from quanfu.desk.queries.request import standing
from quanfu.desk.queries.service_type import only_field_id
from quanfu.org.queries.person import head_of

if TYPE_CHECKING:
    from quanfu.channels.models import Channel
    from quanfu.customers.models import Customer, Site
    from quanfu.desk.models import ServiceType
    from quanfu.org.models import Person, Skill, Unit


def open_request(
    *,
    company: "Unit",
    channel: "Channel",
    subject: str,
    contact_name: str,
    by: Actor,
    body: str = "",
    contact_phone: str = "",
    contact_email: str = "",
    contact_company: str = "",
    kind: str = "",
    service_type: "ServiceType | None" = None,
    priority: int = Priority.NORMAL,
    special_wish: str = "",
    expected_at: datetime | None = None,
    customer: "Customer | None" = None,
    site: "Site | None" = None,
    group: "Unit | None" = None,
    field: "Skill | None" = None,
    facts: dict[str, Any] | None = None,
    unit: "Unit | None" = None,
    source: str = "",
    source_key: str = "",
) -> Request:
    """Register what a customer wants; the customer is found by phone or mail, or made.

    The one who takes it by phone or at the counter is responsible until it is assigned; what comes in without a
    person belongs to the head of its unit, and what is opened for a marketing group to the group's specialist. An
    emergency goes past review to the head of the emergency team, where the company has one (INT-24).
    Refused without a way to reach the customer, with a wish in the past, or with facts that the type does not know.
    """
    at = now()
    phone = normal_phone(contact_phone)
    if contact_phone and not phone:
        raise Refused(_("This is not a phone number that can be dialled."), field="contact_phone")
    if not (phone or contact_email or customer):
        raise Refused(_("Give a phone number or a mail address."), field="contact_phone")
    if expected_at and expected_at < at:
        raise Refused(_("The wished time lies in the past."), field="expected_at")
    clean = clean_facts(facts_owner(service_type), facts or {}) if service_type else {}
    team = emergency_team(company) if priority == Priority.EMERGENCY else None
    unit = (
        team
        or unit
        or (service_type.unit if service_type else None)
        or (site.unit if site else None)
        or (None if by.person else front_unit(company))
        or company
    )
    owner = _first_owner(unit=unit, group=group, by=by)
    reviewed = team is not None or (service_type is not None and not service_type.needs_review)
    state = State.APPROVED if reviewed else State.IN_REVIEW if service_type else State.REGISTERED
    with one_write():
        number = next_number("FW", at=at)  # first: on PostgreSQL the ids of all rows come along with it
        customer = customer or find_or_create_customer(
            company=company, name=contact_company or contact_name, phone=phone, email=contact_email, by=by
        )
        request = add(Request(
            number=number,
            company=company,
            unit=unit,
            group=group,
            kind=kind or (service_type.kind if service_type else Kind.ENQUIRY),
            state=state,
            service_type=service_type,
            priority=priority,
            field_id=field.pk if field else only_field_id(service_type) if service_type else None,
            charge=service_type.charge if service_type else "",
            subject=subject,
            body=body,
            special_wish=special_wish,
            expected_at=expected_at,
            customer=customer,
            site=site,
            contact_name=contact_name,
            contact_phone=phone,
            contact_email=contact_email,
            contact_company=contact_company,
            channel=channel,
            facts=clean,
            owner=owner,
            responsible=(head_of(team) if team else None) or owner,
            opened_by=by.person,
            opened_at=at,
            approved_at=at if reviewed else None,
            due_at=at,
            last_line=(body or subject)[:120],
            updated_at=at,
            source=source,
            source_key=source_key,
        ))  # fmt: skip
        emit(events.REQUEST_OPENED, request, by=by, changes={"state": ["", state]})
        if reviewed:
            emit(events.REQUEST_APPROVED, request, by=by)
    return request


def _first_owner(*, unit: "Unit", group: "Unit | None", by: Actor) -> "Person":
    if group is not None and (tie := getattr(group, "tie", None)):
        return tie.specialist
    owner = by.person or head_of(unit)
    if owner is None:
        raise Refused(_("The unit “%(unit)s” has no head who could take the request.") % {"unit": unit})
    return owner


def move(
    *,
    request: Request,
    to: State,
    by: Actor,
    event: str,
    data: dict[str, Any] | None = None,
    label: str = "",
    **columns: Any,
) -> None:
    """Set the state (and columns) if it is still what ``request`` says, and emit. AlreadyDone when somebody was faster.

    For the desk's own actions only: it checks no rule but the race, and that the owner of a complaint changes by a
    decision alone (CMP-2).
    """
    if "owner" in columns and request.kind == Kind.COMPLAINT and event != events.OWNER_CHANGE_DECIDED:
        raise Refused(_("The owner of a complaint changes by a superior's decision only."))
    at = now()
    before = {name: getattr(request, name) for name in columns}
    changed = Request.objects.filter(pk=request.pk, state=request.state).update(
        state=to, updated_at=at, **columns
    )
    if changed != 1:
        now_so = Request.objects.select_related("responsible").filter(pk=request.pk).first()
        raise AlreadyDone(
            _("%(number)s has moved on meanwhile.") % {"number": request.number},
            now=standing(now_so) if now_so else (),
        )
    changes: dict[str, list[Any]] = {"state": [request.state, to.value]} if request.state != to else {}
    for name, value in columns.items():
        if before[name] != value:
            changes[name] = [_plain(before[name]), _plain(value)]
        setattr(request, name, value)
    request.state, request.updated_at = to, at
    emit(event, request, by=by, changes=changes, data=data)


def _plain(value: Any) -> Any:
    """A value as the journal keeps it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    return value if isinstance(value, str | int | float | bool | dict | list | None) else str(value)


def approve(*, request: Request, by: Actor, **columns: Any) -> None:
    """Into the tracked system, ready to be assigned (REQ-6). Called after the review, or when the type needs none."""
    move(
        request=request, to=State.APPROVED, by=by, event=events.REQUEST_APPROVED, approved_at=now(), **columns
    )


def accept_request(*, request: Request, by: Actor) -> None:
    """The responsible person takes the work on. Stamped once; the second time nothing changes."""
    with transaction.atomic():
        at = now()
        changed = Request.objects.filter(pk=request.pk, state=State.ORDERED, accepted_at=None).update(
            accepted_at=at, updated_at=at
        )
        if changed != 1:
            raise AlreadyDone(_("%(number)s is accepted already.") % {"number": request.number})
        request.accepted_at = at
        emit(events.REQUEST_ACCEPTED, request, by=by, changes={"accepted_at": [None, at.isoformat()]})


def finish_request(*, request: Request, result: str, by: Actor) -> None:
    """The work is done, with its result. Refused without one, or before the request was assigned."""
    if not result.strip():
        raise Refused(_("Say how the work ended."), field="result")
    if request.state != State.ORDERED:
        raise Refused(_("Only a request that is being handled can be finished."))
    with transaction.atomic():
        move(
            request=request,
            to=State.DONE,
            by=by,
            event=events.REQUEST_FINISHED,
            done_at=now(),
            result=result.strip(),
        )


def mark_contacted(*, request: Request, by: Actor) -> None:
    """The customer was spoken or written to for the first time since the request came in; later contacts change nothing."""
    at = now()
    with transaction.atomic():
        if Request.objects.filter(pk=request.pk, contacted_at=None).update(contacted_at=at, updated_at=at):
            request.contacted_at = at
            emit(events.REQUEST_CONTACTED, request, by=by, changes={"contacted_at": [None, at.isoformat()]})


def set_due(*, request_id: int, due_at: datetime, due_for: str) -> None:
    """The nearest running limit, as sla computed it. No journal row: the clock's own rows tell the story."""
    change_row(Request, request_id, due_at=due_at, due_for=due_for)


def set_due_of_many(*, due: dict[int, datetime], due_for: str) -> None:
    """As set_due, for requests by id; one statement for each 500."""
    changed = [Request(pk=pk, due_at=at, due_for=due_for) for pk, at in due.items()]
    Request.objects.bulk_update(changed, ["due_at", "due_for"], batch_size=500)
