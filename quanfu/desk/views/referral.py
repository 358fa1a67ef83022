from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.actions.referral import end_referral, refer_request
from quanfu.desk.forms.complaint import ReferralAnswerForm, ReferralForm
from quanfu.desk.queries.complaint import access_referral, open_referrals
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("Department")), Column(gettext_lazy("What it has to do"), quiet=True),
    Column(gettext_lazy("Level"), sort="level", align="center", quiet=True), Column(gettext_lazy("Due"), sort="due_at", align="end"),
)  # fmt: skip


@page(permissions.REFERRAL_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Complaints and opinions that departments still have to answer, the most urgent first."""
    rows = open_referrals(request.user, permissions.REFERRAL_INDEX)
    return answer(request, {**words(), "list": listing(request, rows, columns=HEADS, order=("due_at",))})


@page(permissions.REFERRAL_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.REFERRAL_CREATE)
    form = ReferralForm(request.POST or None, req=req)
    if form.is_valid() and attempt(form, refer_request, request=req, by=request.user, **form.cleaned_data):
        return done(request, "desk:request.show", number, message=_("Passed on; the department is told."))
    return answer(request, {**words(req), "req": req, "form": form})


@page(permissions.REFERRAL_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """The department answers, or sends it back."""
    referral = access_referral(pk, by=request.user, permission=permissions.REFERRAL_UPDATE)
    form = ReferralAnswerForm(request.POST or None)
    if form.is_valid() and attempt(
        form, end_referral, referral=referral, by=request.user, **form.cleaned_data
    ):
        return done(request, "desk:referral.index", message=_("Recorded; the contact owner is told."))
    return answer(
        request, {**words(referral.request), "referral": referral, "req": referral.request, "form": form}
    )
