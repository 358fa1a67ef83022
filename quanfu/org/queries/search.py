"""Colleagues for the search over everything."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quanfu.org.permissions import PERSON_SHOW
from quanfu.org.queries.person import people_for, plain_phone
from quanfu.ui.search import Found

if TYPE_CHECKING:
    from quanfu.org.models import Person


def search_people(text: str, *, by: "Person", most: int) -> list[Found]:
    """By the beginning of the name, by the staff number, or by the phone."""
    if not by.may(PERSON_SHOW):
        return []
    condition = Q(name__startswith=text) | Q(number=text) | Q(phone=plain_phone(text) or text)
    found = people_for(by, PERSON_SHOW).filter(condition, is_active=True).select_related("unit")
    return [
        Found(_("People"), "user-round", each.number, each.name, each.unit.label, reverse("org:person.show", args=[each.pk]))
        for each in found.order_by("name", "pk")[:most]
    ]  # fmt: skip
