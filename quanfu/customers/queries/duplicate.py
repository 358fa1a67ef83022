"""Customers that may be one, and what their records lack (CUS-2)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from quanfu.customers.models import Contact, Customer, Site
from quanfu.customers.permissions import DUPLICATE_INDEX
from quanfu.customers.queries.customer import visible_to

if TYPE_CHECKING:
    from quanfu.org.models import Person

MOST_GROUPS = 50


@dataclass(frozen=True)
class Group:
    """Customers of one company with the same phone or mail, the oldest first: it is the one proposed to stay."""

    by: str
    value: str
    customers: list[Customer]

    @property
    def main(self) -> Customer:
        return self.customers[0]

    @property
    def others(self) -> list[Customer]:
        return self.customers[1:]


def duplicate_groups(by: "Person") -> list[Group]:
    """Groups in reach, by phone before by mail, at most MOST_GROUPS of each; four queries."""
    return [*_groups(by, "phone"), *_groups(by, "email")]


def _groups(by: "Person", column: str) -> list[Group]:
    there = Customer.objects.filter(visible_to(by, DUPLICATE_INDEX), merged_into=None).exclude(**{column: ""})
    doubled = there.order_by().values("company", column).annotate(n=Count("pk")).filter(n__gt=1)
    values = [row[column] for row in doubled.order_by("-n", column)[:MOST_GROUPS]]
    found: dict[tuple[int, str], list[Customer]] = {}
    for customer in there.filter(**{f"{column}__in": values}).order_by("pk"):
        found.setdefault((customer.company_id, getattr(customer, column)), []).append(customer)
    return [Group(column, value, members) for (_company, value), members in found.items() if len(members) > 1]


GAPS = ("unreachable", "placeless")


def gaps_for(by: "Person", gap: str) -> QuerySet[Customer]:
    """Customers in reach whose record lacks something: any way to reach them, or a place."""
    there = Customer.objects.filter(visible_to(by, DUPLICATE_INDEX), merged_into=None).order_by("name", "id")
    if gap == "placeless":
        return there.filter(~Exists(Site.objects.filter(customer=OuterRef("pk"))))
    reachable = Contact.objects.filter(Q(phone__gt="") | Q(email__gt=""), customer=OuterRef("pk"))
    return there.filter(phone="", email="").filter(~Exists(reachable))
