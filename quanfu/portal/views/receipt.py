"""The answer to a new request: its number, its link, what happens next."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from quanfu.desk.queries.request import request_by_token, tracking_path
from quanfu.portal import permissions
from quanfu.portal.queries.complaint import procedure_told
from quanfu.ui.page import answer, public_page


@public_page(permissions.RECEIPT_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, token: str) -> HttpResponse:
    req = request_by_token(token)
    if req is None:
        raise Http404("request")
    link = f"{settings.PUBLIC_URL}{tracking_path(req)}"
    return answer(
        request,
        {
            "company": req.company,
            "req": req,
            "path": tracking_path(req),
            "link": link,
            "procedure": procedure_told(req),
        },
    )
