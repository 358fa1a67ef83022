from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from quanfu.channels.actions.talk import call_person
from quanfu.channels.queries.talk import speaker
from quanfu.portal import permissions
from quanfu.portal.queries.talk import state_of
from quanfu.portal.views._chat import METHODS, of_talk
from quanfu.ui.page import public_page

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Talk


@public_page(permissions.TALK_CALL_CREATE, methods=METHODS)
@of_talk
def create(request: HttpRequest, channel: "Channel", talk: "Talk", given: dict[str, Any]) -> HttpResponse:
    """The visitor wants a person."""
    called = call_person(talk=talk, by=speaker(talk))
    return JsonResponse({**state_of(talk), "closed": not called})
