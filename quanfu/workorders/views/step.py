from django.http import HttpRequest, HttpResponse

from quanfu.ui.page import answer, attempt, go, page
from quanfu.workorders import permissions
from quanfu.workorders.actions.step import skip_step, tick_step
from quanfu.workorders.forms.step import SkipForm
from quanfu.workorders.queries.order import access_order, access_step
from quanfu.workorders.views._page import TEMPLATE, order_page


@page(permissions.STEP_UPDATE, methods=("POST",))
def update(request: HttpRequest, number: str, step_id: int) -> HttpResponse:
    """act=tick: the step is done; anything else skips it, with a reason."""
    order = access_order(number, by=request.user, permission=permissions.STEP_UPDATE)
    step, form = access_step(order, step_id), SkipForm(request.POST)
    if request.POST.get("act") == "tick":
        tick_step(step=step, by=request.user)
        return go(request, f"{order.path}#steps")
    if form.is_valid() and attempt(form, skip_step, step=step, by=request.user, **form.cleaned_data):
        return go(request, f"{order.path}#steps")
    return answer(
        request, order_page(order, request=request, skip_form=form, tried=step.pk), template=TEMPLATE
    )
