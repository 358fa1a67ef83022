from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.closure import close_request
from quanfu.desk.forms.request import ClosureForm
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.CLOSURE_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.CLOSURE_CREATE)
    form = ClosureForm(request.POST or None, req=req)
    if form.is_valid() and attempt(form, close_request, request=req, by=request.user, **form.cleaned_data):
        return done(request, "desk:request.index", message=_("%(number)s is closed.") % {"number": number})
    return answer(request, {**words(req), "req": req, "form": form})
