"""Customers for the search over everything."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quanfu.customers.models import Customer
from quanfu.customers.permissions import CUSTOMER_SHOW
from quanfu.customers.queries.customer import visible_to
from quanfu.customers.queries.phone import normal_phone
from quanfu.ui.search import Found

if TYPE_CHECKING:
    from quanfu.org.models import Person


def search_customers(text: str, *, by: "Person", most: int) -> list[Found]:
    """By the beginning of the name, of a phone number of at least four digits, or of the mail address."""
    if not by.may(CUSTOMER_SHOW):
        return []
    condition = Q(name__startswith=text) | (Q(email__startswith=text.lower()) if "@" in text else Q())
    phone = normal_phone(text)
    if phone and sum(c.isdigit() for c in phone) >= 4:
        condition |= Q(phone__gte=phone, phone__lt=phone + "~")
    found = Customer.objects.filter(visible_to(by, CUSTOMER_SHOW), condition, merged_into=None)
    return [
        Found(_("Customers"), "user", each.phone, each.name, each.email, reverse("customers:customer.show", args=[each.pk]))
        for each in found.order_by("name", "pk")[:most]
    ]  # fmt: skip
