from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.decision import assess_complaint
from quanfu.desk.forms.complaint import AssessmentForm
from quanfu.desk.queries.complaint import access_complaint
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.ASSESSMENT_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """The first judgement, or a later one."""
    case = access_complaint(number, by=request.user, permission=permissions.ASSESSMENT_CREATE)
    form = AssessmentForm(request.POST or None, req=case.request)
    if form.is_valid() and attempt(
        form, assess_complaint, complaint=case, by=request.user, **form.cleaned_data
    ):
        return done(request, "desk:complaint.show", number, message=_("Assessed."))
    return answer(request, {**words(case.request), "req": case.request, "case": case, "form": form})
