"""The message log."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from quanfu.channels import permissions
from quanfu.channels.enums import MessageState
from quanfu.channels.forms.message import MessageFilter
from quanfu.channels.queries.message import access_message, can_go_again, messages_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, page

COLUMNS = [
    Column(_("Recipient"), sort="to"),
    Column(_("Subject")),
    Column(_("Request")),
    Column(_("State")),
    Column(_("Time"), align="end"),
]


@page(permissions.MESSAGE_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    form = MessageFilter(request.GET)
    found = messages_for(request.user, permissions.MESSAGE_INDEX, **form.wanted())
    rows = listing(
        request, found, columns=COLUMNS, order=["-at", "-id"], search=["to", "subject"], filters=form
    )
    return answer(request, {"listing": rows})


@page(permissions.MESSAGE_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    message = access_message(pk, by=request.user, permission=permissions.MESSAGE_SHOW)
    waits = message.state in (MessageState.HELD, MessageState.FAILED)
    context = {
        "message": message,
        "may_mark": waits and request.user.may(permissions.DELIVERY_CREATE),
        "may_retry": request.user.may(permissions.RETRY_CREATE) and can_go_again(message),
    }
    return answer(request, context)
