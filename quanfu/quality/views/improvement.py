from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.quality import permissions
from quanfu.quality.actions.improvement import move_improvement, register_improvement
from quanfu.quality.forms.improvement import ImprovementForm, MoveForm
from quanfu.quality.queries.improvement import access_improvement, improvements_for, listed
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("What is to improve")), Column(gettext_lazy("Origin"), quiet=True), Column(gettext_lazy("State")),
    Column(gettext_lazy("Customers"), align="end", quiet=True), Column(gettext_lazy("Found on"), sort="found_at", align="end"),
)  # fmt: skip
VIEWS = (("", gettext_lazy("In progress")), ("product", gettext_lazy("Product list")), ("prevention", gettext_lazy("Prevention")),
         ("closed", gettext_lazy("Done")))  # fmt: skip


@page(permissions.IMPROVEMENT_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """The register; ?view=product is the list for the product's makers."""
    view = request.GET.get("view", "")
    rows = listed(improvements_for(request.user, permissions.IMPROVEMENT_INDEX), view)
    return answer(
        request,
        {"view": view, "views": VIEWS, "list": listing(request, rows, columns=HEADS, order=("-found_at",))},
    )


@page(permissions.IMPROVEMENT_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_improvement(pk, by=request.user, permission=permissions.IMPROVEMENT_SHOW)
    return answer(request, {
        "improvement": found, "sources": found.sources.select_related("request"), "notices": found.notices.select_related("request"),
    })  # fmt: skip


@page(permissions.IMPROVEMENT_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    by = request.user
    form = ImprovementForm(request.POST or None, by=by)
    if form.is_valid() and (
        made := attempt(form, register_improvement, company=by.company, by=by, **form.cleaned_data)
    ):
        return done(request, "quality:improvement.show", made.pk, message=_("Recorded."))
    return answer(request, {"form": form})


@page(permissions.IMPROVEMENT_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_improvement(pk, by=request.user, permission=permissions.IMPROVEMENT_UPDATE)
    form = MoveForm(request.POST or None, improvement=found)
    if form.is_valid() and attempt(
        form, move_improvement, improvement=found, by=request.user, **form.cleaned_data
    ):
        return done(request, "quality:improvement.show", pk, message=_("Saved."))
    return answer(request, {"improvement": found, "form": form})
