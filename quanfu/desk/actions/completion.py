"""Answering at the desk what needs no work order."""

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.actions.request import accept_request, finish_request
from quanfu.desk.enums import State
from quanfu.desk.models import Request


def complete_at_desk(*, request: Request, result: str, by: Actor) -> Request:
    """Finish a request whose type needs no work order; the one who answers takes it on first if nobody has.

    Refused for types with a work order: those are finished on the order.
    """
    if by.person is None or request.service_type is None or request.service_type.needs_order:
        raise Refused(_("This work is finished on its work order."))
    with transaction.atomic():
        if request.state == State.APPROVED:
            assign_request(request=request, person=by.person, by=by, reasons=[{"code": "own", "points": 0}])
            accept_request(request=request, by=by)
        finish_request(request=request, result=result, by=by)
    return request
