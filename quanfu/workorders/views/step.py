from django.http import HttpRequest, HttpResponse

from quanfu.ui.page import answer, attempt, go, page
from quanfu.workorders import permissions
from quanfu.workorders.actions.step import skip_step, tick_step
from quanfu.workorders.forms.step import StepForm
from quanfu.workorders.queries.order import access_order, access_step
from quanfu.workorders.views._page import TEMPLATE, order_page


@page(permissions.STEP_UPDATE, methods=("POST",))
def update(request: HttpRequest, number: str, step_id: int) -> HttpResponse:
    """Tick a step, or skip it with a reason."""
    order = access_order(number, by=request.user, permission=permissions.STEP_UPDATE)
    step, form = access_step(order, step_id), StepForm(request.POST)
    if form.is_valid():
        ticked = form.cleaned_data["act"] == "tick"
        reason = {} if ticked else {"reason": form.cleaned_data["reason"]}
        if attempt(form, tick_step if ticked else skip_step, step=step, by=request.user, **reason):
            return go(request, f"{order.path}#steps")
    return answer(
        request, order_page(order, request=request, step_form=form, tried=step.pk), template=TEMPLATE
    )
