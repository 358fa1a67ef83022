from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk.queries.request import access_request
from quanfu.quality import permissions
from quanfu.quality.actions.sample import score_sample
from quanfu.quality.forms.improvement import SampleForm
from quanfu.quality.queries.evaluation import evaluation_of, samples_for, samples_of
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("Who spoke")), Column(gettext_lazy("Attitude"), sort="attitude", align="center"),
    Column(gettext_lazy("Scored by"), quiet=True), Column(gettext_lazy("Scored"), sort="at", align="end"),
)  # fmt: skip


@page(permissions.SAMPLE_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    rows = samples_for(request.user, permissions.SAMPLE_INDEX)
    return answer(request, {"list": listing(request, rows, columns=HEADS, order=("-at",))})


@page(permissions.SAMPLE_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.SAMPLE_CREATE)
    form = SampleForm(request.POST or None, req=req)
    if form.is_valid() and attempt(form, score_sample, request=req, by=request.user, **form.cleaned_data):
        return done(request, "quality:sample.index", message=_("The sample is scored."))
    return answer(request, {"req": req, "form": form})


@page(permissions.SAMPLE_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """On the page of a complaint: its special evaluation and the samples of its calls."""
    req = access_request(number, by=request.user, permission=permissions.SAMPLE_PANEL)
    return answer(request, {"req": req, "samples": samples_of(req), "evaluation": evaluation_of(req)})
