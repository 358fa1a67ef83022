"""What the pages that only the chat's window calls have in common: JSON, on the sites of the channel, without cookies."""

import json
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation

from quanfu.channels.adapters.chat.origin import cors, is_allowed
from quanfu.channels.queries.talk import chat_channel, talk_by_token
from quanfu.core.errors import AlreadyDone, Refused

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Talk

METHODS = ("GET", "POST", "OPTIONS")
LARGEST = 64 * 1024
View = Callable[..., HttpResponse]


def of_window(view: View) -> View:
    """The view of a channel's window, as ``view(request, channel, talk, given)``: ``talk`` by the token in Authorization, or
    None; ``given``: the JSON that was sent. Answers other sites than the channel's with 403. A form of another site can send
    nothing here that counts: there are no cookies, so there is nothing to forge."""

    @wraps(view)
    def called(request: HttpRequest, key: str) -> HttpResponse:
        origin = request.headers.get("Origin", "")
        if request.method == "OPTIONS":
            return _with_cors(HttpResponse(status=204), origin)
        channel = chat_channel(key)
        own = f"{request.scheme}://{request.get_host()}"
        if not is_allowed(origin, own, channel.settings.get("origins", ())):
            return JsonResponse({"error": "origin"}, status=403)
        talk = talk_by_token(request.headers.get("Authorization", "").removeprefix("Bearer ").strip()[:100])
        if talk and talk.channel_id != channel.pk:
            talk = None
        given = _given(request)
        locale = talk.locale if talk else str(given.get("locale") or request.GET.get("locale", ""))
        with translation.override("en" if locale[:2] == "en" else "zh-hans"):
            try:
                response = view(request, channel, talk, given)
            except Http404:
                response = JsonResponse({"error": "absent"}, status=404)
            except AlreadyDone as late:
                response = JsonResponse({"error": str(late)}, status=409)
            except Refused as refused:
                response = JsonResponse({"error": str(refused.message), "field": refused.field}, status=422)
        return _with_cors(response, origin)

    called.csrf_exempt = True  # type: ignore[attr-defined]
    return called


def of_talk(view: View) -> View:
    """of_window for what only the visitor of a talk may: ``view(request, channel, talk, given)`` with a talk; else 401."""

    @wraps(view)
    def called(
        request: HttpRequest, channel: "Channel", talk: "Talk | None", given: dict[str, Any]
    ) -> HttpResponse:
        if talk is None:
            return JsonResponse({"error": "token"}, status=401)
        return view(request, channel, talk, given)

    return of_window(called)


def text_of(given: dict[str, Any], name: str, most: int = 300) -> str:
    """A text of the JSON, cut; anything else is none."""
    found = given.get(name, "")
    return found[:most].encode("utf-8", "ignore").decode().replace("\0", "") if isinstance(found, str) else ""


def _given(request: HttpRequest) -> dict[str, Any]:
    if request.method != "POST" or request.content_type != "application/json":
        return {}
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return {}
    try:
        found = json.loads(request.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _with_cors(response: HttpResponse, origin: str) -> HttpResponse:
    for name, value in cors(origin):
        response[name.decode()] = value.decode()
    response["Cache-Control"] = "no-store"
    return response
