"""The chat that a request came from, beside it."""

from django.http import HttpRequest, HttpResponse

from quanfu.channels.queries.talk import is_away, place_of, talk_of_request
from quanfu.channels.queries.turn import turns_of
from quanfu.desk import permissions
from quanfu.desk.queries.request import access_request
from quanfu.ui.page import answer, page


@page(permissions.TALK_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """Who the visitor is talking with, whether they are there, and the end of it; nothing for a request without a talk."""
    req = access_request(number, by=request.user, permission=permissions.TALK_PANEL)
    talk = talk_of_request(req.number)
    if talk is None:
        return HttpResponse()
    turns = turns_of(talk)
    place, minutes = place_of(talk)
    context = {
        "req": req, "talk": talk, "away": is_away(talk), "place": place, "minutes": minutes,
        "last": turns[-1].seq if turns else 0, "count": len(turns),
    }  # fmt: skip
    return answer(request, context)
