from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.files import file_url
from quanfu.desk import permissions
from quanfu.desk.actions.complaint import change_case, turn_into_complaint
from quanfu.desk.forms.complaint import ComplaintFilter, NamingForm, TurnForm
from quanfu.desk.queries.case_page import acts_of, list_columns, page_of, panel_of
from quanfu.desk.queries.complaint import access_complaint, filtered, is_hidden, listed
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.download import KINDS, download_listing
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Complaint"), value="request__number"), Column(gettext_lazy("Owner"), value="request__owner", quiet=True),
    Column(gettext_lazy("State"), value="get_state_display"), Column(gettext_lazy("Grade"), value="get_grade_display"),
    Column(gettext_lazy("Passed"), value=lambda case: " ".join(label for label, passed in list_columns(case) if passed), quiet=True),
    Column(gettext_lazy("Due"), sort="request__due_at", align="end"), Column(gettext_lazy("Received"), sort="opened_at", align="end"),
)  # fmt: skip


@page(permissions.COMPLAINT_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponseBase:
    """All complaints in reach with their gates, open ones unless the filter says otherwise."""
    form = ComplaintFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = filtered(listed(request.user, permissions.COMPLAINT_INDEX), chosen)
    found = listing(
        request,
        rows,
        columns=HEADS,
        order=("-opened_at",),
        search=("request__number", "request__subject"),
        filters=form,
    )
    if (kind := request.GET.get("export")) in KINDS:
        return download_listing(found, _("Complaints"), kind)
    return answer(request, {**words(), "list": found, "gates_of": list_columns})


@page(permissions.COMPLAINT_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The case: what is missing, what happened, what can be done next."""
    case = access_complaint(number, by=request.user, permission=permissions.COMPLAINT_SHOW)
    files = {
        file.pk: file_url(file, request) for dispute in case.disputes.all() for file in dispute.proof.all()
    }
    return answer(request, {
        **words(case.request), **page_of(case), "req": case.request, "acts": acts_of(case, by=request.user), "files": files,
    })  # fmt: skip


@page(permissions.COMPLAINT_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """On the page of the request: where the complaint is, who has it, until when (CMP-12)."""
    req = access_request(number, by=request.user, permission=permissions.COMPLAINT_PANEL)
    shown = panel_of(req)
    if (case := shown["case"]) and is_hidden(case, by=request.user):
        shown = {"case": None, "referrals": []}
    return answer(request, {**shown, "req": req})


@page(permissions.COMPLAINT_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """A request becomes a complaint."""
    req = access_request(number, by=request.user, permission=permissions.COMPLAINT_CREATE)
    form = TurnForm(request.POST or None)
    if form.is_valid() and attempt(
        form, turn_into_complaint, request=req, by=request.user, **form.cleaned_data
    ):
        return done(
            request,
            "desk:request.show",
            number,
            message=_("%(number)s is now a complaint.") % {"number": number},
        )
    return answer(request, {**words(req), "req": req, "form": form})


@page(permissions.COMPLAINT_UPDATE)
def update(request: HttpRequest, number: str) -> HttpResponse:
    """Whom it is about, and whether the customer has now complained."""
    case = access_complaint(number, by=request.user, permission=permissions.COMPLAINT_UPDATE)
    form = NamingForm(request.POST if request.method == "POST" else None, case=case)
    if form.is_valid() and attempt(form, change_case, complaint=case, by=request.user, **form.cleaned_data):
        return done(request, "desk:complaint.show", number, message=_("Saved."))
    return answer(request, {**words(case.request), "req": case.request, "case": case, "form": form})
