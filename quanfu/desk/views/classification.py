from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.classification import classify_request
from quanfu.desk.forms.classification import ClassificationForm
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.suggestion import proposed_type
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.CLASSIFICATION_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """What it is. A type is proposed with its reason; ?service_type= is the one that somebody chose to begin with."""
    req = access_request(number, by=request.user, permission=permissions.CLASSIFICATION_CREATE)
    form = ClassificationForm(request.POST or None, req=req, proposed=request.GET.get("service_type", ""))
    if form.is_valid() and attempt(form, classify_request, request=req, by=request.user, **form.cleaned_data):
        return done(
            request, "desk:request.show", number, message=_("%(number)s is classified.") % {"number": number}
        )
    proposal = None if form.is_bound else proposed_type(req, by=request.user)
    return answer(request, {**words(req), "req": req, "form": form, "proposal": proposal})
