"""Work orders for the search over everything."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quanfu.ui.search import Found
from quanfu.workorders.permissions import ORDER_SHOW
from quanfu.workorders.queries.order import orders_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


def search_orders(text: str, *, by: "Person", most: int) -> list[Found]:
    """By its number or the beginning of it, or by the number of its request."""
    number = text.upper()
    if not by.may(ORDER_SHOW) or not any(c.isdigit() for c in number):
        return []
    condition = Q(number=number) | Q(request__number=number)
    if number[:1].isalpha():
        condition |= Q(number__gte=number, number__lt=number + "~")
    found = orders_for(by, ORDER_SHOW).filter(condition).select_related("request", "responsible")
    return [
        Found(_("Work orders"), "clipboard-list", each.number, each.request.subject, f"{each.responsible} · {each.get_state_display()}",
              each.path, each.number == number)
        for each in found.order_by("-pk")[:most]
    ]  # fmt: skip
