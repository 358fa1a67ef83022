from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import now
from quanfu.desk.queries.request import access_request
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, page
from quanfu.workorders import permissions
from quanfu.workorders.actions.order import receive_order
from quanfu.workorders.forms.order import OrderFilter
from quanfu.workorders.models import Order
from quanfu.workorders.queries.board import listed_orders
from quanfu.workorders.queries.order import access_order, orders_for, orders_of_request
from quanfu.workorders.views._page import order_page

COLUMNS = (
    Column(_("Work order")), Column(_("Place"), quiet=True), Column(_("Responsible")), Column(_("State")),
    Column(_("Required by"), align="end"),
)  # fmt: skip


@page(permissions.ORDER_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """All orders in reach: the open ones by their time, the others newest first."""
    by = request.user
    form = OrderFilter(request.GET, by=by, permission=permissions.ORDER_INDEX)
    rows, order = listed_orders(
        orders_for(by, permissions.ORDER_INDEX), form.cleaned_data if form.is_valid() else {}, at=now()
    )
    found = listing(
        request, rows, columns=COLUMNS, order=order, filters=form,
        search=("number", "request__number", "request__subject", "request__contact_name", "request__contact_phone"),
    )  # fmt: skip
    return answer(request, {"listing": found, "at": now()})


@page(permissions.ORDER_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The order on one page, phone first. That its receiver opens it is their receipt."""
    order = access_order(number, by=request.user, permission=permissions.ORDER_SHOW)
    receive_order(order=order, by=request.user)
    return answer(request, order_page(order, request=request))


@page(permissions.ORDER_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """The work orders of a request, on its page at the desk; for everybody who sees the request, to read."""
    req = access_request(number, by=request.user, permission=permissions.ORDER_PANEL)
    orders: list[Order] = list(orders_of_request(req.pk))
    reach = (
        set(orders_for(request.user, permissions.ORDER_SHOW).filter(request=req).values_list("pk", flat=True))
        if orders
        else set()
    )
    context: dict[str, Any] = {"req": req, "orders": orders, "reach": reach, "at": now()}
    return answer(request, context)
