from django.http import HttpRequest, HttpResponse

from quanfu.customers.queries.customer import access_customer
from quanfu.desk import permissions
from quanfu.desk.queries.history import history_of_customer
from quanfu.desk.queries.reception import visits_of_customer
from quanfu.desk.queries.request import requests_of_customer
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, page

MOST = 30


@page(permissions.CUSTOMER_REQUESTS_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """A customer's requests, visits, and what was said over all channels, newest first, for the customer's page."""
    customer = access_customer(pk, by=request.user, permission=permissions.CUSTOMER_REQUESTS_PANEL)
    found = requests_of_customer(customer.pk, request.user, permissions.CUSTOMER_REQUESTS_PANEL)
    requests = list(found.select_related("service_type", "company")[:MOST])
    said = (
        [m for m in history_of_customer(requests[0], request.user) if m.kind != "request"] if requests else []
    )
    context = {
        "customer": customer, "requests": requests, "moments": said[:MOST],
        "visits": list(visits_of_customer(customer.pk, request.user)[:MOST]),
    }  # fmt: skip
    return answer(request, {**words(), **context}, block="content")
