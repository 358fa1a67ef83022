from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.decision import record_finding
from quanfu.desk.forms.complaint import FindingForm
from quanfu.desk.queries.complaint import access_complaint
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.FINDING_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    case = access_complaint(number, by=request.user, permission=permissions.FINDING_CREATE)
    form = FindingForm(request.POST or None, case=case)
    if form.is_valid() and attempt(
        form, record_finding, complaint=case, by=request.user, **form.cleaned_data
    ):
        return done(request, "desk:complaint.show", number, message=_("The finding is recorded."))
    return answer(request, {**words(case.request), "req": case.request, "case": case, "form": form})
