from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.ui.page import answer, attempt, done, page
from quanfu.workorders import permissions
from quanfu.workorders.actions.progress import note_progress
from quanfu.workorders.forms.progress import ProgressForm
from quanfu.workorders.queries.order import access_order
from quanfu.workorders.views._page import TEMPLATE, order_page


@page(permissions.PROGRESS_CREATE, methods=("POST",))
def create(request: HttpRequest, number: str) -> HttpResponse:
    """Words and photos from the place."""
    order = access_order(number, by=request.user, permission=permissions.PROGRESS_CREATE)
    form = ProgressForm(request.POST, request.FILES)
    if form.is_valid() and attempt(form, note_progress, order=order, by=request.user, **form.cleaned_data):
        return done(request, "workorders:order.show", number, message=_("Noted."))
    return answer(request, order_page(order, request=request, progress_form=form), template=TEMPLATE)
