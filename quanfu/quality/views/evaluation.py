from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.quality import permissions
from quanfu.quality.actions.evaluation import close_evaluation
from quanfu.quality.forms.improvement import EvaluationForm
from quanfu.quality.queries.evaluation import access_evaluation, evaluations_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("Owner"), quiet=True), Column(gettext_lazy("State")),
    Column(gettext_lazy("Due"), sort="due_at", align="end"),
)  # fmt: skip


@page(permissions.EVALUATION_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    rows = evaluations_for(request.user, permissions.EVALUATION_INDEX)
    return answer(request, {"list": listing(request, rows, columns=HEADS, order=("-due_at",))})


@page(permissions.EVALUATION_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_evaluation(pk, by=request.user)
    form = EvaluationForm(request.POST or None)
    if form.is_valid() and attempt(
        form, close_evaluation, evaluation=found, by=request.user, **form.cleaned_data
    ):
        return done(request, "quality:evaluation.index", message=_("The evaluation is closed."))
    return answer(request, {"evaluation": found, "form": form})
