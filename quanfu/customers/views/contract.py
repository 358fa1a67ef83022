"""Contracts about a customer's service."""

from copy import copy

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.customers import permissions
from quanfu.customers.actions.contract import remove_contract, save_contract
from quanfu.customers.forms.contract import ContractForm
from quanfu.customers.queries.contract import access_contract
from quanfu.customers.queries.customer import access_customer
from quanfu.ui.page import answer, attempt, done, page

TEMPLATE = "customers/contract/_form.html"


@page(permissions.CONTRACT_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    customer = access_customer(pk, by=request.user, permission=permissions.CONTRACT_CREATE)
    form = ContractForm(request.POST or None, customer=customer)
    if form.is_valid() and attempt(
        form, save_contract, customer=customer, by=request.user, **form.cleaned_data
    ):
        return done(request, "customers:customer.show", pk, message=_("Contract saved"))
    return answer(
        request,
        {"customer": customer, "form": form, "contract": None, "may_delete": False},
        template=TEMPLATE,
    )


@page(permissions.CONTRACT_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    contract = access_contract(pk, by=request.user, permission=permissions.CONTRACT_UPDATE)
    form = ContractForm(request.POST or None, instance=copy(contract), customer=contract.customer)
    if form.is_valid() and attempt(
        form,
        save_contract,
        customer=contract.customer,
        contract=contract,
        by=request.user,
        **form.cleaned_data,
    ):
        return done(request, "customers:customer.show", contract.customer_id, message=_("Contract saved"))
    may_delete = request.user.may(permissions.CONTRACT_DELETE)
    context = {"customer": contract.customer, "form": form, "contract": contract, "may_delete": may_delete}
    return answer(request, context, template=TEMPLATE)


@page(permissions.CONTRACT_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    contract = access_contract(pk, by=request.user, permission=permissions.CONTRACT_DELETE)
    remove_contract(contract=contract, by=request.user)
    return done(request, "customers:customer.show", contract.customer_id, message=_("Contract removed"))
