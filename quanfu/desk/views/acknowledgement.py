from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.complaint import acknowledge_complaint
from quanfu.desk.forms.complaint import AcknowledgementForm
from quanfu.desk.queries.complaint import access_complaint, procedure_of, promised_by
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.ACKNOWLEDGEMENT_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """Receipt, with procedure and date; the text comes from the rule."""
    case = access_complaint(number, by=request.user, permission=permissions.ACKNOWLEDGEMENT_CREATE)
    until = promised_by(case.opened_at)
    form = AcknowledgementForm(
        request.POST or None, initial={"procedure": procedure_of(case.request, until), "expected_at": until}
    )
    if form.is_valid() and attempt(
        form, acknowledge_complaint, complaint=case, by=request.user, **form.cleaned_data
    ):
        return done(
            request,
            "desk:complaint.show",
            number,
            message=_("The customer knows the procedure and the date."),
        )
    return answer(request, {**words(case.request), "req": case.request, "case": case, "form": form})
