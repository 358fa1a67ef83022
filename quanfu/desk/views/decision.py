from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.decision import decide_complaint
from quanfu.desk.forms.complaint import DecisionForm
from quanfu.desk.queries.complaint import Gates, access_complaint
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.DECISION_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """What is missing for it stands above the form."""
    case = access_complaint(number, by=request.user, permission=permissions.DECISION_CREATE)
    form = DecisionForm(request.POST or None)
    if form.is_valid() and attempt(
        form, decide_complaint, complaint=case, by=request.user, **form.cleaned_data
    ):
        return done(request, "desk:complaint.show", number, message=_("The decision is recorded and told."))
    return answer(
        request,
        {
            **words(case.request),
            "req": case.request,
            "case": case,
            "form": form,
            "missing": Gates(case).missing("solved"),
        },
    )
