from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.actions.reception import arrange_visit, close_visit
from quanfu.desk.forms.reception import MinutesForm, ReceptionForm
from quanfu.desk.queries.reception import access_reception, receptions_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("What about")), Column(gettext_lazy("Visitors"), quiet=True), Column(gettext_lazy("Received by"), quiet=True),
    Column(gettext_lazy("Appointment"), align="end"),
)  # fmt: skip


@page(permissions.RECEPTION_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    view = "closed" if request.GET.get("view") == "closed" else "coming"
    order = ("-appointment_at", "-id") if view == "closed" else ("appointment_at", "id")
    rows = listing(request, receptions_for(request.user, view), columns=HEADS, order=order, search=["topic"])
    return answer(request, {"list": rows, "view": view})


@page(permissions.RECEPTION_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    form = ReceptionForm(request.POST or None, by=request.user)
    if form.is_valid() and (made := attempt(form, arrange_visit, by=request.user, **form.cleaned_data)):
        return done(request, "desk:reception.update", made.pk, message=_("The visit is arranged."))
    return answer(request, {"form": form})


@page(permissions.RECEPTION_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """The visit; while it is open its minutes and what was agreed, which close it."""
    reception = access_reception(pk, by=request.user, permission=permissions.RECEPTION_UPDATE)
    form = MinutesForm(request.POST or None, by=request.user)
    if form.is_valid() and attempt(
        form, close_visit, reception=reception, by=request.user, **form.cleaned_data
    ):
        return done(request, "desk:reception.update", pk, message=_("The visit is closed."))
    tasks = list(reception.tasks.select_related("owner").order_by("due_on", "id"))
    return answer(request, {"visit": reception, "form": form, "tasks": tasks})
