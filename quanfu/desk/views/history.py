from django.http import HttpRequest, HttpResponse

from quanfu.customers.queries.contract import contracts_in_force
from quanfu.desk import permissions
from quanfu.desk.queries.history import history_of_customer
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, page


@page(permissions.HISTORY_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """All that was said and done with the customer of this request, over all channels, newest first; above it the contracts in force."""
    req = access_request(number, by=request.user, permission=permissions.HISTORY_PANEL)
    moments = history_of_customer(req, request.user)
    contracts = contracts_in_force(req.customer_id, by=request.user)
    return answer(
        request, {**words(), "req": req, "moments": moments, "contracts": contracts}, block="content"
    )
