from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.channels.queries.talk import talk_of_request
from quanfu.core.errors import AlreadyDone
from quanfu.desk import permissions
from quanfu.desk.actions.talk import finish_talk
from quanfu.desk.queries.request import access_request
from quanfu.ui.page import done, page


@page(permissions.TALK_END_CREATE, methods=("POST",))
def create(request: HttpRequest, number: str) -> HttpResponse:
    """The chat ends; the request stays open."""
    req = access_request(number, by=request.user, permission=permissions.TALK_END_CREATE)
    talk = talk_of_request(req.number)
    if talk is None:
        raise AlreadyDone(_("This request did not come from a chat."))
    finish_talk(talk=talk, by=request.user)
    return done(request, "desk:request.show", number, message=_("The chat has ended."))
