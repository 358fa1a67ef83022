from django.http import HttpRequest, HttpResponse

from quanfu.customers.queries.customer import access_customer
from quanfu.desk import permissions
from quanfu.desk.queries.request import requests_of_customer
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, page


@page(permissions.CUSTOMER_REQUESTS_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """A customer's requests, newest first, for the customer's page."""
    customer = access_customer(pk, by=request.user, permission=permissions.CUSTOMER_REQUESTS_PANEL)
    found = requests_of_customer(customer.pk, request.user, permissions.CUSTOMER_REQUESTS_PANEL)
    return answer(
        request,
        {**words(), "customer": customer, "requests": list(found.select_related("service_type")[:30])},
        block="content",
    )
