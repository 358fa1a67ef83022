"""A person has told it to the one it is for."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.channels import permissions
from quanfu.channels.actions.message import mark_sent_by_hand
from quanfu.channels.queries.message import access_message
from quanfu.ui.page import done, page


@page(permissions.DELIVERY_CREATE, methods=("POST",))
def create(request: HttpRequest, pk: int) -> HttpResponse:
    message = access_message(pk, by=request.user, permission=permissions.DELIVERY_CREATE)
    mark_sent_by_hand(message=message, by=request.user)
    return done(request, "channels:message.show", pk, message=_("Marked as sent"))
