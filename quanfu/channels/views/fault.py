"""Channels that do not work, until they are mended."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.channels import permissions
from quanfu.channels.actions.check import mend_fault
from quanfu.channels.forms.check import FaultForm
from quanfu.channels.queries.check import access_fault, faults_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = [
    Column(gettext_lazy("Channel")), Column(gettext_lazy("What is wrong")), Column(gettext_lazy("To be mended by"), quiet=True),
    Column(gettext_lazy("State")), Column(gettext_lazy("Found at"), align="end"),
]  # fmt: skip


@page(permissions.FAULT_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    found = faults_for(request.user, permissions.FAULT_INDEX)
    return answer(request, {"list": listing(request, found, columns=COLUMNS, order=["-at", "-id"])})


@page(permissions.FAULT_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    fault = access_fault(pk, by=request.user, permission=permissions.FAULT_UPDATE)
    form = FaultForm(request.POST or None)
    if form.is_valid() and attempt(form, mend_fault, fault=fault, by=request.user, **form.cleaned_data):
        return done(request, "channels:fault.index", message=_("The channel works again."))
    return answer(request, {"fault": fault, "channel": fault.channel, "form": form})
