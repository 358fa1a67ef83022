"""The whole talk to keep: as a file, or by mail."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from quanfu.channels.actions.talk_words import mail_transcript
from quanfu.channels.queries.talk import speaker
from quanfu.channels.queries.turn import transcript
from quanfu.portal import permissions
from quanfu.portal.views._chat import METHODS, of_talk, text_of
from quanfu.ui.page import public_page

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Talk


@public_page(permissions.TALK_TRANSCRIPT_SHOW, methods=METHODS)
@of_talk
def show(request: HttpRequest, channel: "Channel", talk: "Talk", given: dict[str, Any]) -> HttpResponse:
    headers = {"X-Content-Type-Options": "nosniff"}
    return HttpResponse(transcript(talk), content_type="text/plain; charset=utf-8", headers=headers)


@public_page(permissions.TALK_TRANSCRIPT_CREATE, methods=METHODS)
@of_talk
def create(request: HttpRequest, channel: "Channel", talk: "Talk", given: dict[str, Any]) -> HttpResponse:
    """{email}: the address given for this chat."""
    mail_transcript(talk=talk, email=text_of(given, "email") or talk.email, by=speaker(talk))
    return JsonResponse({"sent": True})
