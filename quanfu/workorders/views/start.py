from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.ui.page import done, page
from quanfu.workorders import permissions
from quanfu.workorders.actions.order import start_order
from quanfu.workorders.queries.order import access_order


@page(permissions.START_CREATE, methods=("POST",))
def create(request: HttpRequest, number: str) -> HttpResponse:
    order = access_order(number, by=request.user, permission=permissions.START_CREATE)
    start_order(order=order, by=request.user)
    return done(request, "workorders:order.show", number, message=_("The work has begun."))
