from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from quanfu.channels.actions.talk import leave_message
from quanfu.core.actor import visitor
from quanfu.portal import permissions
from quanfu.portal.actions.talk import begin
from quanfu.portal.queries.talk import state_of
from quanfu.portal.views._chat import METHODS, of_window, text_of
from quanfu.portal.views._visitor import address_of
from quanfu.ui.page import public_page

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Talk

FIELDS = ("name", "phone", "email", "locale", "page")


@public_page(permissions.TALK_MESSAGE_CREATE, methods=METHODS)
@of_window
def create(
    request: HttpRequest, channel: "Channel", talk: "Talk | None", given: dict[str, Any]
) -> HttpResponse:
    """Nobody is there: {name, phone, email, text} becomes a request."""
    asked = {name: text_of(given, name) for name in FIELDS} | {"text": text_of(given, "text", 20_000)}
    who = visitor(asked["name"] or (talk.name if talk else ""))
    left, token = begin(
        act=leave_message, channel=channel, talk=talk, from_address=address_of(request), by=who, **asked
    )
    return JsonResponse({"token": token, **state_of(left)}, status=201)
