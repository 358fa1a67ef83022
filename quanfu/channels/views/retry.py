"""Sending a message once more."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.channels import permissions
from quanfu.channels.actions.message import retry_message
from quanfu.channels.queries.message import access_message
from quanfu.ui.page import done, page


@page(permissions.RETRY_CREATE, methods=("POST",))
def create(request: HttpRequest, pk: int) -> HttpResponse:
    message = access_message(pk, by=request.user, permission=permissions.RETRY_CREATE)
    retry_message(message=message, by=request.user)
    return done(request, "channels:message.show", pk, message=_("The message is on its way again"))
