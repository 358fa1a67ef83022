from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.actions.remedy import decide_remedy, offer_remedy
from quanfu.desk.forms.complaint import RemedyDecisionForm, RemedyForm
from quanfu.desk.queries.complaint import access_complaint, access_remedy, waiting_remedies
from quanfu.desk.queries.words import words
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Complaint")), Column(gettext_lazy("What is done")), Column(gettext_lazy("Amount"), sort="amount", align="end"),
    Column(gettext_lazy("Offered by"), quiet=True), Column(gettext_lazy("Offered"), sort="at", align="end"),
)  # fmt: skip


@page(permissions.REMEDY_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Offers above their offerer's limit, oldest first."""
    rows = waiting_remedies(request.user, permissions.REMEDY_INDEX)
    return answer(request, {**words(), "list": listing(request, rows, columns=HEADS, order=("at",))})


@page(permissions.REMEDY_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    case = access_complaint(number, by=request.user, permission=permissions.REMEDY_CREATE)
    form = RemedyForm(request.POST or None)
    if form.is_valid() and (
        made := attempt(form, offer_remedy, complaint=case, by=request.user, **form.cleaned_data)
    ):
        text = _("Recorded.") if made.approved else _("The offer waits for its approval.")
        return done(request, "desk:complaint.show", number, message=text)
    return answer(request, {**words(case.request), "req": case.request, "case": case, "form": form})


@page(permissions.REMEDY_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse."""
    remedy = access_remedy(pk, by=request.user)
    case = remedy.complaint
    form = RemedyDecisionForm(request.POST or None)
    if form.is_valid() and attempt(form, decide_remedy, remedy=remedy, by=request.user, **form.cleaned_data):
        return done(request, "desk:remedy.index", message=_("Decided."))
    return answer(
        request, {**words(case.request), "remedy": remedy, "req": case.request, "case": case, "form": form}
    )
