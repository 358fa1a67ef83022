from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.clock import today
from quanfu.desk import permissions
from quanfu.desk.actions.service_window import register_walk_in
from quanfu.desk.forms.enquiry import ResultFilter
from quanfu.desk.forms.reception import WalkInForm
from quanfu.desk.queries.reception import volumes_of, walk_ins_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Business handled")), Column(gettext_lazy("Window")), Column(gettext_lazy("Agent"), quiet=True),
    Column(gettext_lazy("Time"), align="end"),
)  # fmt: skip


@page(permissions.WALK_IN_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Who came on a day (?day=), and how many to each window."""
    chosen = ResultFilter(request.GET)
    day = (chosen.is_valid() and chosen.cleaned_data["day"]) or today()
    rows = listing(request, walk_ins_for(request.user, day), columns=HEADS, order=("-at", "-id"))
    context = {"list": rows, "day": day, "before": day - timedelta(days=1), "after": day + timedelta(days=1)}
    return answer(request, context | {"is_today": day >= today(), "volumes": volumes_of(request.user, day)})


@page(permissions.WALK_IN_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    initial = {"window": request.GET.get("window", "")[:15]}
    form = WalkInForm(request.POST or None, by=request.user, initial=initial)
    if form.is_valid() and attempt(form, register_walk_in, by=request.user, **form.cleaned_data):
        return done(request, "desk:walk_in.index", message=_("The visitor is registered."))
    return answer(request, {"form": form})
