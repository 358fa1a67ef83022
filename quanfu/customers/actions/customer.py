"""Every write to a customer's record."""

from datetime import time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.core.graph import add, one_write
from quanfu.customers import events
from quanfu.customers.enums import CustomerKind
from quanfu.customers.models import Customer
from quanfu.customers.queries.customer import customer_by_email, customer_by_phone
from quanfu.customers.queries.phone import dialable, normal_phone

if TYPE_CHECKING:
    from quanfu.org.models import Unit


@one_write()
def find_or_create_customer(*, company: "Unit", name: str, phone: str, email: str, by: Actor) -> Customer:
    """The customer of the company known by that phone, else by that mail, else a new one.

    A known record is not changed: whoever types somebody's number into a public form must not alter their data.
    A phone that cannot be dialled is left out of a new record; the request that brought it keeps the text.
    """
    known = customer_by_phone(company, phone) or customer_by_email(company, email)
    if known:
        return known
    number = normal_phone(phone)
    return create_customer(
        company=company, name=name.strip() or number or email, phone=number, email=email, by=by
    )


@one_write()
def create_customer(
    *,
    company: "Unit",
    name: str,
    by: Actor,
    phone: str = "",
    email: str = "",
    kind: str = CustomerKind.PERSON,
    note: str = "",
    grade: str = "",
    call_from: time | None = None,
    call_until: time | None = None,
    source_key: str = "",
) -> Customer:
    """A new record, even if one with the same phone exists (the page warns of that). Refused without a name."""
    if not name.strip():
        raise Refused(_("Enter a name."), field="name")
    customer = add(Customer(
        company=company, kind=kind, name=name.strip()[:120], phone=dialable(phone), email=email.strip().lower(),
        note=note, grade=grade, call_from=call_from, call_until=call_until, created_at=now(), source_key=source_key,
    ))  # fmt: skip
    emit(events.CUSTOMER_CREATED, customer, by=by)
    return customer


@transaction.atomic
def change_customer(
    *,
    customer: Customer,
    kind: str,
    name: str,
    phone: str,
    email: str,
    note: str,
    by: Actor,
    grade: str | None = None,
    **hours: time | None,
) -> Customer:
    """Overwrite the record; ``grade`` None leaves the class as it is, ``hours`` (call_from, call_until) not given stay.

    What was there before stays in the journal; nothing is journalled when nothing changed.
    """
    if not name.strip():
        raise Refused(_("Enter a name."), field="name")
    new: dict[str, Any] = {
        "kind": kind,
        "name": name.strip(),
        "phone": dialable(phone),
        "email": email.strip().lower(),
        "note": note,
    }
    if grade is not None:
        new["grade"] = grade
    new |= {name: hours[name] for name in ("call_from", "call_until") if name in hours}
    locked = Customer.objects.select_for_update().get(pk=customer.pk)
    changes = {
        field: [_plain(getattr(locked, field)), _plain(value)]
        for field, value in new.items()
        if getattr(locked, field) != value
    }
    if changes:
        Customer.objects.filter(pk=customer.pk).update(**{field: new[field] for field in changes})
        emit(events.CUSTOMER_CHANGED, locked, by=by, changes=changes)
    customer.refresh_from_db()
    return customer


def _plain(value: Any) -> Any:
    """As the journal keeps it."""
    return value.isoformat() if isinstance(value, time) else value
