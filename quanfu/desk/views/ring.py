from django.http import HttpRequest, HttpResponse

from quanfu.channels.queries.call import own_call
from quanfu.customers.queries.customer import customer_by_phone
from quanfu.desk import permissions
from quanfu.desk.queries.request import requests_for
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, own_page

SHOWN = 4


@own_page(permissions.RING_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Who rings at one's telephone: name, what they asked before, and the way to the call form."""
    by = request.user
    call = own_call(pk, by)
    who = customer_by_phone(call.company, call.phone)
    seen = requests_for(by, permissions.REQUEST_SHOW)
    mine = (
        seen.filter(customer=who)
        if who
        else seen.filter(contact_phone=call.phone)
        if call.phone
        else seen.none()
    )
    return answer(
        request,
        {**words(), "call": call, "who": who, "known": list(mine.order_by("-opened_at", "-id")[:SHOWN])},
        block="content",
    )
