from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.review import explain_refusal
from quanfu.desk.forms.review import ExplanationForm
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.EXPLANATION_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.EXPLANATION_CREATE)
    form = ExplanationForm(request.POST or None)
    if form.is_valid() and attempt(form, explain_refusal, request=req, by=request.user, **form.cleaned_data):
        return done(request, "desk:request.show", number, message=_("The explanation is recorded."))
    return answer(request, {**words(req), "req": req, "form": form})
