"""Regular tests of channels."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.channels import permissions
from quanfu.channels.actions.check import finish_check
from quanfu.channels.forms.check import CheckForm
from quanfu.channels.queries.check import access_check, checks_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = [
    Column(gettext_lazy("Channel")), Column(gettext_lazy("Tester"), quiet=True), Column(gettext_lazy("State")),
    Column(gettext_lazy("Time"), align="end"),
]  # fmt: skip


@page(permissions.CHECK_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    found = checks_for(request.user, permissions.CHECK_INDEX)
    return answer(request, {"list": listing(request, found, columns=COLUMNS, order=["-due_at", "-id"])})


@page(permissions.CHECK_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    check = access_check(pk, by=request.user, permission=permissions.CHECK_UPDATE)
    form = CheckForm(request.POST or None)
    if form.is_valid() and attempt(form, finish_check, check=check, by=request.user, **form.cleaned_data):
        return done(request, "channels:check.index", message=_("The test is recorded."))
    return answer(request, {"check": check, "channel": check.channel, "form": form})
