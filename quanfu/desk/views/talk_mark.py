from django.http import HttpRequest, HttpResponse

from quanfu.channels.queries.talk import talk_of_request
from quanfu.desk import permissions
from quanfu.desk.actions.talk import note_mark
from quanfu.desk.queries.request import access_request
from quanfu.ui.page import page


@page(permissions.TALK_MARK_CREATE, methods=("POST",))
def create(request: HttpRequest, number: str) -> HttpResponse:
    """seq: what the agent has before their eyes; typing: that they are writing an answer."""
    req = access_request(number, by=request.user, permission=permissions.TALK_MARK_CREATE)
    talk = talk_of_request(req.number)
    if talk is None:  # another request, left open in the same window
        return HttpResponse(status=204)
    seq = request.POST.get("seq", "")
    known = int(seq) if seq.isascii() and seq.isdecimal() and len(seq) < 9 else 0
    note_mark(talk=talk, seq=known, typing=bool(request.POST.get("typing")), by=request.user)
    return HttpResponse(status=204)
