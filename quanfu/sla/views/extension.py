from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk.queries.request import access_request
from quanfu.sla import permissions
from quanfu.sla.actions.extension import ask_extension, decide_extension
from quanfu.sla.forms.extension import DecisionForm, ExtensionForm
from quanfu.sla.queries.extension import access_extension, open_extensions
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("Limit")), Column(gettext_lazy("More time")),
    Column(gettext_lazy("Reason"), quiet=True), Column(gettext_lazy("Asked by")), Column(gettext_lazy("Due"), align="end"),
)  # fmt: skip


@page(permissions.EXTENSION_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Wishes for more time that wait for a decision."""
    found = listing(request, open_extensions(request.user), columns=COLUMNS, order=("asked_at", "id"))
    return answer(request, {"listing": found})


@page(permissions.EXTENSION_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.EXTENSION_CREATE)
    form = ExtensionForm(request.POST or None, req=req)
    if form.is_valid() and attempt(form, ask_extension, by=request.user, **form.cleaned_data):
        return done(request, "desk:request.show", number, message=_("Asked for more time."))
    return answer(request, {"req": req, "form": form})


@page(permissions.EXTENSION_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    extension = access_extension(pk, by=request.user)
    form = DecisionForm(request.POST or None)
    if form.is_valid() and attempt(
        form, decide_extension, extension=extension, by=request.user, **form.cleaned_data
    ):
        return done(request, "sla:extension.index", message=_("Decided."))
    req = extension.clock.request
    return answer(request, {"req": req, "extension": extension, "form": form})
