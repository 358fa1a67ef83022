"""Service and payment windows, and who comes to them (INT-21)."""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.models import ServiceWindow, WalkIn


def save_service_window(*, instance: ServiceWindow | None, by: Actor, **columns: Any) -> ServiceWindow:
    """Make or change a window. Refused for a code that the company's other window has."""
    if instance is None and by.person is None:
        raise Refused(_("Only staff arranges visits."))
    company_id: Any = instance.company_id if instance else by.person and by.person.company_id
    twin = ServiceWindow.objects.filter(company=company_id, code=columns["code"])
    if twin.exclude(pk=instance.pk if instance else 0).exists():
        raise Refused(_("This code is taken."), field="code")
    with transaction.atomic():
        window = instance or ServiceWindow(company_id=company_id)
        for name, value in columns.items():
            setattr(window, name, value)
        window.save()
        emit(events.SERVICE_WINDOW_SAVED, window, by=by, data={"code": window.code})
    return window


def delete_service_window(*, instance: ServiceWindow, by: Actor) -> None:
    """Remove a window nobody ever came to; others are taken out of use."""
    try:
        with transaction.atomic():
            emit(events.SERVICE_WINDOW_DELETED, instance, by=by, changes={"code": [instance.code, None]})
            instance.delete()
    except ProtectedError:
        raise Refused(_("It has been used; take it out of use instead.")) from None


def register_walk_in(*, window: ServiceWindow, business: str, by: Actor, visitor: str = "") -> WalkIn:
    """Somebody was served at a window. Refused without what it was about."""
    if not business.strip() or by.person is None:
        raise Refused(_("Say what was handled."), field="business")
    with transaction.atomic():
        walk_in = WalkIn.objects.create(
            company_id=window.company_id,
            window=window,
            visitor=visitor.strip(),
            business=business.strip(),
            at=now(),
            by=by.person,
        )
        emit(events.WALK_IN_REGISTERED, walk_in, by=by, label=window.name, data={"window": window.pk})
    return walk_in
