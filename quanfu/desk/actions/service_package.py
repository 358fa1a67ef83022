"""Opening a daily service package (REQ-12)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.enums import Charge, Kind, State
from quanfu.desk.models import Request, ServicePackage


def open_package(
    *, request: Request, starts_on: date, ends_on: date, confirmed_by: str, is_paid: bool, by: Actor
) -> ServicePackage:
    """Open the package that the request asks for, once. ``confirmed_by``: who confirmed it for the customer.

    Refused for another kind of request, before it is approved, without a confirming person, and while a paid one is unpaid.
    """
    if request.kind != Kind.PACKAGE or by.person is None:
        raise Refused(_("This request does not ask for a service package."))
    if State(request.state) in (State.REGISTERED, State.IN_REVIEW, State.REFUSED):
        raise Refused(_("The request must be approved first."))
    if ends_on < starts_on:
        raise Refused(_("It ends before it starts."), field="ends_on")
    if not confirmed_by.strip():
        raise Refused(_("Say who confirmed it."), field="confirmed_by")
    if request.charge == Charge.PAID and not is_paid:
        raise Refused(_("This package must be paid for before it is opened."), field="is_paid")
    try:
        with transaction.atomic():
            package = ServicePackage.objects.create(
                request=request, starts_on=starts_on, ends_on=ends_on, confirmed_by=confirmed_by.strip()[:60], is_paid=is_paid,
                by=by.person, at=now(),
            )  # fmt: skip
            text = f"{starts_on} – {ends_on} · {package.confirmed_by}"
            emit(events.SERVICE_PACKAGE_OPENED, request, by=by, data={"package": package.pk, "text": text})
    except IntegrityError:
        raise AlreadyDone(_("This package is open already.")) from None
    return package
