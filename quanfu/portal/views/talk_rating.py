from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from quanfu.channels.queries.talk import speaker
from quanfu.portal import permissions
from quanfu.portal.actions.talk import rate_talk
from quanfu.portal.views._chat import METHODS, of_talk, text_of
from quanfu.ui.page import public_page

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Talk


@public_page(permissions.TALK_RATING_CREATE, methods=METHODS)
@of_talk
def create(request: HttpRequest, channel: "Channel", talk: "Talk", given: dict[str, Any]) -> HttpResponse:
    """{points: 1 to 5, text}."""
    points = given.get("points")
    rate_talk(
        talk=talk,
        points=points if isinstance(points, int) else 0,
        text=text_of(given, "text", 20_000),
        by=speaker(talk),
    )
    return JsonResponse({"rated": True})
