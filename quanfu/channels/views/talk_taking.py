from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.channels import permissions
from quanfu.channels.actions.talk import take_talk
from quanfu.channels.enums import TalkState
from quanfu.channels.queries.talk import access_talk
from quanfu.core.errors import AlreadyDone
from quanfu.ui.page import done, page


@page(permissions.TALK_TAKING_CREATE, methods=("POST",))
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a waiting visitor out of turn."""
    talk = access_talk(pk, by=request.user, permission=permissions.TALK_TAKING_CREATE)
    if talk.state != TalkState.WAITING:
        raise AlreadyDone(_("Somebody else has this chat, or it has ended."))
    take_talk(talk=talk, person=request.user, by=request.user)
    if not talk.request_number:
        return done(request, "channels:talk.index")
    return done(request, "desk:request.show", talk.request_number)
