from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.actions.reassignment import ask_reassignment, decide_reassignment
from quanfu.desk.forms.assignment import DecisionForm, ReassignmentForm
from quanfu.desk.queries.reassignment import access_reassignment, open_reassignments
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("Change")), Column(gettext_lazy("Reason"), quiet=True),
    Column(gettext_lazy("Asked"), sort="asked_at", align="end"),
)  # fmt: skip


@page(permissions.REASSIGNMENT_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Changes waiting for the manager's decision, oldest first."""
    return answer(
        request,
        {
            **words(),
            "list": listing(request, open_reassignments(request.user), columns=HEADS, order=("asked_at",)),
        },
    )


@page(permissions.REASSIGNMENT_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.REASSIGNMENT_CREATE)
    form = ReassignmentForm(request.POST or None, req=req)
    if form.is_valid() and attempt(form, ask_reassignment, request=req, by=request.user, **form.cleaned_data):
        return done(
            request,
            "desk:request.show",
            number,
            message=_("The change waits for the manager's decision; until then nothing changes."),
        )
    return answer(request, {**words(req), "req": req, "form": form})


@page(permissions.REASSIGNMENT_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    wish = access_reassignment(pk, by=request.user)
    form = DecisionForm(request.POST or None)
    if form.is_valid() and attempt(
        form, decide_reassignment, reassignment=wish, by=request.user, **form.cleaned_data
    ):
        return done(request, "desk:reassignment.index", message=_("Decided; all concerned are told."))
    return answer(request, {**words(wish.request), "wish": wish, "req": wish.request, "form": form})
