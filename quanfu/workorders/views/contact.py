from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.ui.page import done, page
from quanfu.workorders import permissions
from quanfu.workorders.actions.contact import contact_customer
from quanfu.workorders.queries.order import access_order


@page(permissions.CONTACT_CREATE, methods=("POST",))
def create(request: HttpRequest, number: str) -> HttpResponse:
    """One tap after the call: the customer was reached for the first time."""
    order = access_order(number, by=request.user, permission=permissions.CONTACT_CREATE)
    contact_customer(order=order, by=request.user)
    return done(request, "workorders:order.show", number, message=_("Noted: the customer was reached."))
