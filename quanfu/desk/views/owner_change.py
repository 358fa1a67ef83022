from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.actions.owner_change import ask_owner_change, decide_owner_change
from quanfu.desk.forms.assignment import DecisionForm
from quanfu.desk.forms.owner_change import OwnerChangeForm
from quanfu.desk.queries.complaint import access_complaint
from quanfu.desk.queries.owner_change import access_owner_change, waiting_owner_changes
from quanfu.desk.queries.words import words
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Complaint")), Column(gettext_lazy("Change")), Column(gettext_lazy("Reason"), quiet=True),
    Column(gettext_lazy("Asked"), sort="asked_at", align="end"),
)  # fmt: skip


@page(permissions.OWNER_CHANGE_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Complaints that shall go to another owner, oldest wish first."""
    rows = waiting_owner_changes(request.user, permissions.OWNER_CHANGE_INDEX)
    return answer(request, {**words(), "list": listing(request, rows, columns=HEADS, order=("asked_at",))})


@page(permissions.OWNER_CHANGE_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    case = access_complaint(number, by=request.user, permission=permissions.OWNER_CHANGE_CREATE)
    form = OwnerChangeForm(request.POST or None, case=case)
    if form.is_valid() and attempt(
        form, ask_owner_change, complaint=case, by=request.user, **form.cleaned_data
    ):
        text = _("The change waits for a superior's decision; until then the owner stays.")
        return done(request, "desk:complaint.show", number, message=text)
    return answer(request, {**words(case.request), "req": case.request, "case": case, "form": form})


@page(permissions.OWNER_CHANGE_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse."""
    wish = access_owner_change(pk, by=request.user)
    case = wish.complaint
    form = DecisionForm(request.POST or None)
    if form.is_valid() and attempt(
        form, decide_owner_change, wish=wish, by=request.user, **form.cleaned_data
    ):
        return done(request, "desk:owner_change.index", message=_("Decided; all concerned are told."))
    return answer(
        request, {**words(case.request), "wish": wish, "req": case.request, "case": case, "form": form}
    )
