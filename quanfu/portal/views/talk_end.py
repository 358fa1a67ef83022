from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from quanfu.channels.actions.talk import end_talk
from quanfu.channels.enums import Author
from quanfu.channels.queries.talk import speaker
from quanfu.portal import permissions
from quanfu.portal.queries.talk import state_of
from quanfu.portal.views._chat import METHODS, of_talk
from quanfu.ui.page import public_page

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Talk


@public_page(permissions.TALK_END_CREATE, methods=METHODS)
@of_talk
def create(request: HttpRequest, channel: "Channel", talk: "Talk", given: dict[str, Any]) -> HttpResponse:
    """The visitor ends it."""
    end_talk(talk=talk, author=Author.VISITOR, by=speaker(talk))
    return JsonResponse(state_of(talk))
