from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.ui.page import answer, attempt, done, page
from quanfu.workorders import permissions
from quanfu.workorders.actions.order import plan_order
from quanfu.workorders.forms.plan import PlanForm
from quanfu.workorders.queries.order import access_order
from quanfu.workorders.views._page import TEMPLATE, order_page


@page(permissions.PLAN_CREATE, methods=("POST",))
def create(request: HttpRequest, number: str) -> HttpResponse:
    order = access_order(number, by=request.user, permission=permissions.PLAN_CREATE)
    form = PlanForm(request.POST)
    if form.is_valid() and attempt(
        form, plan_order, order=order, by=request.user, steps=form.cleaned_data["steps"]
    ):
        return done(request, "workorders:order.show", number, message=_("The plan is kept."))
    return answer(request, order_page(order, request=request, plan_form=form), template=TEMPLATE)
