"""The web chat on our own pages, and what its window asks first."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from quanfu.channels.queries.talk import chat_of, shown_name
from quanfu.core.clock import today
from quanfu.org.queries.unit import company_of_code
from quanfu.portal import permissions
from quanfu.portal.queries.talk import window_of
from quanfu.portal.views._chat import METHODS, of_window
from quanfu.ui.page import answer, public_page

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Talk


@public_page(permissions.CHAT_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, code: str) -> HttpResponse:
    """A page that shows the window open, for who follows a link to it."""
    company = company_of_code(code, today())
    channel = chat_of(company)
    if channel is None:
        raise Http404("chat")
    return answer(request, {"company": company, "channel": channel, "name": shown_name(channel)})


@public_page(permissions.CHAT_PANEL, methods=METHODS)
@of_window
def panel(
    request: HttpRequest, channel: "Channel", talk: "Talk | None", given: dict[str, Any]
) -> HttpResponse:
    """The name, what is asked before, whether somebody is there."""
    return JsonResponse(window_of(channel))
