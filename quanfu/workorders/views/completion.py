from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.ui.page import answer, attempt, done, page
from quanfu.workorders import permissions
from quanfu.workorders.actions.order import finish_order
from quanfu.workorders.forms.completion import CompletionForm
from quanfu.workorders.queries.order import access_order
from quanfu.workorders.views._page import TEMPLATE, order_page


@page(permissions.COMPLETION_CREATE, methods=("POST",))
def create(request: HttpRequest, number: str) -> HttpResponse:
    order = access_order(number, by=request.user, permission=permissions.COMPLETION_CREATE)
    form = CompletionForm(request.POST)
    if form.is_valid() and attempt(form, finish_order, order=order, by=request.user, **form.cleaned_data):
        return done(
            request,
            "workorders:order.show",
            number,
            message=_("%(number)s is finished.") % {"number": number},
        )
    return answer(request, order_page(order, request=request, completion_form=form), template=TEMPLATE)
