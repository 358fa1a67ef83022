from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.dispute import end_dispute, open_dispute
from quanfu.desk.forms.complaint import DisputeEndForm, DisputeForm
from quanfu.desk.queries.complaint import access_complaint, access_dispute
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.DISPUTE_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    case = access_complaint(number, by=request.user, permission=permissions.DISPUTE_CREATE)
    form = DisputeForm(request.POST or None)
    if form.is_valid() and attempt(form, open_dispute, complaint=case, by=request.user, **form.cleaned_data):
        return done(request, "desk:complaint.show", number, message=_("The dispute is recorded."))
    return answer(request, {**words(case.request), "req": case.request, "case": case, "form": form})


@page(permissions.DISPUTE_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Its end, with agreement and proof."""
    dispute = access_dispute(pk, by=request.user)
    case = dispute.complaint
    form = DisputeEndForm(request.POST or None, request.FILES or None)
    if form.is_valid() and attempt(form, end_dispute, dispute=dispute, by=request.user, **form.cleaned_data):
        return done(request, "desk:complaint.show", case.request.number, message=_("The dispute has ended."))
    return answer(
        request, {**words(case.request), "dispute": dispute, "req": case.request, "case": case, "form": form}
    )
