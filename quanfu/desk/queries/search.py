"""Requests for the search over everything."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quanfu.customers.queries.phone import normal_phone
from quanfu.desk.enums import State
from quanfu.desk.models import Request
from quanfu.desk.permissions import REQUEST_SHOW
from quanfu.desk.queries.request import requests_for
from quanfu.ui.search import Found

if TYPE_CHECKING:
    from quanfu.org.models import Person

DIGITS = 4  # so many of a phone number must be given


def search_requests(text: str, *, by: "Person", most: int) -> list[Found]:
    """By number (whole, or its beginning), by phone, by the name of the customer, by the beginning of the subject (of open
    ones: an index holds them); newest first, open ones before closed ones."""
    if not by.may(REQUEST_SHOW):
        return []
    reach, number = requests_for(by, REQUEST_SHOW), text.upper()
    found = {r.pk: r for r in _rows(reach.filter(number=number), 1)}
    if not found and number.startswith("FW"):
        found = {r.pk: r for r in _rows(reach.filter(number__gte=number, number__lt=number + "~"), most)}
    elif not found:
        condition = Q(contact_name__startswith=text) | Q(subject__startswith=text)
        phone = normal_phone(text)
        if phone and sum(c.isdigit() for c in phone) >= DIGITS:
            called = Q(contact_phone__gte=phone, contact_phone__lt=phone + "~")
            found = {r.pk: r for r in _rows(reach.filter(called), most)}
        else:
            found = {r.pk: r for r in _rows(reach.filter(~Q(state=State.CLOSED), condition), most)}
            if len(found) < most:
                known = reach.filter(state=State.CLOSED, customer__name__startswith=text)
                found |= {r.pk: r for r in _rows(known, most - len(found))}
    base = reverse("desk:request.index")
    return [
        Found(_("Requests"), "inbox", r.number, r.subject, f"{r.contact_name} · {State(r.state).label}", f"{base}{r.number}/", r.number == number)
        for r in found.values()
    ]  # fmt: skip


def _rows(found: QuerySet[Request], most: int) -> QuerySet[Request]:
    return found.only("number", "subject", "contact_name", "state").order_by("-opened_at")[:most]
