from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.actions.consultation import record_consultation, settle_consultation
from quanfu.desk.forms.consultation import ConsultationForm, SettlementForm
from quanfu.desk.queries.consultation import access_consultation, consultations_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Topic of the advice")), Column(gettext_lazy("Who was advised")), Column(gettext_lazy("Consultant"), quiet=True),
    Column(gettext_lazy("Outcome of the consultation")), Column(gettext_lazy("Time"), sort="at", align="end"),
)  # fmt: skip


@page(permissions.CONSULTATION_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Consultations in reach, the latest first; ?view=open: those of which nothing came yet."""
    view = "open" if request.GET.get("view") == "open" else "all"
    rows = consultations_for(request.user, permissions.CONSULTATION_INDEX, view)
    found = listing(request, rows, columns=HEADS, order=("-at", "-id"), search=("name", "topic", "phone"))
    return answer(request, {"list": found, "view": view})


@page(permissions.CONSULTATION_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    form = ConsultationForm(request.POST or None, by=request.user)
    if form.is_valid() and attempt(form, record_consultation, by=request.user, **form.cleaned_data):
        return done(request, "desk:consultation.index", message=_("Recorded."))
    return answer(request, {"form": form})


@page(permissions.CONSULTATION_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said, and what came of it."""
    one = access_consultation(pk, by=request.user, permission=permissions.CONSULTATION_UPDATE)
    form = SettlementForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid() and attempt(
        form, settle_consultation, consultation=one, by=request.user, **form.cleaned_data
    ):
        return done(request, "desk:consultation.index", message=_("Recorded."))
    return answer(request, {"one": one, "form": form})
