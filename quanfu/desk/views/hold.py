from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.hold import begin_hold, end_hold
from quanfu.desk.forms.hold import HoldForm
from quanfu.desk.queries.hold import access_hold, holds_of
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.HOLD_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """Put a request on hold: limits that may pause stand still until it is taken up again."""
    req = access_request(number, by=request.user, permission=permissions.HOLD_CREATE)
    form = HoldForm(request.POST or None, initial={"waits_for": "customer"})
    if form.is_valid() and attempt(form, begin_hold, request=req, by=request.user, **form.cleaned_data):
        return done(request, "desk:request.show", number, message=_("%(number)s is on hold.") % {"number": number})  # fmt: skip
    return answer(request, {**words(req), "req": req, "form": form, "holds": holds_of(req)})


@page(permissions.HOLD_DELETE)
def delete(request: HttpRequest, number: str) -> HttpResponse:
    """Take a request up again: what it waits for, since when, and the button that ends it."""
    req = access_request(number, by=request.user, permission=permissions.HOLD_DELETE)
    hold = access_hold(req)
    if request.method == "POST":
        end_hold(hold=hold, by=request.user)
        return done(request, "desk:request.show", number, message=_("%(number)s is taken up again.") % {"number": number})  # fmt: skip
    return answer(request, {**words(req), "req": req, "hold": hold})


@page(permissions.HOLD_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """What the request waits for, on its page."""
    req = access_request(number, by=request.user, permission=permissions.HOLD_PANEL)
    holds = holds_of(req)
    return answer(request, {"req": req, "holds": holds, "hold": next((h for h in holds if not h.ended_at), None)})  # fmt: skip
