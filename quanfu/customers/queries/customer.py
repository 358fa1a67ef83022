"""Customers as pages and other contexts read them."""

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from quanfu.core.prepared import Prepared
from quanfu.core.rules import rule
from quanfu.customers.models import Contact, Customer, Site
from quanfu.customers.permissions import CUSTOMER_SHOW
from quanfu.customers.queries.phone import is_mobile, normal_phone

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit

__all__ = [
    "access_contact", "access_customer", "access_site", "customer_by_email", "customer_by_phone", "customers_for", "duplicates_of", "is_key_account", "is_mobile",
    "name_of_caller", "normal_phone", "visible_to",
]  # fmt: skip


def visible_to(by: "Person", permission: str) -> Q:
    """Customers of a company in reach as a whole, and those with a place that a unit in reach serves.

    Own means: served by the unit one works in.
    """
    scope = by.scope(permission)
    units = scope.units | ({by.unit_id} if scope.own else set())
    if not units:
        return Q(company__in=scope.companies)
    served = Site.objects.filter(customer=OuterRef("pk"), unit__in=units)
    return Q(company__in=scope.companies | scope.units) | Q(Exists(served))


def access_customer(pk: int, *, by: "Person", permission: str) -> Customer:
    """The customer, or Http404 alike for absent and forbidden."""
    found = (
        Customer.objects.filter(visible_to(by, permission), pk=pk)
        .select_related("company", "merged_into")
        .first()
    )
    if found is None:
        raise Http404("customer")
    return found


# Asked at every intake. Own number first; one query where the number is a customer's own, two where it is not.
_BY_PHONE = Prepared(
    lambda company, number: Customer.objects.filter(company=company, phone=number, merged_into=None).order_by(
        "pk"
    )[:1]
)
_BY_CONTACTS_PHONE = Prepared(
    lambda company, number: Contact.objects.filter(
        phone=number, customer__company=company, customer__merged_into=None
    ).select_related("customer").order_by("customer")[:1]
)  # fmt: skip


def customer_by_phone(company: "Unit", phone: str) -> Customer | None:
    """Who calls: the oldest customer of the company with that number, else the one with a contact of that number."""
    number = normal_phone(phone)
    if not number:
        return None
    who = {"company": company.pk, "number": number}
    if known := _BY_PHONE.first(**who):
        return known
    contact = _BY_CONTACTS_PHONE.first(**who)
    return contact.customer if contact else None


def name_of_caller(by: "Person") -> Coalesce:
    """For rows with ``company`` and ``phone``: the name of the customer, else of the contact, with that number, among the
    customers this person may open; null for nobody we know."""
    known = Customer.objects.filter(visible_to(by, CUSTOMER_SHOW), merged_into=None)
    own = known.filter(company=OuterRef("company"), phone=OuterRef("phone")).exclude(phone="").order_by("pk")
    contacts = Contact.objects.filter(phone=OuterRef("phone"), customer__company=OuterRef("company")).exclude(
        phone=""
    )
    theirs = contacts.filter(customer__in=known.order_by()).order_by("customer", "pk")
    return Coalesce(Subquery(own.values("name")[:1]), Subquery(theirs.values("name")[:1]))


def customer_by_email(company: "Unit", email: str) -> Customer | None:
    """Who writes: as customer_by_phone, by mail address without regard to case."""
    address = email.strip().lower()
    if not address:
        return None
    customers = Customer.objects.filter(company=company, merged_into=None)
    return (
        customers.filter(email=address).order_by("pk").first()
        or customers.filter(contacts__email=address).order_by("pk").first()
    )  # fmt: skip


def customers_for(by: "Person", permission: str, words: str = "") -> QuerySet[Customer]:
    """Customers in reach that match all words (name, phone or mail of the customer or of a contact), by name."""
    found = Customer.objects.filter(visible_to(by, permission), merged_into=None).order_by("name", "id")
    for word in words.replace("\0", "").split()[:6]:
        found = found.filter(
            _match(word) | Q(Exists(Contact.objects.filter(_match(word), customer=OuterRef("pk"))))
        )
    return found


def _match(word: str) -> Q:
    number = normal_phone(word)
    return (
        Q(name__icontains=word) | Q(email__istartswith=word) | (Q(phone__contains=number) if number else Q())
    )


def duplicates_of(customer: Customer, *, by: "Person") -> QuerySet[Customer]:
    """Other customers of the company with the same phone or mail whom the reader may open too (CUS-2)."""
    same = Q()
    if customer.phone:
        same |= Q(phone=customer.phone)
    if customer.email:
        same |= Q(email=customer.email)
    if not same:
        return Customer.objects.none()
    return (
        Customer.objects.filter(
            visible_to(by, CUSTOMER_SHOW), same, company_id=customer.company_id, merged_into=None
        )
        .exclude(pk=customer.pk)
        .order_by("pk")
    )


def is_key_account(customer: Customer | None) -> bool:
    """Whether the customer's class is one of those that the rule calls key accounts."""
    return bool(customer and customer.grade and customer.grade in rule("customers.key_classes"))


def access_contact(pk: int, *, by: "Person", permission: str) -> Contact:
    """A contact of a customer in reach, or Http404."""
    customers = Customer.objects.filter(visible_to(by, permission))
    found = Contact.objects.filter(customer__in=customers, pk=pk).select_related("customer__company").first()
    if found is None:
        raise Http404("contact")
    return found


def access_site(pk: int, *, by: "Person", permission: str) -> Site:
    """A place of a customer in reach, or Http404."""
    customers = Customer.objects.filter(visible_to(by, permission))
    found = (
        Site.objects.filter(customer__in=customers, pk=pk).select_related("customer__company", "unit").first()
    )
    if found is None:
        raise Http404("site")
    return found


def customers_of_grade(company: "Unit", grade: str) -> QuerySet[Customer]:
    """All customers of a class; an empty class means all there are."""
    found = Customer.objects.filter(company=company, merged_into=None)
    return found.filter(grade=grade) if grade else found
