"""What came in, and what stands in quarantine."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from quanfu.channels import permissions
from quanfu.channels.enums import IncomingState
from quanfu.channels.forms.check import IncomingFilter
from quanfu.channels.queries.incoming import access_incoming, incoming_for
from quanfu.channels.queries.warning import in_words
from quanfu.core.files import file_url
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, page

COLUMNS = [
    Column(gettext_lazy("Sender")), Column(gettext_lazy("Content")), Column(gettext_lazy("Kind")),
    Column(gettext_lazy("Request")), Column(gettext_lazy("Came in"), align="end"),
]  # fmt: skip


@page(permissions.INCOMING_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    form = IncomingFilter(request.GET)
    found = incoming_for(request.user, permissions.INCOMING_INDEX, **form.wanted())
    rows = listing(
        request, found, columns=COLUMNS, order=["-received_at", "-id"], search=["sender", "subject"], filters=form
    )  # fmt: skip
    return answer(request, {"list": rows})


@page(permissions.INCOMING_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Renews itself until it is read."""
    incoming = access_incoming(pk, by=request.user, permission=permissions.INCOMING_SHOW)
    held = incoming.state == IncomingState.QUARANTINED
    wrong, warnings = in_words(incoming.warnings, incoming.error)
    context = {
        "incoming": incoming, "wrong": wrong, "warnings": warnings, "channel": incoming.channel, "files": list(incoming.files.all()), "file_url": partial(file_url, request=request),
        "may_rerun": held and request.user.may(permissions.RERUN_CREATE), "may_raw": request.user.may(permissions.RAW_SHOW),
    }  # fmt: skip
    return answer(request, context, block="incoming")
