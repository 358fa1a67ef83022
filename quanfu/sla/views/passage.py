from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk.queries.acts import covers
from quanfu.desk.queries.request import access_request
from quanfu.sla import permissions
from quanfu.sla.actions.step import enter_step
from quanfu.sla.forms.step import PassageForm
from quanfu.sla.queries.step import links_of, passages_of, skipped_passages
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("Skipped step")), Column(gettext_lazy("Department")),
    Column(gettext_lazy("Passed by")), Column(gettext_lazy("At"), align="end"),
)  # fmt: skip


@page(permissions.PASSAGE_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Requests in which a required step was left out, the newest first (SLA-12)."""
    found = listing(request, skipped_passages(request.user), columns=COLUMNS, order=("-entered_at", "-id"),
                    search=("request__number", "step__name"))  # fmt: skip
    return answer(request, {"listing": found})


@page(permissions.PASSAGE_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """Pass a request on to the next step of its chain."""
    req = access_request(number, by=request.user, permission=permissions.PASSAGE_CREATE)
    form = PassageForm(request.POST or None, req=req)
    if form.is_valid():
        attempt(form, enter_step, request=req, by=request.user, step=form.cleaned_data["step"])
        if not form.errors:
            step = form.cleaned_data["step"].label
            return done(request, "desk:request.show", number, message=_("%(number)s is with: %(step)s") % {"number": number, "step": step})  # fmt: skip
    return answer(request, {"req": req, "form": form, "links": links_of(req, passages_of(req))})


@page(permissions.PASSAGE_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """How far the departments are with a request; who only serves the customer reads it (SLA-4)."""
    req = access_request(number, by=request.user, permission=permissions.PASSAGE_PANEL)
    passages = passages_of(req)
    context = {
        "req": req, "links": links_of(req, passages), "passages": passages,
        "may_pass": req.is_open and covers(req, by=request.user, permission=permissions.PASSAGE_CREATE),
    }  # fmt: skip
    return answer(request, context)
