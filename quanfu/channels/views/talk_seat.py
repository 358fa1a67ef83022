from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.channels import permissions
from quanfu.channels.actions.talk_queue import leave_seat, take_seat
from quanfu.ui.page import done, page


@page(permissions.TALK_SEAT_CREATE, methods=("POST",))
def create(request: HttpRequest) -> HttpResponse:
    """One takes chats from now on."""
    take_seat(person=request.user, by=request.user)
    return done(request, "channels:talk.index", message=_("You take chats now."))


@page(permissions.TALK_SEAT_DELETE, methods=("POST",))
def delete(request: HttpRequest) -> HttpResponse:
    """No further ones."""
    leave_seat(person=request.user, by=request.user)
    return done(request, "channels:talk.index", message=_("You get no further chats."))
