from django.http import HttpRequest, HttpResponse

from quanfu.desk import permissions
from quanfu.desk.queries.duplicate import duplicates_for
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, page


@page(permissions.DUPLICATE_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """For the call form: what the caller with ?contact_phone= asked already, ?subject= what it is about."""
    given = request.GET
    found = duplicates_for(
        request.user, phone=given.get("contact_phone", "")[:40], subject=given.get("subject", "")[:200]
    )
    return answer(request, {**words(), "found": found, "req": None}, block="content")


@page(permissions.DUPLICATE_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """For the request's page: the same customer's other open or similar requests."""
    req = access_request(number, by=request.user, permission=permissions.DUPLICATE_PANEL)
    found = duplicates_for(
        request.user,
        phone=req.contact_phone,
        customer_id=req.customer_id,
        subject=req.subject,
        without=req.pk,
    )
    return answer(request, {**words(), "req": req, "found": found if req.is_open else []}, block="content")
