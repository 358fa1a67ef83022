from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.clock import now
from quanfu.desk import permissions
from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.enums import State
from quanfu.desk.forms.assignment import AssignmentForm
from quanfu.desk.queries.acts import covers
from quanfu.desk.queries.assignment import rank_candidates
from quanfu.desk.queries.assignment_plan import suggestions_for
from quanfu.desk.queries.inbox import COLUMNS, OPEN_ORDER
from quanfu.desk.queries.request import access_request, requests_for
from quanfu.desk.queries.words import words
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("Best person")), Column(gettext_lazy("Customer"), quiet=True),
    Column(gettext_lazy("Unit"), quiet=True), Column(gettext_lazy("Due"), align="end"),
)  # fmt: skip


@page(permissions.ASSIGNMENT_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """The dispatcher's queue: approved, not yet assigned; urgent first, then by limit."""
    waiting = requests_for(request.user, permissions.ASSIGNMENT_INDEX).filter(state=State.APPROVED)
    found = listing(request, waiting.values_list(*COLUMNS, named=True), columns=HEADS, order=OPEN_ORDER)
    suggested = suggestions_for([row.pk for row in found.rows], at=now())
    may_batch = request.user.may(permissions.BATCH_CREATE)
    return answer(request, {**words(), "list": found, "suggested": suggested, "may_batch": may_batch})


@page(permissions.ASSIGNMENT_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """Candidates, best first, with their reasons; one press assigns."""
    req = access_request(number, by=request.user, permission=permissions.ASSIGNMENT_CREATE)
    form = AssignmentForm(request.POST or None, req=req)
    if form.is_valid():
        req.field = form.cleaned_data["field"] or req.field
        person = form.cleaned_data["person"]
        overrule = form.cleaned_data["overrule"]
        if attempt(form, assign_request, request=req, person=person, by=request.user, overrule=overrule):
            return done(
                request,
                "desk:assignment.index",
                message=_("%(number)s is given to %(person)s.") % {"number": number, "person": person.name},
            )
    may_overrule = covers(req, by=request.user, permission=permissions.OVERRULING_CREATE)
    shown = {
        "req": req,
        "form": form,
        "candidates": rank_candidates(req, at=now()),
        "may_overrule": may_overrule,
    }
    return answer(request, words(req) | shown)
