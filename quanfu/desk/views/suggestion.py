from django.http import HttpRequest, HttpResponse

from quanfu.desk import permissions
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.suggestion import suggested_answers
from quanfu.ui.page import answer, page


@page(permissions.SUGGESTION_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """What might be answered, beside the reply; ?text= is what is being typed. A script puts the chosen one into the
    composer."""
    req = access_request(number, by=request.user, permission=permissions.SUGGESTION_PANEL)
    answers = suggested_answers(req, request.GET.get("text", "")[:500], by=request.user)
    return answer(request, {"req": req, "answers": answers}, block="content")
