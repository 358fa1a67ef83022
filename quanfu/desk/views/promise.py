from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.clock import now
from quanfu.desk import permissions
from quanfu.desk.actions.promise import make_promise
from quanfu.desk.forms.enquiry import PromiseForm
from quanfu.desk.queries.promise import open_promises
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("What was promised")), Column(gettext_lazy("Promised"), quiet=True),
    Column(gettext_lazy("Responsible"), quiet=True), Column(gettext_lazy("Promised by"), align="end"),
)  # fmt: skip


@page(permissions.PROMISE_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """What customers wait for, the late ones first."""
    found = open_promises(request.user)
    rows = listing(request, found, columns=HEADS, order=("promised_at", "id"))
    return answer(request, {"list": rows, "late": found.filter(promised_at__lt=now()).count()})


@page(permissions.PROMISE_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.PROMISE_CREATE)
    form = PromiseForm(request.POST or None)
    if form.is_valid() and attempt(form, make_promise, request=req, by=request.user, **form.cleaned_data):
        return done(request, "desk:request.show", number, message=_("The promise is noted."))
    return answer(request, {**words(req), "req": req, "form": form})
