"""How urgent a request is."""

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.desk import events
from quanfu.desk.actions.request import move
from quanfu.desk.enums import Priority, State
from quanfu.desk.models import Request


def set_priority(*, request: Request, priority: int, by: Actor) -> None:
    """Give the request another priority; its limits follow. AlreadyDone when it has it, Refused once it is settled."""
    if request.state in (State.FED_BACK, State.RATED, State.CLOSED):
        raise Refused(_("The work is done; the priority no longer matters."))
    if request.priority == priority:
        raise AlreadyDone(_("%(number)s has this priority already.") % {"number": request.number})
    with transaction.atomic():
        move(
            request=request,
            to=State(request.state),
            by=by,
            event=events.REQUEST_PRIORITISED,
            priority=Priority(priority).value,
        )
