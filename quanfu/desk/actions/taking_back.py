"""Taking an assignment or a classification back as if it had not been; what followed from it is undone by reactions."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.desk import events
from quanfu.desk.actions.request import move
from quanfu.desk.enums import Kind, State
from quanfu.desk.models import Assignment, Request
from quanfu.desk.queries.bulk import KEPT_OF


def unassign_request(*, request: Request, before: dict[str, Any], by: Actor) -> None:
    """To who had it, with the unit it had, waiting to be assigned again. Refused once somebody accepted it or began."""
    if request.state != State.ORDERED or request.accepted_at is not None:
        raise Refused(_("It has changed since."))
    if before["state"] != State.APPROVED:
        raise Refused(_("It has changed since."))
    with transaction.atomic():
        ended = Assignment.objects.filter(request=request, ended_at=None).update(ended_at=now())
        if ended != 1:
            raise AlreadyDone(_("It has changed since."))
        _put_back(request, before, "assign", events.REQUEST_UNASSIGNED, by)


def unclassify_request(*, request: Request, before: dict[str, Any], by: Actor) -> None:
    """Type, charge, field, unit and details as they were, and the state. Refused for what became a complaint: its case has
    begun."""
    if request.kind == Kind.COMPLAINT and before["kind"] != Kind.COMPLAINT:
        raise Refused(_("It became a complaint; its case has begun."))
    with transaction.atomic():
        _put_back(request, before, "classify", events.REQUEST_UNCLASSIFIED, by)


def _put_back(request: Request, before: dict[str, Any], act: str, event: str, by: Actor) -> None:
    columns = {name: _value(name, before[name]) for name in KEPT_OF[act]}
    if columns["responsible"] is None or not columns["responsible"].is_active:
        raise Refused(_("Who had it is no longer here."))
    move(request=request, to=State(before["state"]), by=by, event=event, data={"undone": True}, **columns)


def _value(name: str, value: Any) -> Any:
    column = _column(name)
    if column.related_model is not None and value is not None:
        return column.related_model._default_manager.filter(pk=value).first()
    return datetime.fromisoformat(value) if name.endswith("_at") and value else value


def _column(name: str) -> Any:
    return Request._meta.get_field(name)
