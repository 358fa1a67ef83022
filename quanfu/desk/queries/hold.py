"""What requests wait for."""

from quanfu.core.errors import Http404
from quanfu.desk.enums import State
from quanfu.desk.models import Hold, Request

HOLDABLE = {State.REGISTERED, State.IN_REVIEW, State.APPROVED, State.ORDERED, State.DONE}


def open_hold(request: Request) -> Hold | None:
    """The hold that the request is on, or None."""
    return Hold.objects.filter(request=request, ended_at=None).select_related("by").first()


def access_hold(request: Request) -> Hold:
    """As open_hold for a request the reader may act on; Http404 when it does not wait."""
    hold = open_hold(request)
    if hold is None:
        raise Http404("desk.Hold")
    hold.request = request
    return hold


def holds_of(request: Request) -> list[Hold]:
    """All of the request's waiting, the latest first."""
    return list(Hold.objects.filter(request=request).select_related("by").order_by("-begun_at"))
