"""The customer has rated the request; the answer itself is kept by surveys."""

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.desk import events
from quanfu.desk.actions.request import move
from quanfu.desk.enums import State
from quanfu.desk.models import Request


def mark_rated(*, request: Request, by: Actor) -> None:
    """fed back → rated. Refused before the customer was told the result (REQ-8). A closed request stays closed."""
    if request.state == State.CLOSED:
        return
    if request.state != State.FED_BACK:
        raise Refused(_("It can be rated once you have been told the result."))
    with transaction.atomic():
        move(request=request, to=State.RATED, by=by, event=events.REQUEST_RATED, rated_at=now())
