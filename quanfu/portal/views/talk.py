"""A talk of the web chat, for the window of its visitor."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from quanfu.channels.actions.talk import start_talk
from quanfu.core.actor import visitor
from quanfu.portal import permissions
from quanfu.portal.actions.talk import begin
from quanfu.portal.queries.talk import state_of
from quanfu.portal.views._chat import METHODS, of_talk, of_window, text_of
from quanfu.portal.views._visitor import address_of
from quanfu.ui.page import public_page

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Talk

FIELDS = ("name", "phone", "email", "locale", "page")


@public_page(permissions.TALK_CREATE, methods=METHODS)
@of_window
def create(
    request: HttpRequest, channel: "Channel", talk: "Talk | None", given: dict[str, Any]
) -> HttpResponse:
    """Begin one: {name, phone, email, locale, page} → its state and the visitor's token."""
    asked = {name: text_of(given, name) for name in FIELDS}
    who = visitor(asked["name"])
    new, token = begin(act=start_talk, channel=channel, from_address=address_of(request), by=who, **asked)
    return JsonResponse({"token": token, **state_of(new)}, status=201)


@public_page(permissions.TALK_SHOW, methods=METHODS)
@of_talk
def show(request: HttpRequest, channel: "Channel", talk: "Talk", given: dict[str, Any]) -> HttpResponse:
    return JsonResponse(state_of(talk))
