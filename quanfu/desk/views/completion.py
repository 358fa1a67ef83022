from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.completion import complete_at_desk
from quanfu.desk.forms.request import CompletionForm
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.COMPLETION_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """What needs no work order is answered at the desk."""
    req = access_request(number, by=request.user, permission=permissions.COMPLETION_CREATE)
    form = CompletionForm(request.POST or None)
    if form.is_valid() and attempt(form, complete_at_desk, request=req, by=request.user, **form.cleaned_data):
        return done(
            request,
            "desk:feedback.create",
            number,
            message=_("%(number)s is done; tell the customer.") % {"number": number},
        )
    return answer(request, {**words(req), "req": req, "form": form})
