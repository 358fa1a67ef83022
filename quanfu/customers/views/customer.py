"""The customers' pages."""

from copy import copy
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from quanfu.customers import permissions
from quanfu.customers.actions.customer import change_customer, create_customer
from quanfu.customers.forms.customer import CustomerForm
from quanfu.customers.queries.contract import contracts_of
from quanfu.customers.queries.customer import access_customer, customers_for, duplicates_of
from quanfu.customers.queries.project import projects_of
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = [
    Column(__("Name"), sort="name"),
    Column(__("Kind"), quiet=True),
    Column(__("Phone")),
    Column(__("Mail"), quiet=True),
    Column(__("Place"), quiet=True),
]


@page(permissions.CUSTOMER_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    found = customers_for(request.user, permissions.CUSTOMER_INDEX, request.GET.get("q", "")[:100])
    rows = listing(request, found.prefetch_related("sites"), columns=COLUMNS, order=["name", "id"])
    may_create = request.user.may(permissions.CUSTOMER_CREATE)
    return answer(request, {"listing": replace(rows, searchable=True), "may_create": may_create})


@page(permissions.CUSTOMER_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    customer = access_customer(pk, by=request.user, permission=permissions.CUSTOMER_SHOW)
    context = {
        "customer": customer,
        "contacts": list(customer.contacts.order_by("id")),
        "sites": list(customer.sites.select_related("unit").order_by("id")),
        "projects": projects_of(customer),
        "contracts": contracts_of(customer),
        "duplicates": list(duplicates_of(customer, by=request.user)[:5]),
        "may": {name: request.user.may(getattr(permissions, name)) for name in ("CUSTOMER_UPDATE", "CONTACT_CREATE",
                "CONTACT_UPDATE", "SITE_CREATE", "SITE_UPDATE", "PROJECT_CREATE", "PROJECT_UPDATE", "CONTRACT_CREATE", "CONTRACT_UPDATE")},
    }  # fmt: skip
    return answer(request, context)


@page(permissions.CUSTOMER_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    form = CustomerForm(
        request.POST or None, by=request.user, initial={"phone": request.GET.get("phone", "")[:40]}
    )
    if form.is_valid() and (made := attempt(form, create_customer, by=request.user, **form.cleaned_data)):
        return done(request, "customers:customer.show", made.pk, message=_("Customer saved"))
    return answer(request, {"form": form})


@page(permissions.CUSTOMER_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    customer = access_customer(pk, by=request.user, permission=permissions.CUSTOMER_UPDATE)
    form = CustomerForm(
        request.POST or None, instance=copy(customer), by=request.user
    )  # it writes into its instance
    if form.is_valid() and attempt(
        form, change_customer, customer=customer, by=request.user, **form.cleaned_data
    ):
        return done(request, "customers:customer.show", pk, message=_("Customer saved"))
    return answer(request, {"customer": customer, "form": form})
