from django.http import HttpRequest, HttpResponse

from quanfu.desk import permissions
from quanfu.desk.queries.mention import mentionable
from quanfu.desk.queries.request import access_request
from quanfu.ui.page import answer, page


@page(permissions.MENTION_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """Whom ?q= may mean behind an @ in a private note."""
    req = access_request(number, by=request.user, permission=permissions.MENTION_PANEL)
    people = mentionable(req, request.GET.get("q", "").strip()[:60], request.user)
    return answer(request, {"req": req, "people": people}, block="content")
