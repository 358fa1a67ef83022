"""Contracts as the customer's card and other contexts read them."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404

from quanfu.core.clock import today
from quanfu.customers.enums import ContractState
from quanfu.customers.models import Contract, Customer
from quanfu.customers.permissions import CUSTOMER_SHOW
from quanfu.customers.queries.customer import visible_to

if TYPE_CHECKING:
    from quanfu.org.models import Person

ORDER = [ContractState.IN_FORCE, ContractState.AHEAD, ContractState.ENDED]


def contracts_of(customer: Customer) -> list[Contract]:
    """What is in force, then what comes, then what has ended; the latest first. One query."""
    found = Contract.objects.filter(customer=customer).select_related("project").order_by("-since", "-pk")
    return sorted(found, key=lambda contract: ORDER.index(contract.state))


def contracts_in_force(customer_id: int | None, *, by: "Person") -> list[Contract]:
    """Those in force today, the latest first; none for who may not open the customer. At most one query."""
    if customer_id is None or not by.may(CUSTOMER_SHOW):
        return []
    customers = Customer.objects.filter(visible_to(by, CUSTOMER_SHOW), pk=customer_id)
    running = Q(until=None) | Q(until__gte=today())
    return list(
        Contract.objects.filter(running, customer__in=customers, since__lte=today()).order_by("-since", "-pk")
    )


def access_contract(pk: int, *, by: "Person", permission: str) -> Contract:
    """A contract of a customer in reach, or Http404."""
    customers = Customer.objects.filter(visible_to(by, permission))
    found = (
        Contract.objects.filter(customer__in=customers, pk=pk)
        .select_related("customer__company", "project")
        .first()
    )
    if found is None:
        raise Http404("contract")
    return found
