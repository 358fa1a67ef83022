from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.complaint import close_complaint
from quanfu.desk.forms.complaint import ClosingForm
from quanfu.desk.queries.complaint import Gates, access_complaint
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.COMPLAINT_CLOSURE_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """Every gate, and what may still be made up for here."""
    case = access_complaint(number, by=request.user, permission=permissions.COMPLAINT_CLOSURE_CREATE)
    form = ClosingForm(request.POST or None, case=case)
    if form.is_valid() and attempt(
        form, close_complaint, complaint=case, by=request.user, **form.cleaned_data
    ):
        return done(request, "desk:complaint.show", number, message=_("The complaint is closed."))
    return answer(
        request,
        {**words(case.request), "req": case.request, "case": case, "form": form, "gates": Gates(case).all},
    )
